#include "scanners/syntax/yaml/builder.h"

#include <algorithm>

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
    const uint32_t stop = stack_.back().end;
    tree_.append_unknown(stack_.back().node, {stop, stop});
    Event end;
    end.span = {stop, stop};
    end.kind = EventKind::map_end;
    close(end);
  }
}

void Builder::resume_at(uint32_t offset) {
  const std::vector<Insertion>& all = templates_.insertions;
  while (next_insertion_ < all.size() && all[next_insertion_].span.begin < offset) ++next_insertion_;
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

}  // namespace payaudit::yaml_reader
