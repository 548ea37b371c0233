// Which lines of one text are which lines of another: what a change did to a file.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace payaudit {

// Lines that were replaced by others: `before_count` lines from `before` on by `after_count` from `after` on,
// both 1-based. Where a count is 0, lines were only added or only taken away, and the line is the one behind.
struct Hunk {
  uint32_t before = 1;
  uint32_t before_count = 0;
  uint32_t after = 1;
  uint32_t after_count = 0;
};

// Lines are equal when they are but for white space: indenting changes none. Where much changed and nothing
// in it is unique, all of it counts as replaced; the work is bounded by the size of the texts.
class LineMap {
 public:
  LineMap(std::string_view before, std::string_view after);

  // The same line in the other text, 1-based; 0: there is none.
  uint32_t after_of(uint32_t before) const { return at(after_, before); }
  uint32_t before_of(uint32_t after) const { return at(before_, after); }

  // In their order.
  const std::vector<Hunk>& hunks() const& { return hunks_; }
  // The hunk that took the line away, or brought it; nullptr: it is in both.
  const Hunk* hunk_before(uint32_t line) const;
  const Hunk* hunk_after(uint32_t line) const;

 private:
  static uint32_t at(const std::vector<uint32_t>& lines, uint32_t line) {
    return line >= 1 && line < lines.size() ? lines[line] : 0;
  }
  void make_hunks();

  std::vector<uint32_t> after_;   // by line before; the first element stands for no line
  std::vector<uint32_t> before_;  // by line after
  std::vector<Hunk> hunks_;
};

// Hashes of the lines of a text without their white space, in order; 0 for lines that hold nothing else.
std::vector<uint64_t> line_digests(std::string_view text);

}  // namespace payaudit
