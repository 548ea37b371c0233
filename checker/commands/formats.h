// The formats of `check` and what writes them. Adding one: a row here and its name in checker/cli/outputs.cc.
#pragma once

#include <string>

#include "checker/cli/options.h"
#include "reports/report.h"
#include "scanners/source/result.h"

namespace payaudit {

// The report in the format of `output`.
std::string write_report(const Output& output, const Report& report, const CheckOptions& options);

// Whether a format has a place for counts: of what is waived, or was not examined.
bool tells_counts(const std::string& format);

// The Markdown of the report behind what the file `step_summary` holds already, together within what GitHub
// takes of a step.
Result<bool> append_step_summary(const CheckOptions& options, const Report& report);

}  // namespace payaudit
