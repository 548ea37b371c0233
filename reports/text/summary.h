// What follows the findings: the table of frameworks, what was not examined, notes, and the closing line.
#pragma once

#include <string>

#include "reports/report.h"
#include "reports/text/paint.h"

namespace payaudit {

// `is_quiet`: the closing line only.
void write_summary(std::string& out, const Report& report, Paint paint, bool is_quiet);

}  // namespace payaudit
