// The tree of an earlier commit, from git's objects alone: nothing is checked out, no worktree is made,
// nothing is written.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "checker/files/target.h"
#include "scanners/source/result.h"

namespace payaudit {

// What a tree is compared with.
struct BaseCommit {
  std::string asked;           // "origin/main"
  std::string commit;          // full hash
  bool is_merge_base = false;  // not the commit asked for, but where its line and that of HEAD part
  // Where the two lines were merged into each other crosswise they part at several commits, of which none is
  // the better one: the rest of them. Git names the one above first.
  std::vector<std::string> others;
};

// The commits that `revision` and HEAD have in common: what a branch is compared with is what it began from,
// not what others did since. The error says what is missing and how to get it: no git, no repository or one
// that git refuses, no such revision, a clone too shallow to know the common commit.
Result<BaseCommit> find_base(const Target& target, const std::string& revision);

// Where objects of the base are.
struct BaseRepository {
  std::string folder;   // whose files it has, relative to the root of the target; empty: the root
  std::string git_dir;  // absolute; empty: the one that git finds from the folder
};

// As ask_git() and ask_git_line().
std::optional<std::string> ask_repository(const Target& target, const BaseRepository& repository,
                                          const std::vector<std::string>& arguments,
                                          std::string_view input = {});
std::string ask_repository_line(const Target& target, const BaseRepository& repository,
                                const std::vector<std::string>& arguments);

struct BaseFile {
  size_t repository = 0;
  std::string object;
};

struct BaseTree {
  BaseCommit commit;
  std::vector<BaseRepository> repositories;  // the first is that of the root
  std::map<std::string, BaseFile> files;     // by path, of regular files in the target's parts
  // Files of other parts that are on the disk no more: they may have been moved into the target's.
  std::map<std::string, BaseFile> gone_elsewhere;
  std::vector<std::string> notes;  // what of it is not here
  std::set<std::string> missing;   // folders that end in a slash, and files: of these nothing is known
};

// Lists the tree, with those of its submodules. The error is for a tree that cannot be listed; a submodule
// whose commit is not here is missing, and noted.
Result<BaseTree> list_base(const Target& target, const BaseCommit& commit);

// Nothing is known of what the base had there.
bool is_unknown(const BaseTree& base, std::string_view path);

// The text of one file; nullopt: the commit has none of that path.
std::optional<std::string> read_at(const Target& target, const std::string& commit, const std::string& path);

}  // namespace payaudit
