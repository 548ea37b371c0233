// Which files an audit reads: `git ls-files` where there is a repository, an own walk elsewhere. Reads no
// file's content.
#pragma once

#include <string>
#include <vector>

#include "scanners/source/result.h"

namespace payaudit {

struct Unlisted {
  std::string path;            // relative to the root
  std::string detail;          // "permission denied", "symbolic link", "not a regular file"
  bool is_over_limit = false;  // too large, rather than out of reach
};

struct FileList {
  std::vector<std::string> paths;  // relative to the root, forward slashes, sorted bytewise, no duplicates
  std::vector<Unlisted> unlisted;  // what was met and cannot be read; sorted
  size_t excluded = 0;             // files left out by `ignore`
};

// Lists the files below `root`, or `root` itself when it is a file. Symbolic links are never followed: a link
// to a file inside the root is that file already; one that leads out of it is not part of the tree. `ignore`
// holds globs as in payaudit.yaml.
Result<FileList> list_files(const std::string& root, const std::vector<std::string>& ignore);

// `*` within a path step, `**` across steps, `?` one character; a pattern without a slash matches a name at
// any depth, one that ends in a slash a folder and all below it.
bool matches_glob(std::string_view path, std::string_view pattern);

}  // namespace payaudit
