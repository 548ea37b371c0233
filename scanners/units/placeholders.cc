#include "scanners/units/placeholders.h"

#include <algorithm>
#include <string>

namespace payaudit {

namespace {

// Defaults within defaults: deeper ones stay as written.
constexpr int kMaxDepth = 8;

bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_name(char c) {
  return is_name_start(c) || (c >= '0' && c <= '9');
}

// Offset of the `}` that closes the brace before `at`; npos where there is none.
size_t closing_brace(std::string_view text, size_t at) {
  int depth = 1;
  for (; at < text.size(); ++at) {
    if (text[at] == '{' && at > 0 && text[at - 1] == '$') ++depth;
    if (text[at] == '}' && --depth == 0) return at;
  }
  return std::string_view::npos;
}

TextPart literal(std::string_view text, size_t begin, size_t end) {
  TextPart part;
  part.text = text.substr(begin, end - begin);
  part.begin = static_cast<uint32_t>(begin);
  part.end = static_cast<uint32_t>(end);
  return part;
}

// The inside of `${…}`: name and default, or nothing that can be taken apart.
void take_apart(TextPart& part, std::string_view inside, PlaceholderStyle style) {
  const size_t end = style == PlaceholderStyle::spring ? inside.find(':') : inside.find_first_of(":-?+");
  const std::string_view name = inside.substr(0, end);
  if (name.empty() || name.find("${") != std::string_view::npos) return;
  if (end != std::string_view::npos) {
    std::string_view rest = inside.substr(end + 1);
    char operation = inside[end];
    if (style == PlaceholderStyle::shell && operation == ':') {
      if (rest.empty()) return;
      operation = rest[0];
      rest.remove_prefix(1);
    }
    if (style == PlaceholderStyle::shell && operation != '-' && operation != '?') return;
    part.has_default = operation != '?';
    if (part.has_default) part.default_text = rest;
  }
  part.kind = TextPart::Kind::reference;
  part.text = name;
}

struct Adding {
  Tree& tree;
  PlaceholderText how;
};

NodeId add(Adding adding, NodeId parent, Node node, int depth);

NodeId add_part(Adding adding, NodeId parent, Node node, const TextPart& part, int depth) {
  Tree& tree = adding.tree;
  node.text = part.text;
  node.tag = {};
  switch (part.kind) {
    case TextPart::Kind::literal: node.kind = NodeKind::string; break;
    case TextPart::Kind::opaque: node.kind = NodeKind::opaque; break;
    case TextPart::Kind::reference: node.kind = NodeKind::reference; break;
  }
  const NodeId added = parent == kNoNode ? tree.add_root(node) : tree.append(parent, node);
  if (part.kind == TextPart::Kind::reference && part.has_default) {
    Node fallback;
    fallback.kind = NodeKind::string;
    fallback.is_plain = node.is_plain;
    fallback.span = node.span;
    fallback.text = part.default_text;
    if (adding.how.has_offsets) {
      // The default ends right before the closing brace.
      const auto length = static_cast<uint32_t>(part.default_text.size());
      const uint32_t end = adding.how.text_begin + part.end - 1;
      fallback.span = {end - length, end};
      adding.how.text_begin = end - length;
    }
    add(adding, added, fallback, depth + 1);
  }
  return added;
}

NodeId add(Adding adding, NodeId parent, Node node, int depth) {
  Tree& tree = adding.tree;
  const bool has_placeholder = node.text.find('$') != std::string_view::npos;
  if (!has_placeholder) return parent == kNoNode ? tree.add_root(node) : tree.append(parent, node);
  if (depth == kMaxDepth) {
    node.kind = NodeKind::opaque;
    return tree.append(parent, node);
  }
  const std::vector<TextPart> parts = split_placeholders(node.text, adding.how.style);
  if (parts.size() == 1 && parts[0].kind != TextPart::Kind::literal) {
    return add_part(adding, parent, node, parts[0], depth);
  }
  const auto is_literal = [](const TextPart& part) { return part.kind == TextPart::Kind::literal; };
  if (std::all_of(parts.begin(), parts.end(), is_literal)) {
    std::string joined;
    for (const TextPart& part : parts) joined += part.text;
    node.text = parts.size() == 1 ? parts[0].text : tree.keep(joined);
    return parent == kNoNode ? tree.add_root(node) : tree.append(parent, node);
  }
  Node whole = node;
  whole.kind = NodeKind::template_;
  const NodeId added = parent == kNoNode ? tree.add_root(whole) : tree.append(parent, whole);
  for (const TextPart& part : parts) {
    Node child;
    child.span = node.span;
    if (adding.how.has_offsets) {
      child.span = {adding.how.text_begin + part.begin, adding.how.text_begin + part.end};
    }
    add_part(adding, added, child, part, depth);
  }
  return added;
}

}  // namespace

std::vector<TextPart> split_placeholders(std::string_view text, PlaceholderStyle style) {
  std::vector<TextPart> parts;
  size_t literal_begin = 0;
  size_t at = 0;
  const auto flush = [&](size_t end) {
    if (end > literal_begin) parts.push_back(literal(text, literal_begin, end));
  };
  while ((at = text.find('$', at)) != std::string_view::npos) {
    const char next = at + 1 < text.size() ? text[at + 1] : 0;
    if (style == PlaceholderStyle::shell && next == '$') {
      flush(at + 1);
      at += 2;
      literal_begin = at;
    } else if (next == '{') {
      const size_t close = closing_brace(text, at + 2);
      if (close == std::string_view::npos) break;
      flush(at);
      TextPart part = literal(text, at, close + 1);
      part.kind = TextPart::Kind::opaque;
      take_apart(part, text.substr(at + 2, close - at - 2), style);
      parts.push_back(part);
      at = literal_begin = close + 1;
    } else if (style == PlaceholderStyle::shell && is_name_start(next)) {
      flush(at);
      size_t end = at + 1;
      while (end < text.size() && is_name(text[end])) ++end;
      TextPart part = literal(text, at, end);
      part.kind = TextPart::Kind::reference;
      part.text = text.substr(at + 1, end - at - 1);
      parts.push_back(part);
      at = literal_begin = end;
    } else {
      ++at;
    }
  }
  flush(text.size());
  return parts;
}

NodeId append_with_placeholders(Tree& tree, NodeId parent, Node node, PlaceholderText how) {
  return add({tree, how}, parent, node, 0);
}

}  // namespace payaudit
