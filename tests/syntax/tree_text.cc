#include "tests/syntax/tree_text.h"

#include <fmt/format.h>

#include "scanners/source/characters.h"

namespace payaudit {

namespace {

std::string entry(const Tree& tree, NodeId id);

std::string join(const Tree& tree, NodeId id, bool with_keys) {
  std::string result;
  for (NodeId child : tree.children(id)) {
    if (!result.empty()) result += ", ";
    result += with_keys ? entry(tree, child) : show(tree, child);
  }
  return result;
}

std::string labels(const Node& node) {
  return node.labels.empty() ? "" : fmt::format("({})", fmt::join(node.labels, "|"));
}

std::string entry(const Tree& tree, NodeId id) {
  const Node& node = tree[id];
  const std::string head = std::string(node.key) + labels(node);
  if (!node.is_block) return head + ": " + show(tree, id);
  return node.child_count == 0 ? head + "{}" : head + show(tree, id);
}

}  // namespace

std::string show(const Tree& tree, NodeId id) {
  if (id == kNoNode) return "(none)";
  const Node& node = tree[id];
  const std::string tag = node.tag.empty() ? "" : std::string(node.tag) + " ";
  switch (node.kind) {
    case NodeKind::null: return tag + "~";
    case NodeKind::boolean:
    case NodeKind::number: return tag + std::string(node.text);
    case NodeKind::string:
      return tag + (node.is_plain ? std::string(node.text) : fmt::format("\"{}\"", node.text));
    case NodeKind::list: return fmt::format("{}[{}]", tag, join(tree, id, false));
    case NodeKind::map: return fmt::format("{}{{{}}}", tag, join(tree, id, true));
    case NodeKind::reference:
      return node.child_count == 0 ? fmt::format("ref({})", node.text)
                                   : fmt::format("ref({}, {})", node.text, join(tree, id, false));
    case NodeKind::call: return fmt::format("call {}({})", node.text, join(tree, id, false));
    case NodeKind::template_: return fmt::format("{}template({})", tag, join(tree, id, false));
    case NodeKind::opaque: return fmt::format("{}<{}>", tag, node.text);
  }
  return "";
}

std::string show(const Tree& tree) {
  std::string result;
  for (NodeId root : tree.roots()) result += (result.empty() ? "" : " --- ") + show(tree, root);
  return result;
}

std::string value_source(const Source& source, const Tree& tree, std::string_view path) {
  const NodeId found = tree.find_path(tree.roots().at(0), path);
  return found == kNoNode ? "(none)" : std::string(source.text(tree[found].span));
}

std::string key_source(const Source& source, const Tree& tree, std::string_view path) {
  const NodeId found = tree.find_path(tree.roots().at(0), path);
  return found == kNoNode ? "(none)" : std::string(source.text(tree[found].key_span));
}

std::string show_gaps(const Source& source, const Tree& tree) {
  std::string result;
  for (const Gap& gap : tree.gaps()) {
    const Position at = source.position(gap.span.begin);
    result += fmt::format("{}{} {}:{} {}", result.empty() ? "" : "\n", word(gap.reason), at.line, at.column,
                          gap.detail);
  }
  return result;
}

std::string wrong_spans(const Source& source, const Tree& tree, bool is_copied) {
  std::string wrong;
  for (NodeId id = 0; id < tree.size(); ++id) {
    const Node& node = tree[id];
    const auto complain = [&](std::string_view what) {
      wrong += fmt::format("node {} key '{}' text '{}': {}: '{}'", id, node.key, node.text, what,
                           source.text(node.span)) +
               "\n";
    };
    if (node.span.begin > node.span.end || node.span.end > source.bytes().size()) complain("not a span");
    if (node.key_span.begin > node.key_span.end || node.key_span.end > source.bytes().size())
      complain("not a key span");
    const std::string_view value = source.text(node.span);
    const auto is_written = [](std::string_view written) {
      return written.find_first_of("\\\n\"'&*!|>%$") == std::string_view::npos;
    };
    const bool is_text = node.kind == NodeKind::string || node.kind == NodeKind::number;
    if (is_text && is_written(value) && value != node.text) complain("text differs");
    const std::string key = lower(source.text(node.key_span));
    if (!key.empty() && is_written(key) && key.find(lower(node.key)) == std::string_view::npos)
      complain("key differs");
    if (!is_copied && node.parent != kNoNode && !tree[node.parent].span.contains(node.span))
      complain("outside its parent");
  }
  return wrong;
}

}  // namespace payaudit
