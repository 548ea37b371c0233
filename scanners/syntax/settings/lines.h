// What the three settings readers share: the root, entries, types of unquoted values.
#pragma once

#include <string_view>

#include "scanners/units/placeholders.h"
#include "scanners/units/tree.h"

namespace payaudit::settings_reader {

inline bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\f';
}

// boolean, number or string.
NodeKind unquoted_kind(std::string_view text);

// [begin, end) without blanks at both ends.
Span trimmed(std::string_view bytes, size_t begin, size_t end);

inline Span span_of(size_t begin, size_t end) {
  return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
}

// A tree whose root is a map over the whole file; with a gap and without nodes where that is not text.
// `bytes` is what to read: empty in that case.
class Settings {
 public:
  enum class Encoding : uint8_t { utf8, utf8_or_latin1 };
  Settings(const Source& source, Encoding encoding);

  std::string_view bytes() const { return bytes_; }
  size_t begin() const { return begin_; }
  bool is_latin1() const { return is_latin1_; }
  NodeId root() const { return root_; }
  // Ends the root here and begins another one.
  void next_root(size_t end, size_t begin);
  void add_gap(size_t begin, size_t end, const char* detail);

  struct Entry {
    Span key_span;
    std::string_view key;
    Span span;
    std::string_view text;  // resolved; a view of the source or kept
    bool is_quoted = false;
  };
  // Plain text; types it if it is not quoted.
  NodeId add(NodeId map, const Entry& entry);
  NodeId add(NodeId map, const Entry& entry, PlaceholderStyle style);

  Tree& tree() { return tree_; }
  Tree take();

 private:
  static Node node_of(const Entry& entry);

  std::string_view bytes_;
  Tree tree_;
  NodeId root_ = kNoNode;
  size_t begin_ = 0;
  bool is_latin1_ = false;
};

}  // namespace payaudit::settings_reader
