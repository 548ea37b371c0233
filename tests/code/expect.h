// What the tests of all languages need to compare printed units.
#pragma once

#include <sstream>
#include <string>

namespace payaudit {

// The instructions of the function of that name, and the functions after it, without places, after a line
// break.
inline std::string instructions_of(const std::string& function, const std::string& printed) {
  std::istringstream lines(printed);
  std::string out = "\n";
  bool is_inside = false;
  for (std::string line; std::getline(lines, line);) {
    const size_t place = line.rfind("  ");
    if (place != std::string::npos) line.erase(place);
    const bool is_head = line.starts_with("fn");
    const size_t paren = line.find('(');
    if (is_head && !is_inside && line.substr(0, paren).ends_with(function)) {
      is_inside = true;
      continue;
    }
    if (!is_inside || line.empty()) continue;
    out += line.starts_with("  ") ? line.substr(2) : line;
    out += '\n';
  }
  return out;
}

}  // namespace payaudit
