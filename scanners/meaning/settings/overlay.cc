#include "scanners/meaning/settings/overlay.h"

#include <charconv>
#include <optional>
#include <vector>

namespace payaudit {
namespace {

constexpr std::string_view kDirective = "$patch";

// The node alone, to be linked anew, with the key that it has in the map it goes to.
Node detached(const Piece& piece) {
  Node node = (*piece.tree)[piece.node];
  if (node.file == kOwnFile) node.file = piece.file;
  node.parent = node.first_child = node.next_sibling = kNoNode;
  node.child_count = 0;
  return node;
}

NodeId link(Tree& out, NodeId parent, const Node& node) {
  return parent == kNoNode ? out.add_root(node) : out.append(parent, node);
}

Piece child(const Piece& piece, NodeId node) {
  return {piece.tree, piece.file, node};
}

NodeId find(const Piece& map, std::string_view key) {
  return map.tree->find(map.node, key);
}

std::string_view directive_of(const Piece& piece) {
  return piece.tree->is(piece.node, NodeKind::map) ? piece.tree->text(find(piece, kDirective))
                                                   : std::string_view{};
}

class Overlay {
 public:
  Overlay(Tree& out, const OverlayRules& rules) : out_(out), rules_(rules) {}

  NodeId lay(NodeId parent, const Piece& lower, const Piece& upper) {
    const bool are_maps =
        lower.tree->is(lower.node, NodeKind::map) && upper.tree->is(upper.node, NodeKind::map);
    const bool replaces = rules_.has_directives && directive_of(upper) == "replace";
    if (are_maps && !replaces) return maps(parent, lower, upper);
    const bool are_lists =
        lower.tree->is(lower.node, NodeKind::list) && upper.tree->is(upper.node, NodeKind::list);
    if (are_lists) return lists(parent, lower, upper);
    // Said twice: it stands where it stood before.
    const Node& old = (*lower.tree)[lower.node];
    const Node& over = (*upper.tree)[upper.node];
    const bool is_same = old.kind == over.kind && old.text == over.text && old.first_child == kNoNode &&
                         over.first_child == kNoNode;
    if (is_same) return copy_piece(out_, parent, lower);
    return copy_piece(out_, parent, upper);
  }

 private:
  bool deletes(const Piece& upper) const {
    return (rules_.null_deletes && upper.tree->is(upper.node, NodeKind::null)) ||
           (rules_.has_directives && directive_of(upper) == "delete");
  }

  NodeId maps(NodeId parent, const Piece& lower, const Piece& upper) {
    const NodeId map = link(out_, parent, detached(lower));
    for (NodeId entry : lower.tree->children(lower.node)) {
      const std::string_view key = (*lower.tree)[entry].key;
      const NodeId over = key.empty() ? kNoNode : find(upper, key);
      if (over == kNoNode) {
        copy_piece(out_, map, child(lower, entry));
      } else if (!deletes(child(upper, over))) {
        lay(map, child(lower, entry), child(upper, over));
      }
    }
    for (NodeId entry : upper.tree->children(upper.node)) {
      const std::string_view key = (*upper.tree)[entry].key;
      if (rules_.has_directives && key == kDirective) continue;
      if (!key.empty() && find(lower, key) != kNoNode) continue;
      if (!deletes(child(upper, entry))) copy_piece(out_, map, child(upper, entry));
    }
    return map;
  }

  NodeId lists(NodeId parent, const Piece& lower, const Piece& upper) {
    const ListRule rule = rules_.list((*upper.tree)[upper.node].key, *lower.tree, lower.node);
    switch (rule.kind) {
      case ListRule::Kind::replace: return copy_piece(out_, parent, upper);
      case ListRule::Kind::append: {
        const NodeId list = copy_piece(out_, parent, lower);
        for (NodeId item : upper.tree->children(upper.node)) copy_piece(out_, list, child(upper, item));
        return list;
      }
      case ListRule::Kind::by_key: return by_key(parent, lower, upper, rule.key);
    }
    return kNoNode;
  }

