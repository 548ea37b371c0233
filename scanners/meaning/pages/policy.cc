#include "scanners/meaning/pages/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "scanners/source/characters.h"

namespace payaudit {

bool lets_any_script_run(std::string_view policy) {
  std::string scripts;
  bool is_found = false;
  std::string defaults;
  bool has_default = false;
  const std::string folded = lower(policy);
  std::string_view rest = folded;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find(';'), rest.size());
    std::string_view directive = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    directive.remove_prefix(std::min(directive.find_first_not_of(" \t\n\r"), directive.size()));
    const size_t space = std::min(directive.find_first_of(" \t\n\r"), directive.size());
    const std::string_view name = directive.substr(0, space);
    if (name == "script-src" && !is_found) {
      scripts = fmt::format(" {} ", directive.substr(space));
      is_found = true;
    } else if (name == "default-src" && !has_default) {
      defaults = fmt::format(" {} ", directive.substr(space));
      has_default = true;
    }
  }
  if (!is_found && !has_default) return true;
  const std::string& sources = is_found ? scripts : defaults;
  const auto has = [&](std::string_view token) { return sources.find(token) != std::string::npos; };
  const bool has_nonce = has("'nonce-") || has("'sha256-") || has("'sha384-") || has("'sha512-");
  if (has("'unsafe-eval'") || (has("'unsafe-inline'") && !has_nonce)) return true;
  if (has("'strict-dynamic'") && has_nonce) return false;
  return has(" * ") || has(" https: ") || has(" http: ") || has(" data: ");
}

}  // namespace payaudit
