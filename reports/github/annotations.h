// Annotations of a GitHub workflow: one command a line, for the log of the step. The counts are the last
// line.
//
// GitHub shows 10 errors, 10 warnings and 10 notices of a step, and drops others without a word: so of more,
// 9 are written and one that says how many there are. New findings first. The summary of the step, which
// holds them all, is what reports/markdown writes.
#pragma once

#include <string>

#include "reports/outline/order.h"
#include "reports/report.h"

namespace payaudit {

std::string write_annotations(const Report& report, Told told = Told::only_new);

}  // namespace payaudit