  NodeId by_key(NodeId parent, const Piece& lower, const Piece& upper, std::string_view key) {
    const auto name = [&](const Piece& list, NodeId item) {
      return list.tree->text(list.tree->find(item, key));
    };
    const auto partner = [&](const Piece& list, std::string_view wanted) {
      for (NodeId item : list.tree->children(list.node)) {
        if (!wanted.empty() && name(list, item) == wanted) return item;
      }
      return kNoNode;
    };
    const NodeId list = link(out_, parent, detached(lower));
    for (NodeId item : lower.tree->children(lower.node)) {
      const NodeId over = partner(upper, name(lower, item));
      if (over == kNoNode) {
        copy_piece(out_, list, child(lower, item));
      } else if (!deletes(child(upper, over))) {
        lay(list, child(lower, item), child(upper, over));
      }
    }
    for (NodeId item : upper.tree->children(upper.node)) {
      if (partner(lower, name(upper, item)) == kNoNode && !deletes(child(upper, item)))
        copy_piece(out_, list, child(upper, item));
    }
    return list;
  }

  Tree& out_;
  const OverlayRules& rules_;
};

class Edit {
 public:
  Edit(Tree& out, EditKind kind, const Piece& value) : out_(out), kind_(kind), value_(value) {}

  bool is_done() const { return is_done_; }

  void at(NodeId parent, const Piece& piece, std::span<const std::string> steps) {
    const Tree& tree = *piece.tree;
    const bool is_list = tree.is(piece.node, NodeKind::list);
    if (!is_list && !tree.is(piece.node, NodeKind::map)) {
      copy_piece(out_, parent, piece);
      return;
    }
    const NodeId made = link(out_, parent, detached(piece));
    const NodeId wanted = is_list ? item_at(piece, steps[0]) : find(piece, steps[0]);
    for (NodeId entry : tree.children(piece.node)) {
      if (entry != wanted) {
        copy_piece(out_, made, child(piece, entry));
      } else if (steps.size() > 1) {
        at(made, child(piece, entry), steps.subspan(1));
      } else {
        change(made, child(piece, entry), is_list);
      }
    }
    const bool is_end = is_list && (steps[0] == "-" || index_of(steps[0]) == tree[piece.node].child_count);
    if (wanted != kNoNode || steps.size() > 1 || kind_ != EditKind::add || (is_list && !is_end)) return;
    add(made, steps[0]);
  }

 private:
  static std::optional<size_t> index_of(std::string_view step) {
    size_t index = 0;
    const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
    if (step.empty() || error != std::errc{} || end != step.data() + step.size()) return std::nullopt;
    return index;
  }

  static NodeId item_at(const Piece& list, std::string_view step) {
    const auto index = index_of(step);
    if (!index) return kNoNode;
    size_t count = 0;
    for (NodeId item : list.tree->children(list.node)) {
      if (count++ == *index) return item;
    }
    return kNoNode;
  }

  void change(NodeId parent, const Piece& old, bool is_list) {
    is_done_ = true;
    if (kind_ == EditKind::remove) return;
    if (is_list && kind_ == EditKind::add) {
      add(parent, {});
      copy_piece(out_, parent, old);
      return;
    }
    add(parent, (*old.tree)[old.node].key);
  }

  void add(NodeId parent, std::string_view key) {
    is_done_ = true;
    const NodeId made = copy_piece(out_, parent, value_);
    const bool is_map = out_.is(parent, NodeKind::map);
    out_.edit(made).key = is_map ? out_.keep(key) : std::string_view{};
  }

  Tree& out_;
  EditKind kind_;
  const Piece& value_;
  bool is_done_ = false;
};

}  // namespace

NodeId copy_piece(Tree& out, NodeId parent, const Piece& piece) {
  const NodeId made = link(out, parent, detached(piece));
  for (NodeId entry : piece.tree->children(piece.node)) copy_piece(out, made, child(piece, entry));
  return made;
}

NodeId lay_over(Tree& out, const Piece& lower, const Piece& upper, const OverlayRules& rules) {
  return Overlay(out, rules).lay(kNoNode, lower, upper);
}

bool edit_at(Tree& out, const Piece& piece, std::span<const std::string> steps, EditKind kind,
             const Piece& value) {
  if (steps.empty()) {
    copy_piece(out, kNoNode, kind == EditKind::remove ? piece : value);
    return kind != EditKind::remove;
  }
  Edit edit(out, kind, value);
  edit.at(kNoNode, piece, steps);
  return edit.is_done();
}

}  // namespace payaudit
