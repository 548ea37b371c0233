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
  // Of a text that stands inside another file and is a file of its own format, such as an entry of a
  // ConfigMap: the name that it has there, and where in `file` it stands. Its spans are those of `file`; it
  // has no hits, which its file has.
  std::string_view name = {};
  Span within = {};

  const Tree* tree() const { return std::get_if<Tree>(&form); }
  const Code* code() const { return std::get_if<Code>(&form); }
};

// All units of an audit: those of the files, `units[file]`, then those of the texts inside files. Read-only
// for meaning.
struct Units {
  const SourceMap* sources = nullptr;
  std::vector<Unit> units;
};

}  // namespace payaudit
