// Variables inside the values of Compose files: `${NAME}`, `${NAME:-default}`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace payaudit::compose {

inline constexpr std::string_view kVariable = "set by a variable of the environment";

bool has_variable(std::string_view text);
// The text with each `${NAME:-default}` replaced by its default: that is what runs where nobody sets the
// name. Variables without a default stay.
std::string with_defaults(std::string_view text);
// The parts between colons that stand outside of variables.
std::vector<std::string_view> split_colons(std::string_view text);
// A path without the slash at its end; the root stays.
std::string without_end_slash(std::string_view path);

}  // namespace payaudit::compose
