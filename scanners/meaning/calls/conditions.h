// Which conditions are known to hold where an instruction runs. Internal to calls.
#pragma once

#include <optional>
#include <vector>

#include "scanners/units/code.h"

namespace payaudit {

// The value of a branch, and whether it was true.
struct Condition {
  Reg value = kNoReg;
  bool holds = true;
};

// The conditions that every way from the function's beginning to the instruction goes through; a loop's own
// question whether there is another element is none. Nullopt: the function is too long to say.
std::optional<std::vector<Condition>> conditions_at(const Function& function, size_t at);

}  // namespace payaudit
