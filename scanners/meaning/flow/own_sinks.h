// Functions of the repository that hand a parameter on to a sink: calling one is as much as calling the sink,
// in whatever file. Built once, when the types of all files are known; then read by all threads.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "scanners/meaning/flow/flow.h"
#include "scanners/meaning/flow/resolution.h"

namespace payaudit {

// `./lib/payment`, `@/lib/payment`: a file of the tree, as JavaScript and TypeScript import it.
inline bool is_own_module(std::string_view module) {
  return module.starts_with('.') || module.starts_with("@/") || module.starts_with("~/");
}

class OwnSinks {
 public:
  // Whether the file has calls of sinks that are followed: those of the roles in `call.helper-roles`.
  static bool may_have(const Code& code, const CallIndex& calls);
  // Adds the functions without a class of one file. `path`: of the file; an import is told by its last part.
  // Those whose parameter is data by its own name or type are told where they stand, and are not added.
  void add(const Source& source, std::string_view path, const Resolution& resolution,
           const FlowTables& tables);

  // Notes the function of the file that masks what it is given, as its name says; a logger in such a file may
  // hand on everything through it.
  void add_masks(const Code& code, std::string_view path, const CallIndex& calls);
  // The name of that function; empty: the file has none.
  std::string_view mask_in(std::string_view file) const;

  // The sink that calling a function of a file is; nullptr: none. `file`: as an import or a path names it.
  const CallModel* of(std::string_view file, std::string_view function) const;

 private:
  std::unordered_map<std::string, CallModel> sinks_;  // without a role: two functions have the name
  std::unordered_map<std::string, std::string> masks_;
};

}  // namespace payaudit
