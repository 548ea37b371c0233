// What the models say by lists of names, asked of the names of a program. Internal to this folder.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace payaudit {

inline bool is_in(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// `Column` of `javax.persistence.Column`.
inline std::string_view last_segment(std::string_view name) {
  return name.substr(name.rfind('.') + 1);  // npos + 1 is 0
}

}  // namespace payaudit
