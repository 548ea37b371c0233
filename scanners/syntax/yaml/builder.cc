#include "scanners/syntax/yaml/builder.h"

#include <algorithm>
#include <unordered_set>

#include "scanners/syntax/yaml/scalars.h"

namespace payaudit::yaml_reader {

namespace {

constexpr std::string_view kCoreTags = "tag:yaml.org,2002:";

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// Where the last character of bytes[begin, end) that is neither blank nor in a comment of its own line ends.
uint32_t content_end(std::string_view bytes, size_t begin, size_t end) {
  while (end > begin) {
    const size_t line_break = bytes.rfind('\n', end - 1);
    const size_t line = line_break == std::string_view::npos || line_break < begin ? begin : line_break + 1;
    const size_t first = bytes.find_first_not_of(" \t\r\n", line);
    if (first != std::string_view::npos && first < end && bytes[first] != '#') {
      return static_cast<uint32_t>(end);
    }
    if (line == begin) return static_cast<uint32_t>(begin);
    end = line - 1;
  }
  return static_cast<uint32_t>(begin);
}

}  // namespace

Builder::Builder(const Source& source, const Templates& templates)
    : source_(source), templates_(templates), copies_left_(4096 + source.bytes().size() / 4) {}

bool Builder::accept(const Event& event) {
  if (templates_.any()) {
    insert_before(event);
  } else if (event.kind == EventKind::scalar) {
    scalar_span_ = span_of_scalar(event);
  }
  if (skipped_depth_ > 0) {
    skip_key(event);
    return skipped_depth_ + stack_.size() < kMaxDepth;
  }
  switch (event.kind) {
    case EventKind::document_start: anchors_.clear(); break;
    case EventKind::map_start:
    case EventKind::list_start:
      if (stack_.size() >= kMaxDepth) return false;
      if (wants_key()) {
        skipped_depth_ = 1;
        skipped_span_ = event.span;
        break;
      }
      open(event);
      break;
    case EventKind::map_end:
    case EventKind::list_end: close(event); break;
    case EventKind::scalar: accept_scalar(event); break;
    case EventKind::alias: accept_alias(event); break;
    case EventKind::document_end:
    case EventKind::end:
    case EventKind::error: break;
  }
  return true;
}

// A key that is a collection is kept as it is written.
void Builder::skip_key(const Event& event) {
  const bool closes = event.kind == EventKind::map_end || event.kind == EventKind::list_end;
  if (event.kind == EventKind::map_start || event.kind == EventKind::list_start) ++skipped_depth_;
  if (closes) --skipped_depth_;
  // The end of a block collection is where the next token begins.
  if (!closes || event.span.end > event.span.begin) skipped_span_ = cover(skipped_span_, event.span);
  if (skipped_depth_ == 0) set_key(event, skipped_span_, source_.text(skipped_span_));
}

void Builder::abandon_document() {
  skipped_depth_ = 0;
  while (!stack_.empty()) {
    if (stack_.back().has_key) {
      Node lost;
      lost.kind = NodeKind::opaque;
      lost.span = {stack_.back().end, stack_.back().end};
      place(lost);
    }
    Event end;
    end.span = {stack_.back().end, stack_.back().end};
    end.kind = EventKind::map_end;
    close(end);
  }
}

Tree Builder::take() {
  for (; next_insertion_ < templates_.insertions.size(); ++next_insertion_) {
    insert(templates_.insertions[next_insertion_]);
  }
  duplicates_.finish(tree_);
  return std::move(tree_);
}

// ---- keys and places

void Builder::set_key(const Event& event, Span span, std::string_view key) {
  Open& map = stack_.back();
  if (!map.has_column && event.kind == EventKind::scalar) {
    map.column = event.column;
    map.has_column = true;
  }
  map.has_key = true;
  map.key = key;
  map.key_span = span;
  map.end = std::max(map.end, span.end);
}

// Links a node where the next value belongs and returns it; a conditional one below a call node.
NodeId Builder::place(Node node) {
  if (stack_.empty()) return tree_.add_root(node);
  Open& parent = stack_.back();
  uint32_t position = node.span.begin;
  if (parent.is_map) {
    node.key = parent.key;
    node.key_span = parent.key_span;
    position = parent.key_span.begin;
    parent.has_key = false;
    if (node.key == "<<") parent.has_merge = true;
  }
  if (!templates_.any() || !is_conditional(position, parent.position)) return tree_.append(parent.node, node);
  Node call;
  call.kind = NodeKind::call;
  call.text = "if";
  call.key = node.key;
  call.key_span = node.key_span;
  call.span = node.span;
  const NodeId outer = tree_.append(parent.node, call);
  node.key = {};
  node.key_span = {};
  return tree_.append(outer, node);
}

bool Builder::is_conditional(uint32_t position, uint32_t parent_position) {
  const std::vector<Span>& all = templates_.conditionals;
  for (; next_conditional_ < all.size() && all[next_conditional_].begin <= position; ++next_conditional_) {
    const Span next = all[next_conditional_];
    while (!conditionals_.empty() && conditionals_.back().end <= next.begin) conditionals_.pop_back();
    conditionals_.push_back(next);
  }
  while (!conditionals_.empty() && conditionals_.back().end <= position) conditionals_.pop_back();
  return !conditionals_.empty() && conditionals_.back().begin > parent_position;
}

void Builder::note_child(uint32_t end, uint32_t height, NodeId child) {
  if (stack_.empty()) return;
  Open& parent = stack_.back();
  parent.end = std::max(parent.end, end);
  parent.height = std::max(parent.height, height + 1);
  parent.last_child = child;
}

// ---- collections

void Builder::open(const Event& event) {
  Node node;
  node.kind = event.kind == EventKind::map_start ? NodeKind::map : NodeKind::list;
  node.span = event.span;
  if (!event.tag.starts_with(kCoreTags)) node.tag = keep_tag(event.tag, event.span);

  Open open;
  open.is_map = node.kind == NodeKind::map;
  open.is_flow = event.is_flow;
  open.has_column = !open.is_map;
  open.column = event.column;
  open.end = event.span.end;
  open.anchor = event.anchor;
  if (stack_.empty()) {
    open.position = root_position(event.span.begin);
  } else {
    open.position = stack_.back().is_map ? stack_.back().key_span.begin : event.span.begin;
  }
  open.node = place(node);
  if (!open.anchor.empty()) anchors_[open.anchor] = {open.node, 0, true};
  stack_.push_back(std::move(open));
}

// A root counts as inside the conditionals that hold its whole document: a file within one `{{ if }}` is
// what it is when it is rendered at all.
uint32_t Builder::root_position(uint32_t begin) {
  if (!templates_.any()) return begin;
  is_conditional(begin, begin);
  if (conditionals_.empty()) return 0;
  const std::string_view text = templates_.masked;
  const size_t next_document = text.find("\n---", begin);
  const uint32_t end = content_end(text, begin, std::min(text.size(), next_document));
  uint32_t position = 0;
  for (const Span conditional : conditionals_) {
    if (conditional.end < end) break;
    position = conditional.begin;
  }
  return position;
}

void Builder::close(const Event& event) {
  Open closed = std::move(stack_.back());
  stack_.pop_back();
  const uint32_t end = closed.is_flow ? std::max(closed.end, event.span.end) : closed.end;
  tree_.edit(closed.node).span.end = end;
  NodeId outer = tree_[closed.node].parent;
  const bool is_wrapped = outer != kNoNode && tree_[outer].kind == NodeKind::call;
  if (is_wrapped) tree_.edit(outer).span.end = end;
  if (closed.is_map) {
    duplicates_.check(tree_, source_, closed.node);
    if (closed.has_merge) apply_merges(closed);
  }
  if (!closed.anchor.empty()) {
    Anchor& anchor = anchors_[closed.anchor];
    if (anchor.node == closed.node) anchor = {closed.node, closed.height, false};
  }
  note_child(end, closed.height, closed.node);
}

// ---- scalars

std::string_view Builder::keep(std::string_view text, Span span) {
  const std::string_view written = source_.text(span);
  if (written == text) return written;
  if (written.size() == text.size() + 2 && written.substr(1, text.size()) == text) {
    return written.substr(1, text.size());
  }
  return tree_.keep(text);
}

std::string_view Builder::keep_tag(std::string_view tag, Span span) {
  const std::string_view written = source_.text({span.begin, static_cast<uint32_t>(span.begin + tag.size())});
  return written == tag ? written : tree_.keep(tag);
}

bool Builder::has_actions(Span span) const {
  const size_t first = templates_.first_action_after(span.begin);
  return first < templates_.actions.size() && templates_.actions[first].begin < span.end;
}

// libyaml ends a block scalar at the next token: take back the blank lines after it.
Span Builder::span_of_scalar(const Event& event) const {
  if (!event.is_block_scalar) return event.span;
  const std::string_view text = templates_.any() ? std::string_view(templates_.masked) : source_.bytes();
  Span span = event.span;
  while (span.end > span.begin && is_blank(text[span.end - 1])) --span.end;
  const uint32_t column = stack_.empty() ? 0 : stack_.back().column;
  for (size_t i = next_insertion_; i < templates_.insertions.size(); ++i) {
    const Insertion& insertion = templates_.insertions[i];
    if (insertion.span.begin >= event.span.end) break;
    if (insertion.indent > column) span.end = std::max(span.end, insertion.span.end);
  }
  return span;
}

void Builder::accept_scalar(const Event& event) {
  const Span span = scalar_span_;
  const bool is_templated = templates_.any() && has_actions(span);
  if (wants_key()) {
    std::string_view key = is_templated ? source_.text(span) : keep(event.text, span);
    if (is_templated && !event.is_plain && key.size() >= 2) key = key.substr(1, key.size() - 2);
    set_key(event, span, key);
    return;
  }
  NodeId placed = kNoNode;
  if (is_templated) {
    placed = place_templated(event, span);
  } else {
    Node node;
    node.span = span;
    node.is_plain = event.is_plain;
    node.kind = NodeKind::string;
    if (event.tag.empty() || (event.tag.starts_with(kCoreTags) && event.tag != "tag:yaml.org,2002:str")) {
      if (event.is_plain) node.kind = plain_kind(event.text);
    } else if (!event.tag.starts_with(kCoreTags)) {
      if (event.tag != "!") node.tag = keep_tag(event.tag, span);
    }
    switch (node.kind) {
      case NodeKind::boolean:
        node.text = event.text[0] == 't' || event.text[0] == 'T' ? "true" : "false";
        break;
      case NodeKind::null: break;
      default: node.text = keep(event.text, span);
    }
    placed = place(node);
  }
  if (!event.anchor.empty()) anchors_[std::string(event.anchor)] = {placed, 1, false};
  note_child(span.end, 1, placed);
}

// A scalar with `{{ … }}` in it: opaque where it is nothing else, otherwise its parts.
NodeId Builder::place_templated(const Event& event, Span span) {
  Span content = span;
  if (event.is_block_scalar) {
    const size_t line_break = source_.bytes().find('\n', span.begin);
    content.begin = static_cast<uint32_t>(std::min<size_t>(line_break + 1, span.end));
  } else {
    // A tag or an anchor stands before the text, and a quote around it.
    const size_t quote = event.is_plain ? std::string_view::npos : source_.text(span).find_first_of("\"'");
    if (quote != std::string_view::npos && span.begin + quote + 1 < span.end) {
      content = {static_cast<uint32_t>(span.begin + quote + 1), span.end - 1};
    }
  }
  size_t action = templates_.first_action_after(content.begin);
  const std::vector<Span>& actions = templates_.actions;
  const auto is_inside = [&] { return action < actions.size() && actions[action].begin < content.end; };

  Node node;
  node.span = span;
  node.is_plain = event.is_plain;
  node.kind = NodeKind::opaque;
  node.text = source_.text(content);
  if (!event.tag.starts_with(kCoreTags) && event.tag != "!") node.tag = keep_tag(event.tag, span);
  if (!is_inside() || actions[action] == content) return place(node);

  node.kind = NodeKind::template_;
  const NodeId whole = place(node);
  uint32_t at = content.begin;
  const auto add_part = [&](NodeKind kind, uint32_t begin, uint32_t end) {
    if (begin >= end) return;
    Node part;
    part.kind = kind;
    part.span = {begin, end};
    part.text = source_.text(part.span);
    tree_.append(whole, part);
  };
  for (; is_inside(); ++action) {
    const uint32_t begin = std::max(at, actions[action].begin);
    const uint32_t end = std::min(content.end, actions[action].end);
    add_part(NodeKind::string, at, begin);
    add_part(NodeKind::opaque, begin, end);
    at = std::max(at, end);
  }
  add_part(NodeKind::string, at, content.end);
  return whole;
}

// ---- aliases

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

// ---- lines that bring entries nobody knows

void Builder::add_unknown(NodeId container, Span span) {
  Node unknown;
  unknown.kind = NodeKind::opaque;
  unknown.span = span;
  unknown.text = source_.text(span);
  tree_.append(container, unknown);
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
      if (tree_[root].kind == NodeKind::map || tree_[root].kind == NodeKind::list)
        add_unknown(root, insertion.span);
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
