#include "scanners/units/tree.h"

namespace payaudit {

NodeId Tree::add_root(Node node) {
  const NodeId id = static_cast<NodeId>(nodes_.size());
  nodes_.push_back(node);
  last_child_.push_back(kNoNode);
  roots_.push_back(id);
  return id;
}

NodeId Tree::append(NodeId parent, Node node) {
  const NodeId id = static_cast<NodeId>(nodes_.size());
  node.parent = parent;
  nodes_.push_back(node);
  last_child_.push_back(kNoNode);
  Node& above = nodes_[parent];
  if (last_child_[parent] == kNoNode) {
    above.first_child = id;
  } else {
    nodes_[last_child_[parent]].next_sibling = id;
  }
  last_child_[parent] = id;
  ++above.child_count;
  return id;
}

NodeId Tree::append_unknown(NodeId container, Span span, std::string_view text) {
  Node node;
  node.kind = NodeKind::opaque;
  node.span = span;
  node.text = text;
  return append(container, node);
}

bool Tree::has_unknown_entries(NodeId map) const {
  if (!is(map, NodeKind::map)) return false;
  for (NodeId child : children(map)) {
    const Node& node = nodes_[child];
    if (node.kind == NodeKind::opaque && node.key.empty() && node.key_span.is_empty()) return true;
  }
  return false;
}

Tree::Children Tree::children(NodeId id) const& {
  return Children(this, id == kNoNode ? kNoNode : nodes_[id].first_child);
}

NodeId Tree::find(NodeId map, std::string_view key) const {
  if (!is(map, NodeKind::map)) return kNoNode;
  for (NodeId child : children(map)) {
    if (nodes_[child].key == key) return child;
  }
  return kNoNode;
}

NodeId Tree::find_path(NodeId from, std::string_view dotted) const {
  NodeId at = from;
  while (at != kNoNode && !dotted.empty()) {
    const size_t dot = dotted.find('.');
    const std::string_view step = dotted.substr(0, dot);
    dotted = dot == std::string_view::npos ? std::string_view{} : dotted.substr(dot + 1);
    if (is(at, NodeKind::list)) {
      NodeId found = kNoNode;
      for (NodeId item : children(at)) {
        found = find(item, step);
        if (found != kNoNode) break;
      }
      at = found;
    } else {
      at = find(at, step);
    }
  }
  return at;
}

std::string_view Tree::text(NodeId id) const {
  if (id == kNoNode) return {};
  const Node& node = nodes_[id];
  const bool is_scalar =
      node.kind == NodeKind::string || node.kind == NodeKind::number || node.kind == NodeKind::boolean;
  return is_scalar ? node.text : std::string_view{};
}

}  // namespace payaudit
