// Settings of profiles, `application-secrets.yml`, and whether anything in the tree activates them. What an
// operator gives at the start is not in the tree: only that nothing here speaks of the profile is known.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "scanners/source/source.h"

namespace payaudit {

class Profiles {
 public:
  explicit Profiles(const SourceMap& sources) : sources_(sources) {}

  // Whether the file is a profile's and no line of the tree that speaks of profiles names it. Reads the tree
  // at the first such file.
  bool is_of_unused(std::string_view path);

 private:
  const SourceMap& sources_;
  std::optional<std::set<std::string, std::less<>>> named_;  // words of lines about profiles
};

}  // namespace payaudit
