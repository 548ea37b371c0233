// The tree of an earlier commit, from git's objects alone: nothing is checked out, no worktree is made,
// nothing is written.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "checker/files/target.h"
#include "scanners/source/result.h"

namespace payaudit {

// What a tree is compared with.
struct BaseCommit {
  std::string asked;           // "origin/main"
  std::string commit;          // full hash
  bool is_merge_base = false;  // not the commit asked for, but where its line and that of HEAD part
};

// The commit that `revision` and HEAD have in common: what a branch is compared with is what it began from,
// not what others did since. The error says what is missing and how to get it: no repository, no such
// revision, a clone too shallow to know the common commit.
Result<BaseCommit> find_base(const Target& target, const std::string& revision);

struct BaseFile {
  std::string repository;  // the folder of the submodule that it is of, relative to the root; empty: the root
  std::string object;
};

struct BaseTree {
  BaseCommit commit;
  std::map<std::string, BaseFile> files;  // by path, of regular files in the target's parts
  std::set<std::string> changed;          // paths of files that the disk has otherwise, or not at all
  std::vector<std::string> notes;         // what of it is not here
  std::set<std::string> missing;          // folders that end in a slash, and files: of these nothing is known
};

// Lists the tree, and what differs from it on the disk. The error is for a tree that cannot be listed.
Result<BaseTree> list_base(const Target& target, const BaseCommit& commit);

// The bytes of files of the tree, in the order of `paths`. A file whose object is not here, is over `limit`
// bytes or is held elsewhere (Git LFS) is left out, and noted as missing.
std::map<std::string, std::string> read_base(const Target& target, BaseTree& base,
                                             const std::vector<std::string>& paths, size_t limit);

// The text of one file; nullopt: the commit has none of that path.
std::optional<std::string> read_at(const Target& target, const std::string& commit, const std::string& path);

}  // namespace payaudit
