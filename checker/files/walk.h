// Which files an audit reads: `git ls-files` where there is a repository, an own walk elsewhere. Reads no
// file's content.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "checker/files/patterns.h"
#include "checker/files/target.h"
#include "scanners/source/result.h"

namespace payaudit {

struct Unlisted {
  std::string path;            // relative to the root
  std::string detail;          // "permission denied", "symbolic link", "not a regular file"
  bool is_over_limit = false;  // too large, rather than out of reach
};

// A file that was left out because somebody said so.
struct Excluded {
  std::string path;     // relative to the root
  std::string pattern;  // as written
  std::string by;       // "ignore", "--exclude"
};

// What is not listed though it is there. Folders end in a slash.
struct Skipped {
  std::string path;    // relative to the root
  std::string reason;  // "ignored by git"
};

struct FileList {
  std::vector<std::string> paths;  // relative to the root, forward slashes, sorted bytewise, no duplicates
  std::vector<Unlisted> unlisted;  // what was met and cannot be read; sorted
  std::vector<Excluded> excluded;  // sorted
  std::vector<Skipped> skipped;    // sorted
  std::vector<std::string> notes;  // what a reader of the report has to know of how the list was made
};

// Patterns that leave files out.
struct Exclusion {
  const Patterns& patterns;
  std::string_view base;  // the folder they are relative to, itself relative to the root
  std::string_view by;    // "ignore", "--exclude"
};

// Takes out of the list what patterns leave out.
void leave_out(const std::vector<Exclusion>& exclusions, FileList& list);

// Adds a note for each pattern that fits none of all listed files, those left out included.
void note_idle(const Exclusion& patterns, FileList& list);

// Lists the files of all parts of the target, and those of submodules that are checked out. Symbolic links
// are never followed: a link to a file inside the root is that file already; one that leads out of it is not
// part of the tree. A pattern that meets nothing is said in a note, where all of the root is listed.
FileList list_files(const Target& target, const std::vector<Exclusion>& exclusions);

// The one file that a text is given for, which need not be there; none when it is left out.
FileList list_text(const Target& target, const std::vector<Exclusion>& exclusions);

// All files of a folder, without exclusions. The error is for a folder that is not there.
Result<FileList> list_folder(const std::string& folder);

}  // namespace payaudit
