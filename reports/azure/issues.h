// Issues of a task of Azure Pipelines: one logging command a line, for the log of the task, and the last
// completes it with the counts.
//
// Azure keeps 10 errors and 10 warnings of a task: of more, 9 are written and one that says how many there
// are. It knows nothing below a warning. New findings first.
#pragma once

#include <string>

#include "reports/outline/order.h"
#include "reports/report.h"

namespace payaudit {

std::string write_issues(const Report& report, Told told = Told::only_new);

}  // namespace payaudit
