#include "rules/policy/document.h"

#include <algorithm>
#include <cassert>
#include <deque>
#include <limits>

namespace payaudit {

std::optional<YamlNode> YamlNode::find(std::string_view wanted) const {
  if (!is_map()) return std::nullopt;
  for (size_t i = 0; i < size(); ++i) {
    if (key(i).is_scalar() && key(i).text() == wanted) return value(i);
  }
  return std::nullopt;
}

void DocumentBuilder::add(PackedNode node) {
  const auto index = static_cast<uint32_t>(drafts_.size());
  if (!open_.empty()) drafts_[open_.back()].children.push_back(index);
  drafts_.push_back({node, {}});
}

namespace {
PackedNode node_at(YamlKind kind, uint32_t line, uint32_t column) {
  PackedNode node;
  node.kind = kind;
  node.line = line;
  node.column = static_cast<uint16_t>(std::min<uint32_t>(column, std::numeric_limits<uint16_t>::max()));
  return node;
}
}  // namespace

void DocumentBuilder::scalar(std::string_view text, uint32_t line, uint32_t column, bool is_quoted) {
  PackedNode node = node_at(YamlKind::scalar, line, column);
  node.text = static_cast<uint32_t>(texts_.size());
  node.size = static_cast<uint32_t>(text.size());
  node.is_quoted = is_quoted;
  texts_ += text;
  add(node);
}

void DocumentBuilder::null(uint32_t line, uint32_t column) {
  add(node_at(YamlKind::null, line, column));
}

void DocumentBuilder::open(YamlKind kind, uint32_t line, uint32_t column) {
  add(node_at(kind, line, column));
  open_.push_back(static_cast<uint32_t>(drafts_.size() - 1));
}

void DocumentBuilder::close() {
  assert(!open_.empty());
  open_.pop_back();
}

Document DocumentBuilder::finish(std::string path, std::string name, int layer, std::string source) {
  assert(open_.empty());
  if (drafts_.empty()) null(1, 1);
  auto body = std::make_shared<Document::Body>();
  body->path = std::move(path);
  body->name = std::move(name);
  body->layer = layer;
  body->source = std::move(source);
  body->own_texts = std::move(texts_);
  // Level by level, so that the children of a node lie side by side.
  std::deque<uint32_t> queue = {0};
  uint32_t next = 1;
  body->own_nodes.reserve(drafts_.size());
  while (!queue.empty()) {
    Draft& draft = drafts_[queue.front()];
    queue.pop_front();
    draft.node.first = next;
    draft.node.count = static_cast<uint32_t>(draft.children.size());
    next += draft.node.count;
    queue.insert(queue.end(), draft.children.begin(), draft.children.end());
    body->own_nodes.push_back(draft.node);
  }
  body->nodes = body->own_nodes;
  body->texts = body->own_texts;
  drafts_.clear();
  return Document(std::move(body));
}

}  // namespace payaudit
