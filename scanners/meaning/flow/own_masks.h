// Files of the tree with a function that masks what it is given, as its name says: a logger in such a file
// may hand on everything through it. Built once, then read by all threads.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "scanners/meaning/flow/call_index.h"
#include "scanners/units/code.h"

namespace payaudit {

// `./lib/payment`, `@/lib/payment`: a file of the tree, as JavaScript and TypeScript import it.
inline bool is_own_module(std::string_view module) {
  return module.starts_with('.') || module.starts_with("@/") || module.starts_with("~/");
}

class OwnMasks {
 public:
  // `path`: of the file; an import is told by its last part.
  void add(const Code& code, std::string_view path, const CallIndex& calls);
  // The name of the function; empty: the file has none. `file`: as an import or a path names it.
  std::string_view in(std::string_view file) const;

 private:
  std::unordered_map<std::string, std::string> masks_;
};

}  // namespace payaudit
