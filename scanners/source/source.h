// Source text and places in it. Knows nothing of formats, facts or rules.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace payaudit {

// A half-open range of byte offsets in one source. Empty where begin == end: a point.
struct Span {
  uint32_t begin = 0;
  uint32_t end = 0;

  friend bool operator==(const Span&, const Span&) = default;
  bool is_empty() const { return begin >= end; }
  bool contains(Span other) const { return begin <= other.begin && other.end <= end; }
};

// The smallest span that covers both.
Span cover(Span a, Span b);

// 1-based line and 1-based column. Columns count Unicode code points, as SARIF's `unicodeCodePoints` does; a
// byte that is not valid UTF-8 counts as one.
struct Position {
  uint32_t line = 1;
  uint32_t column = 1;
  friend bool operator==(const Position&, const Position&) = default;
};

using FileId = uint32_t;

// A span in a file of a SourceMap.
struct Place {
  FileId file = 0;
  Span span;
  friend bool operator==(const Place&, const Place&) = default;
};

// One file's bytes, at most 4 GiB, and its name: relative to the audited root, with forward slashes on every
// system. Immutable after construction, so shared freely between threads; views into `bytes()` live as long
// as the Source.
class Source {
 public:
  Source(std::string path, std::string bytes);

  const std::string& path() const& { return path_; }
  std::string_view bytes() const& { return bytes_; }
  std::string_view bytes() const&& = delete;

  // The bytes of a span; the part of it outside the file is cut off.
  std::string_view text(Span span) const&;
  std::string_view text(Span span) const&& = delete;

  Position position(uint32_t offset) const;
  uint32_t line_count() const { return static_cast<uint32_t>(line_starts_.size()); }
  // A line's bytes without its line break. `line` is 1-based; an empty view outside the file.
  Span line_span(uint32_t line) const;
  uint32_t line_of(uint32_t offset) const;

 private:
  std::string path_;
  std::string bytes_;
  std::vector<uint32_t> line_starts_;
};

// All files of an audit, in the order they were added. Addresses are stable: a deque never moves a Source.
class SourceMap {
 public:
  FileId add(std::string path, std::string bytes);
  const Source& operator[](FileId file) const& { return sources_[file]; }
  size_t size() const { return sources_.size(); }

 private:
  std::deque<Source> sources_;
};

}  // namespace payaudit
