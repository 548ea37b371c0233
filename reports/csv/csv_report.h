// Findings as comma-separated values, for spreadsheets: one row a finding of every verdict, waived ones too,
// from the severity that is shown on. The first row names the columns; new columns come last.
#pragma once

#include <string>

#include "reports/report.h"

namespace payaudit {

std::string write_csv(const Report& report);

}  // namespace payaudit
