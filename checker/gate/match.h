// Which findings of a tree are those of its base: by identity, never by count.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "checker/gate/line_map.h"
#include "rules/findings/finding.h"
#include "scanners/source/source.h"

namespace payaudit {

// The files of a tree and of its base, in pairs, and what changed in each. Both source maps must outlive it.
class Change {
 public:
  Change(const SourceMap& before, const SourceMap& after);

  // The file of the base that a file was made from: of the same path, or renamed (half of the lines of one,
  // and both stand in one tree only), or converted (alone of its folder and name but for the ending, in each
  // tree). nullptr: there is none.
  const Source* before_of(FileId after) const;
  const Source* after_of(FileId before) const;
  FileId after_id_of(FileId before) const;  // of a file that has one

  // In another format: lines say nothing of where a thing went.
  bool is_converted(FileId after) const { return is_converted_[after]; }

  // nullptr: the file is the same, or has no other. Made when asked for.
  const LineMap* lines_before(FileId before) const;
  const LineMap* lines_after(FileId after) const;

  // What became of a line of the base: its line now, 0 where it is gone with its file or by itself.
  uint32_t line_after(FileId before, uint32_t line) const;
  uint32_t line_before(FileId after, uint32_t line) const;
  // The line is not in the base: it came, or its file did.
  bool is_new_line(FileId after, uint32_t line) const;

  const SourceMap& before() const { return before_; }
  const SourceMap& after() const { return after_; }

 private:
  static constexpr FileId kNone = static_cast<FileId>(-1);

  void pair_paths();
  void pair_renamed();
  void pair_converted();
  const LineMap* lines(FileId before, FileId after) const;

  const SourceMap& before_;
  const SourceMap& after_;
  std::vector<FileId> of_before_;  // by file of the base: its file now
  std::vector<FileId> of_after_;
  std::vector<bool> is_converted_;                           // by file now
  std::vector<bool> is_same_;                                // by file now: nothing in it changed
  mutable std::map<FileId, std::unique_ptr<LineMap>> maps_;  // by file now, of those that differ
};

// For each finding now, the finding of the base that it is; kNew: none. One of the base is that of one now at
// most. Only what was given out by judging itself counts, not what was joined since. In this order, each
// among what the former left:
// 1. exact: equal fingerprints; of several that are equal in one file, those in lines that stayed come first,
//    then those of one secret;
// 2. moved: equal but for the path, in equal lines, of which one went and one came: their own, or those that
//    name the thing;
// 3. renamed: the same rule in a line that stayed, in the same file or in one that was renamed: what is
//    around it has another name;
// 4. same symbol: the same rule, class and place in the program, in lines of which the one replaced the
//    other, or in files of which one was made into the other; so is the same secret under another name, and
//    the one that is found of a thing that stayed, where what decides about it went in or out of it;
// 5. renamed thing: the same rule of a thing whose first line was replaced by one that differs in the name
//    only, while what is in it stayed.
inline constexpr size_t kNew = static_cast<size_t>(-1);
std::vector<size_t> match(const std::vector<Finding>& now, const std::vector<Finding>& base,
                          const Change& change);

// Of `count` findings of the base, which are met by one now.
std::vector<bool> met_in_base(const std::vector<size_t>& of_now, size_t count);

}  // namespace payaudit
