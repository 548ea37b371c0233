// The part of the builder that copies: aliases and merge keys, within a budget.
#include <unordered_set>

#include "scanners/syntax/yaml/builder.h"

namespace payaudit::yaml_reader {

void Builder::accept_alias(const Event& event) {
  const auto found = anchors_.find(std::string(event.anchor));
  const bool is_known = found != anchors_.end() && !found->second.is_open;
  if (wants_key()) {
    const std::string_view text = is_known ? tree_.text(found->second.node) : std::string_view{};
    set_key(event, event.span, text.empty() ? source_.text(event.span) : text);
    return;
  }
  Node node;
  node.kind = NodeKind::opaque;
  node.text = source_.text(event.span);
  node.span = event.span;
  uint32_t height = 1;
  if (!is_known) {
    tree_.add_gap({GapReason::syntax, event.span,
                   found == anchors_.end() ? "an alias of a name that is not defined before it"
                                           : "an alias of what it stands in"});
  } else if (stack_.size() + found->second.height > kMaxDepth) {
    tree_.add_gap({GapReason::limit, event.span, "aliases nest deeper than 200"});
  } else if (copies_left_ == 0) {
    tree_.add_gap({GapReason::limit, event.span, "aliases expand to too much"});
  } else {
    const Node& original = tree_[found->second.node];
    node.kind = original.kind;
    node.text = original.text;
    node.tag = original.tag;
    node.is_plain = original.is_plain;
    height = found->second.height;
    const NodeId from = found->second.node;
    const NodeId placed = place(node);
    if (!copy_children(from, placed)) {
      tree_.add_gap({GapReason::limit, event.span, "aliases expand to too much"});
      add_unknown(placed, event.span);
    }
    note_child(event.span.end, height, placed);
    return;
  }
  note_child(event.span.end, height, place(node));
}

// Copies what is below `from` to below `into`; false when the budget ended before. Recursion ends at
// kMaxDepth, because an alias that would nest deeper is not copied.
bool Builder::copy_children(NodeId from, NodeId into) {
  for (NodeId child = tree_[from].first_child; child != kNoNode; child = tree_[child].next_sibling) {
    if (copies_left_ == 0) return false;
    --copies_left_;
    if (!copy_children(child, copy_node(child, into))) return false;
  }
  return true;
}

NodeId Builder::copy_node(NodeId from, NodeId into) {
  Node node = tree_[from];
  node.first_child = node.next_sibling = kNoNode;
  node.child_count = 0;
  return tree_.append(into, node);
}

// Appends what `<<` brings: a map, or a list of maps of which the first that has a key wins.
void Builder::apply_merges(const Open& map) {
  std::vector<NodeId> from;
  std::unordered_set<std::string_view> own;
  bool is_known = true;
  for (NodeId entry : tree_.children(map.node)) {
    const Node& node = tree_[entry];
    if (node.key != "<<") {
      own.insert(node.key);
    } else if (node.kind == NodeKind::map) {
      from.push_back(entry);
    } else if (node.kind == NodeKind::list) {
      for (NodeId item : tree_.children(entry)) {
        is_known = is_known && tree_.is(item, NodeKind::map);
        from.push_back(item);
      }
    } else {
      is_known = false;
    }
  }
  for (NodeId merged : from) {
    for (NodeId entry = tree_[merged].first_child; entry != kNoNode; entry = tree_[entry].next_sibling) {
      if (tree_[entry].key == "<<" || !own.insert(tree_[entry].key).second) continue;
      if (copies_left_ == 0) {
        tree_.add_gap({GapReason::limit, tree_[map.node].span, "aliases expand to too much"});
        add_unknown(map.node, tree_[map.node].key_span);
        return;
      }
      --copies_left_;
      is_known = copy_children(entry, copy_node(entry, map.node)) && is_known;
    }
  }
  if (!is_known) add_unknown(map.node, tree_[map.node].key_span);
}

}  // namespace payaudit::yaml_reader
