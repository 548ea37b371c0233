// A `Code` unit as text, for people: what `payaudit facts --units` prints, and what tests compare.
#pragma once

#include <string>

#include "scanners/source/source.h"
#include "scanners/units/code.h"

namespace payaudit {

// One line an import, type, field, function and instruction, each with its `line:column`. A variable is
// written by its name (with its register where the name is declared twice), an intermediate value as `r7`; a
// literal stands where it is used and has no line of its own. Long texts are cut, and digits that may be a
// card number show the first six and the last four only.
std::string to_string(const Code& code, const Source& source);

}  // namespace payaudit
