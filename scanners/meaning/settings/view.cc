#include "scanners/meaning/settings/view.h"

#include <fmt/format.h>

#include <charconv>

namespace payaudit {
namespace {

bool is_evaluated_elsewhere(const Node& node) {
  switch (node.kind) {
    case NodeKind::reference:
    case NodeKind::call:
    case NodeKind::template_:
    case NodeKind::opaque: return true;
    case NodeKind::null:
    case NodeKind::boolean:
    case NodeKind::number:
    case NodeKind::string:
    case NodeKind::list:
    case NodeKind::map: return false;
  }
  return false;
}

// `{{- toYaml … }}` on a line of its own, or a merge of something that is not known.
bool brings_entries(const Tree& tree, NodeId id) {
  const Node& node = tree[id];
  return is_evaluated_elsewhere(node) && (node.key.empty() || node.key == "<<");
}

bool is_condition(const Tree& tree, NodeId id) {
  return tree[id].kind == NodeKind::call && tree[id].text == "if" && tree[id].first_child != kNoNode;
}

}  // namespace

View::View(const Tree& tree, FileId file, NodeId id) : tree_(&tree), file_(file), id_(kNoNode) {
  enter(id);
}

void View::enter(NodeId id) {
  id_ = id;
  while (id_ != kNoNode && is_condition(*tree_, id_)) {
    value_why_ = kOnCondition;
    id_ = (*tree_)[id_].first_child;
  }
}

View View::at(std::string_view key) const {
  View child = *this;
  child.id_ = kNoNode;
  child.path_ += (path_.empty() ? "" : ".") + std::string(key);
  if (!open_why_.empty() && (id_ != kNoNode || open_keys_ != nullptr)) {
    const bool is_settable = open_keys_ == nullptr || open_keys_->contains(key);
    child.absent_why_ = is_settable ? open_why_ : std::string_view{};
  }
  if (id_ == kNoNode) return child;
  child.container_ = id_;
  if (is_evaluated_elsewhere((*tree_)[id_])) child.absent_why_ = kByTemplate;
  if (!is(NodeKind::map)) return child;
  bool is_open = false;
  for (NodeId entry : tree_->children(id_)) {
    if ((*tree_)[entry].key == key) {
      if (child.id_ == kNoNode) {
        child.enter(entry);
      } else if (is_condition(*tree_, entry)) {
        child.value_why_ = kOnCondition;
      }
    } else if (brings_entries(*tree_, entry)) {
      is_open = true;
    }
  }
  if (child.id_ == kNoNode && is_open) child.absent_why_ = kByTemplate;
  return child;
}

View View::path(std::string_view dotted) const {
  View at_ = *this;
  while (!dotted.empty()) {
    const size_t dot = std::min(dotted.find('.'), dotted.size());
    at_ = at_.at(dotted.substr(0, dot));
    dotted.remove_prefix(std::min(dot + 1, dotted.size()));
  }
  return at_;
}

std::vector<View> View::items() const {
  std::vector<View> result;
  if (!is(NodeKind::list) && !is(NodeKind::map)) return result;
  size_t index = 0;
  for (NodeId item : tree_->children(id_)) {
    View child = *this;
    child.container_ = id_;
    child.enter(item);
    if (is(NodeKind::list)) {
      child.path_ += fmt::format("[{}]", index++);
    } else {
      child.path_ += (path_.empty() ? "" : ".") + std::string((*tree_)[item].key);
    }
    result.push_back(std::move(child));
  }
  return result;
}

View View::opened(std::string_view why, const std::set<std::string, std::less<>>* keys) const {
  View copy = *this;
  copy.open_why_ = why;
  copy.open_keys_ = keys;
  if (copy.id_ == kNoNode && keys == nullptr) copy.absent_why_ = why;
  return copy;
}

View View::overridable(std::string_view why, const std::set<std::string, std::less<>>* keys) const {
  View copy = opened(why, keys);
  copy.is_overridable_ = true;
  return copy;
}

std::string_view View::override_why() const {
  if (!is_overridable_ || id_ == kNoNode || is(NodeKind::map)) return {};
  return open_keys_ == nullptr || open_keys_->contains(key()) ? open_why_ : std::string_view{};
}

View View::existing() const {
  View copy = *this;
  copy.value_why_ = {};
  return copy;
}

std::string_view View::open_why() const {
  if (id_ == kNoNode) return absent_why_;
  if (is_evaluated_elsewhere((*tree_)[id_])) return kByTemplate;
  if (!value_why_.empty()) return value_why_;
  if (const std::string_view why = override_why(); !why.empty()) return why;
  for (NodeId entry : tree_->children(id_)) {
    const bool is_list = is(NodeKind::list);
    if (is_list && is_condition(*tree_, entry)) return kOnCondition;
    if (is_list ? is_evaluated_elsewhere((*tree_)[entry]) : brings_entries(*tree_, entry)) return kByTemplate;
  }
  return is(NodeKind::map) && open_keys_ == nullptr ? open_why_ : std::string_view{};
}

std::string_view View::key() const {
  return id_ == kNoNode ? std::string_view{} : (*tree_)[keyed()].key;
}

// The node with the key: that of the condition, where the value stands under one.
NodeId View::keyed() const {
  NodeId id = id_;
  while ((*tree_)[id].parent != kNoNode && is_condition(*tree_, (*tree_)[id].parent))
    id = (*tree_)[id].parent;
  return id;
}

FileId View::file_of(const Node& node) const {
  return node.file == kOwnFile ? file_ : node.file;
}

Place View::place() const {
  if (id_ != kNoNode) {
    const Node& node = (*tree_)[id_];
    return {file_of(node), node.span.is_empty() ? node.key_span : node.span};
  }
  if (container_ == kNoNode) return {file_, {}};
  const Node& container = (*tree_)[container_];
  return {file_of(container), container.key_span.is_empty() ? container.span : container.key_span};
}

Place View::key_place() const {
  if (id_ == kNoNode) return place();
  const Node& node = (*tree_)[keyed()];
  return {file_of(node), node.key_span.is_empty() ? node.span : node.key_span};
}

Origin View::origin(Facts& facts, OriginKind kind, std::string_view note) const {
  Origin origin = facts.origin(kind, place(), note);
  origin.written = facts.keep(path_);
  origin.is_override = id_ != kNoNode && origin.place.file != file_;
  return origin;
}

Sourced View::unknown(Facts& facts, std::string_view why) const {
  return {facts.unknown(why), origin(facts, OriginKind::template_)};
}

bool View::is_known(Facts& facts, Sourced& result) const {
  if (id_ == kNoNode) {
    result = {facts.unknown(absent_why_.empty() ? "not stated" : absent_why_),
              origin(facts, OriginKind::missing)};
    return false;
  }
  if (is_evaluated_elsewhere((*tree_)[id_])) {
    result = unknown(facts, kByTemplate);
    return false;
  }
  if (!value_why_.empty()) {
    result = unknown(facts, value_why_);
    return false;
  }
  if (const std::string_view why = override_why(); !why.empty()) {
    result = unknown(facts, why);
    return false;
  }
  return true;
}

Sourced View::boolean(Facts& facts, std::optional<bool> fallback, std::string_view note) const {
  Sourced result;
  if (!is_known(facts, result)) {
    if (is_certainly_absent() && fallback)
      return {Value::boolean(*fallback), origin(facts, OriginKind::fallback, note)};
    return result;
  }
  if (is(NodeKind::null) && fallback)
    return {Value::boolean(*fallback), origin(facts, OriginKind::fallback, note)};
  if (!is(NodeKind::boolean)) return unknown(facts, "not a truth value");
  return {Value::boolean(text() == "true"), origin(facts)};
}

Sourced View::integer(Facts& facts, std::optional<int64_t> fallback, std::string_view note) const {
  Sourced result;
  if (!is_known(facts, result)) {
    if (is_certainly_absent() && fallback)
      return {Value::integer(*fallback), origin(facts, OriginKind::fallback, note)};
    return result;
  }
  int64_t value = 0;
  const std::string_view digits = text();
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size())
    return unknown(facts, "not a whole number");
  return {Value::integer(value), origin(facts)};
}

Sourced View::text_value(Facts& facts, std::optional<std::string_view> fallback,
                         std::string_view note) const {
  Sourced result;
  if (!is_known(facts, result)) {
    if (is_certainly_absent() && fallback)
      return {facts.text(*fallback), origin(facts, OriginKind::fallback, note)};
    return result;
  }
  if (is(NodeKind::map) || is(NodeKind::list)) return unknown(facts, "not a text");
  return {facts.text(text()), origin(facts)};
}

}  // namespace payaudit
