// Whether a host that is written in a file is used there, or only spoken of: in a comment, as the name of a
// schema, as a link that somebody may follow, in a script of the build. The words are data:
// policies/places/mentions.yaml.
#pragma once

#include <vector>

#include "scanners/meaning/places/places.h"
#include "scanners/units/unit.h"

namespace payaudit {

// Of one file. Refers to the tables and the unit, which must live longer.
class UsedTexts {
 public:
  UsedTexts(const Mentions& mentions, std::string_view path, const Unit& unit);

  // Whether what is written there is a value that the program or page has: text that is neither commented
  // nor mentioned. A file that is neither configuration nor code has none.
  bool has(Span span) const;

 private:
  void add_tree(const Mentions& mentions, const Tree& tree, bool is_page);
  void add_code(const Mentions& mentions, const Code& code);

  std::vector<Span> spans_;  // sorted by where they begin
  uint32_t longest_ = 0;
};

}  // namespace payaudit
