// The paths through one function, as far as "not before this" needs them. Internal to calls.
#pragma once

#include <set>

#include "scanners/units/code.h"

namespace payaudit {

// Whether something may be used without the check: a variable has a value from before or beside all of the
// `checks` (instructions of the function), another one after them, and is used where both ways meet. An early
// return beside the check is no such way.
bool is_passed_by(const Function& function, const std::set<size_t>& checks);

}  // namespace payaudit
