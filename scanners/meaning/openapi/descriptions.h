// What a description says of a value's protection. It may speak of something else, so it makes a state
// unknown, never safe.
#pragma once

#include <optional>
#include <string_view>

#include "scanners/meaning/openapi/graph.h"

namespace payaudit::openapi {

// Why it cannot be said that a card or account number whose name is of the clear kind is clear in this
// medium; nullopt: no description gives a reason to doubt it, or it is no such number.
std::optional<std::string_view> doubt_of_clear(const Classified& field,
                                               std::string_view container_description, Medium medium);

}  // namespace payaudit::openapi
