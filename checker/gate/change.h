// What changed between a tree and its base: which file was made from which, and where its lines went.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "checker/gate/line_map.h"
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

}  // namespace payaudit
