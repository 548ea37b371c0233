#include "scanners/units/duplicate_keys.h"

#include <unordered_map>

namespace payaudit {

namespace {

constexpr size_t kMaxGaps = 20;

bool is_scalar(NodeKind kind) {
  return kind == NodeKind::null || kind == NodeKind::boolean || kind == NodeKind::number ||
         kind == NodeKind::string;
}

}  // namespace

void DuplicateKeys::check(Tree& tree, const Source& source, NodeId map) {
  // Comparing a few entries with each other is cheaper than a table.
  constexpr uint32_t kFew = 8;
  const auto counts = [&](NodeId id) { return tree[id].key != "<<" && !tree[id].key_span.is_empty(); };
  if (tree[map].child_count <= kFew) {
    for (NodeId a : tree.children(map)) {
      for (NodeId b = tree[a].next_sibling; b != kNoNode; b = tree[b].next_sibling) {
        if (tree[a].key != tree[b].key || !counts(b)) continue;
        add(tree, source, a, b);
        break;
      }
    }
    return;
  }
  std::unordered_map<std::string_view, NodeId> last;
  last.reserve(tree[map].child_count);
  for (NodeId child : tree.children(map)) {
    if (!counts(child)) continue;
    const auto [found, is_new] = last.emplace(tree[child].key, child);
    if (is_new) continue;
    add(tree, source, found->second, child);
    found->second = child;
  }
}

void DuplicateKeys::add(Tree& tree, const Source& source, NodeId first, NodeId second) {
  Node& a = tree.edit(first);
  Node& b = tree.edit(second);
  if (a.kind == NodeKind::call || b.kind == NodeKind::call) return;
  if (++count_ <= kMaxGaps) {
    tree.add_gap(
        {GapReason::syntax, b.key_span, "the key '" + std::string(b.key) + "' occurs twice in its map"});
  }
  if (a.kind == b.kind && a.text == b.text) return;
  for (Node* node : {&a, &b}) {
    if (!is_scalar(node->kind)) continue;
    node->kind = NodeKind::opaque;
    node->text = source.text(node->span);
  }
}

void DuplicateKeys::finish(Tree& tree) const {
  if (count_ > kMaxGaps) tree.add_gap({GapReason::syntax, {}, "more keys occur twice in their maps"});
}

}  // namespace payaudit
