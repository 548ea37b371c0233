// The type of a plain scalar by the YAML 1.2 core schema (10.3.2).
#pragma once

#include <string_view>

#include "scanners/units/tree.h"

namespace payaudit::yaml_reader {

// null, boolean, number or string.
NodeKind plain_kind(std::string_view text);

}  // namespace payaudit::yaml_reader
