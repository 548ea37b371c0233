// Where in a function a condition is known to hold, or not to: the ways of `if` and `else`, and what comes
// after an `if` that ends. Ways back, of loops, are none.
#pragma once

#include <cstdint>
#include <vector>

#include "scanners/units/code.h"

namespace payaudit {

// Instructions [begin, end) run only where what the register holds is true, or false.
struct Conditioned {
  uint32_t begin = 0;
  uint32_t end = 0;
  Reg condition = kNoReg;
  bool holds = true;
};

// In the order of the branches.
std::vector<Conditioned> conditioned(const Function& function);

}  // namespace payaudit
