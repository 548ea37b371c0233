// Reads facts as `payaudit facts` prints them, one a line, for tests: `container{name: "api", privileged:
// ?}`. `kind@path{…}` places it in a file, `kind "symbol"{…}` gives it a symbol. Attributes get an origin at
// their value.
#pragma once

#include <string_view>

#include "rules/judge/examples.h"

namespace payaudit {

// Throws std::runtime_error with the text at fault.
Scanned read_facts(std::string_view text);

}  // namespace payaudit
