// The report for programs that write code and read every byte of what a command prints: counts first, then
// one line a finding, gravest first, new ones before those of the base, in at most 8,192 bytes. What does not
// fit is counted. Nothing at all where there is nothing to say: no open violation, none waived, nothing
// undetermined, everything examined.
#pragma once

#include <cstddef>
#include <string>

#include "reports/outline/order.h"
#include "reports/report.h"

namespace payaudit {

constexpr size_t kAgentBudget = 8192;

std::string write_agent(const Report& report, Told told = Told::only_new);

}  // namespace payaudit
