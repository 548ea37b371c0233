// Where the commit of a submodule is that a tree names: in the submodule as it stands, or among the
// repositories of submodules that its super-project keeps.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checker/gate/base.h"

namespace payaudit {

// A submodule as a tree has it.
struct Gitlink {
  std::string path;  // relative to the root of the target
  std::string commit;
};

// What is at the path of a submodule now.
enum class LinkState : uint8_t {
  checked_out,      // a repository
  not_checked_out,  // the submodule, without its files
  gone,             // something else, or nothing: it was moved, removed, or made part of its super-project
};
LinkState state_of(const Target& target, const BaseRepository& super, const std::string& path);

// The paths of all submodules that the super-project has now, relative to the root of the target.
std::vector<std::string> links_now(const Target& target, const BaseRepository& super);

// The repository that has the tree of the commit; nullopt: it is not here. `super_commit` is the commit of
// the super-project that names the submodule.
std::optional<BaseRepository> find_submodule(const Target& target, const BaseRepository& super,
                                             const std::string& super_commit, const Gitlink& link);

// The repository of the submodule that is at `other` now, where that has it.
std::optional<BaseRepository> find_in(const Target& target, const std::string& other, const Gitlink& link);

// That the commit is not here, what that means for what is found below `path`, and how to fetch it.
std::string how_to_get(const Target& target, const std::string& path, const Gitlink& link);

}  // namespace payaudit
