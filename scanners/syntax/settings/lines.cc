#include "scanners/syntax/settings/lines.h"

#include <optional>
#include <utility>

#include "scanners/units/encoding.h"

namespace payaudit::settings_reader {

NodeKind unquoted_kind(std::string_view text) {
  if (text == "true" || text == "false") return NodeKind::boolean;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  size_t at = text.starts_with('-') ? 1 : 0;
  const size_t whole = at;
  while (at < text.size() && is_digit(text[at])) ++at;
  if (at == whole) return NodeKind::string;
  if (at < text.size() && text[at] == '.') {
    const size_t fraction = ++at;
    while (at < text.size() && is_digit(text[at])) ++at;
    if (at == fraction) return NodeKind::string;
  }
  return at == text.size() ? NodeKind::number : NodeKind::string;
}

Span trimmed(std::string_view bytes, size_t begin, size_t end) {
  while (begin < end && is_blank(bytes[begin])) ++begin;
  while (end > begin && is_blank(bytes[end - 1])) --end;
  return span_of(begin, end);
}

Settings::Settings(const Source& source, Encoding encoding) {
  const std::string_view all = source.bytes();
  if (std::optional<Gap> gap = encoding_gap(all)) {
    const bool is_high_byte = static_cast<unsigned char>(all[gap->span.begin]) >= 0x80;
    is_latin1_ = encoding == Encoding::utf8_or_latin1 && is_high_byte &&
                 all.find('\0') == std::string_view::npos && !all.starts_with("\xFF\xFE") &&
                 !all.starts_with("\xFE\xFF");
    if (!is_latin1_) {
      tree_.add_gap(std::move(*gap));
      return;
    }
  }
  bytes_ = all;
  begin_ = byte_order_mark(all);
  Node root;
  root.kind = NodeKind::map;
  root.span = span_of(begin_, all.size());
  root_ = tree_.add_root(root);
}

void Settings::next_root(size_t end, size_t begin) {
  tree_.edit(root_).span.end = static_cast<uint32_t>(end);
  Node root;
  root.kind = NodeKind::map;
  root.span = span_of(begin, bytes_.size());
  root_ = tree_.add_root(root);
}

void Settings::add_gap(size_t begin, size_t end, const char* detail) {
  tree_.add_gap({GapReason::syntax, span_of(begin, end), detail});
}

Node Settings::node_of(const Entry& entry) {
  Node node;
  node.kind = entry.is_quoted ? NodeKind::string : unquoted_kind(entry.text);
  node.is_plain = !entry.is_quoted;
  node.key = entry.key;
  node.key_span = entry.key_span;
  node.span = entry.span;
  node.text = entry.text;
  return node;
}

NodeId Settings::add(NodeId map, const Entry& entry) {
  return tree_.append(map, node_of(entry));
}

NodeId Settings::add(NodeId map, const Entry& entry, PlaceholderStyle style) {
  const bool is_verbatim =
      entry.text.data() >= bytes_.data() && entry.text.data() <= bytes_.data() + bytes_.size();
  const auto text_begin = is_verbatim ? static_cast<uint32_t>(entry.text.data() - bytes_.data()) : 0;
  return append_with_placeholders(tree_, map, node_of(entry),
                                  {.style = style, .has_offsets = is_verbatim, .text_begin = text_begin});
}

Tree Settings::take() {
  return std::move(tree_);
}

}  // namespace payaudit::settings_reader
