// What syntax hands to meaning: for each file, its neutral form and its hits.
#pragma once

#include <string_view>
#include <variant>
#include <vector>

#include "scanners/source/source.h"
#include "scanners/units/code.h"
#include "scanners/units/hits.h"
#include "scanners/units/tree.h"

namespace payaudit {

struct Unit {
  FileId file = 0;
  std::string_view
      format;  // the reader's word: "yaml", "hcl", "sql", "java"; empty where none reads the file
  std::variant<std::monostate, Tree, Code> form;  // monostate: text only
  Hits hits;
  std::vector<Gap> gaps;  // of the file as a whole (unreadable, over a limit); the forms carry their own

  const Tree* tree() const { return std::get_if<Tree>(&form); }
  const Code* code() const { return std::get_if<Code>(&form); }
};

// All units of an audit, by FileId order. Read-only for meaning.
struct Units {
  const SourceMap* sources = nullptr;
  std::vector<Unit> units;
};

}  // namespace payaudit
