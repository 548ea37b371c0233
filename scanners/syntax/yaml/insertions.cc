// The part of the builder for template lines that bring entries nobody knows: where they belong.
#include <algorithm>

#include "scanners/syntax/yaml/builder.h"

namespace payaudit::yaml_reader {

void Builder::add_unknown(NodeId container, Span span) {
  tree_.append_unknown(container, span, source_.text(span));
  for (NodeId id = container; id != kNoNode && tree_[id].span.begin > span.begin; id = tree_[id].parent) {
    tree_.edit(id).span.begin = span.begin;
  }
}

void Builder::insert_before(const Event& event) {
  const std::vector<Insertion>& all = templates_.insertions;
  const bool opens = event.kind == EventKind::map_start || event.kind == EventKind::list_start ||
                     event.kind == EventKind::document_start;
  while (next_insertion_ < all.size() && all[next_insertion_].span.end <= event.span.begin) {
    // It may belong into what this event opens: wait until that is there.
    if (opens && (stack_.empty() || stack_.back().has_key)) return;
    if (event.kind == EventKind::scalar && wants_key() && !stack_.back().has_column) {
      stack_.back().column = event.column;
      stack_.back().has_column = true;
    }
    insert(all[next_insertion_++]);
  }
  if (event.kind != EventKind::scalar) return;
  scalar_span_ = span_of_scalar(event);
  // Those inside a scalar are parts of it.
  while (next_insertion_ < all.size() && all[next_insertion_].span.begin < scalar_span_.end)
    ++next_insertion_;
}

void Builder::insert(const Insertion& insertion) {
  if (stack_.empty()) {
    const bool has_root = !tree_.roots().empty();
    const NodeId root = has_root ? tree_.roots().back() : kNoNode;
    if (has_root && tree_[root].kind != NodeKind::null) {
      if (tree_[root].kind != NodeKind::map && tree_[root].kind != NodeKind::list) return;
      add_unknown(root, insertion.span);
      tree_.edit(root).span.end = std::max(tree_[root].span.end, insertion.span.end);
      return;
    }
    Node node;
    node.kind = NodeKind::opaque;
    node.span = insertion.span;
    node.text = source_.text(insertion.span);
    if (has_root) {
      tree_.edit(root) = node;
    } else {
      tree_.add_root(node);
    }
    return;
  }
  size_t at = stack_.size() - 1;
  while (at > 0 && stack_[at].column > insertion.indent) --at;
  Open& container = stack_[at];
  const NodeId last = container.last_child;
  if (insertion.indent > container.column && last != kNoNode && tree_[last].kind == NodeKind::null) {
    Node& value = tree_.edit(last);
    value.kind = NodeKind::opaque;
    value.span = insertion.span;
    value.text = source_.text(insertion.span);
    if (value.parent != container.node) tree_.edit(value.parent).span = insertion.span;
    container.end = std::max(container.end, insertion.span.end);
    return;
  }
  add_unknown(container.node, insertion.span);
  container.end = std::max(container.end, insertion.span.end);
  // A list may stand at the column of its key: the line may continue either.
  if (at > 0 && !container.is_map && stack_[at - 1].is_map && stack_[at - 1].column == container.column) {
    add_unknown(stack_[at - 1].node, insertion.span);
  }
}

}  // namespace payaudit::yaml_reader
