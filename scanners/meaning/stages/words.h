// Words that facts of stages are stated in. Internal to this folder.
#pragma once

#include <string_view>

namespace payaudit {

inline constexpr std::string_view kProduction = "production";
inline constexpr std::string_view kDevelopment = "development";
inline constexpr std::string_view kLocal = "local";
inline constexpr std::string_view kOwnMachine = "own-machine";

}  // namespace payaudit
