#include "scanners/meaning/cloudformation/template.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>

namespace payaudit {
namespace {

using Piece = Config::Kind;

constexpr int kMaxDepth = 200;

// `!Sub` and `Fn::Sub` are one function.
std::string_view function_of(std::string_view word) {
  if (word.starts_with('!')) word.remove_prefix(1);
  if (word.starts_with("Fn::")) word.remove_prefix(4);
  for (const std::string_view name :
       {"Ref",       "GetAtt",      "Sub",    "Join",      "If",           "Select",    "Split",
        "FindInMap", "ImportValue", "Base64", "Cidr",      "GetAZs",       "Transform", "And",
        "Or",        "Not",         "Equals", "Condition", "ToJsonString", "Length",    "ForEach"}) {
    if (word == name) return name;
  }
  return {};
}

bool is_scalar(const Config& config) {
  return config.is(Piece::string) || config.is(Piece::number) || config.is(Piece::boolean);
}

}  // namespace

bool is_template(const Tree& tree, NodeId root) {
  const NodeId resources = tree.find(root, "Resources");
  if (!tree.is(resources, NodeKind::map)) return false;
  for (const NodeId id : tree.children(resources)) {
    const std::string_view type = tree.text(tree.find(id, "Type"));
    if (tree[id].key.starts_with(Template::kLoop) && tree.is(id, NodeKind::list)) return true;
    if (type.find("::") != std::string_view::npos) return true;
  }
  return false;
}

Template::Template(const Source& source, FileId file, const Tree& tree, NodeId root, ConfigPool& pool)
    : source_(source),
      file_(file),
      tree_(tree),
      pool_(pool),
      resources_(tree.find(root, "Resources")),
      parameters_(tree.find(root, "Parameters")),
      mappings_(tree.find(root, "Mappings")),
      globals_(tree.find(root, "Globals")),
      conditions_(tree.find(root, "Conditions")) {}

Place Template::place(NodeId id) const {
  const Node& node = tree_[id];
  return {file_, node.key_span.is_empty() ? node.span : cover(node.key_span, node.span)};
}

// The function that a node calls: by its tag, or as the only key of a map.
std::string_view Template::function_name(NodeId id) const {
  const Node& node = tree_[id];
  if (!node.tag.empty()) return function_of(node.tag);
  if (node.kind != NodeKind::map || node.child_count != 1) return {};
  const std::string_view key = tree_[node.first_child].key;
  return key == "Ref" || key.starts_with("Fn::") ? function_of(key) : std::string_view();
}

std::vector<NodeId> Template::arguments(NodeId id) const {
  std::vector<NodeId> out;
  const NodeId given = argument(id);
  if (!tree_.is(given, NodeKind::list)) return out;
  for (const NodeId item : tree_.children(given)) out.push_back(item);
  return out;
}

const Config& Template::value(NodeId id, int depth) {
  const Node& node = tree_[id];
  const Place at = place(id);
  if (depth > kMaxDepth) return pool_.unknown("it is nested too deep", at);
  if (const std::string_view name = function_name(id); !name.empty()) return call(id, name, depth);
  if (!node.tag.empty()) return pool_.unknown(fmt::format("`{}` is not evaluated", node.tag), at);
  switch (node.kind) {
    case NodeKind::null: return pool_.make(Piece::null, at);
    case NodeKind::boolean: {
      Config& out = pool_.make(Piece::boolean, at);
      out.boolean = node.text == "true";
      return out;
    }
    case NodeKind::number: {
      Config& out = pool_.make(Piece::number, at);
      out.text = node.text;
      out.number = std::strtod(out.text.c_str(), nullptr);
      return out;
    }
    case NodeKind::string: return pool_.string(std::string(node.text), at);
    case NodeKind::list: {
      Config& out = pool_.make(Piece::list, at);
      for (const NodeId item : tree_.children(id)) {
        if (tree_[item].kind == NodeKind::opaque) out.is_partial = true;
        const Config& one = value(item, depth + 1);
        if (!one.is(Piece::null)) out.entries.emplace_back("", &one);
      }
      return out;
    }
    case NodeKind::map: {
      Config& out = pool_.make(Piece::map, at);
      fill(id, out, depth);
      return out;
    }
    case NodeKind::reference:
    case NodeKind::call:
    case NodeKind::template_:
    case NodeKind::opaque: break;
  }
  Config& out = pool_.unknown("it is a template that is not evaluated", at);
  // A dynamic reference: the value is read from a store when the stack is made.
  if (source_.text(node.span).find("{{resolve:") != std::string_view::npos) out.note = "a dynamic reference";
  return out;
}

const Config& Template::call(NodeId id, std::string_view name, int depth) {
  const NodeId given = argument(id);
  const Place at = place(id);
  if (name == "Ref") return named(tree_.text(given), at);
  if (name == "GetAtt") {
    const bool is_list = tree_[given].kind == NodeKind::list;
    const std::string_view path = tree_.text(is_list ? tree_[given].first_child : given);
    return applied(path.substr(0, path.find('.')), at);
  }
  const std::vector<NodeId> list = arguments(id);
  if (name == "Sub" && tree_[given].kind == NodeKind::string)
    return sub(tree_.text(given), kNoNode, at, depth);
  if (name == "Sub" && list.size() == 2) return sub(tree_.text(list[0]), list[1], at, depth);
  if (name == "If" && list.size() == 3) return choose(list, at, depth);
  if (name == "FindInMap" && list.size() >= 3) return find_in_map(list, at, depth);
  if (name == "Select" && list.size() == 2) return select(list, at, depth);
  if (name == "Split" && list.size() == 2) return split(tree_.text(list[0]), value(list[1], depth + 1), at);
  if (name == "Join" && list.size() == 2) return join(tree_.text(list[0]), value(list[1], depth + 1), at);
  Config& out = pool_.unknown(fmt::format("`Fn::{}` is not evaluated", name), at);
  out.note = name;
  return out;
}

const Config& Template::applied(std::string_view name, Place at) {
  Config& out = pool_.unknown(fmt::format("`{}` is known only when the stack is made", name), at);
  out.note = name;
  if (const auto found = by_name_.find(name); found != by_name_.end()) out.target = found->second;
  // The number of the account, the region, the partition: one, whichever.
  out.is_specific = name.starts_with("AWS::") || out.target != nullptr;
  return out;
}

// What a name refers to: a parameter's default, a resource, or something of the stack.
const Config& Template::named(std::string_view name, Place at) {
  if (name == "AWS::NoValue") return pool_.make(Piece::null, at);
  if (const auto looped = loop_.find(name); looped != loop_.end()) return *looped->second;
  const NodeId parameter = tree_.find(parameters_, name);
  if (parameter == kNoNode) return applied(name, at);
  const auto unknown = [&](std::string why) -> const Config& {
    Config& out = pool_.unknown(std::move(why), at);
    out.note = fmt::format("parameter {}", name);
    return out;
  };
  const NodeId secret = tree_.find(parameter, "NoEcho");
  if (secret != kNoNode && tree_.text(secret) != "false") {
    return unknown(fmt::format("parameter `{}` is not to be shown", name));
  }
  const NodeId fallback = tree_.find(parameter, "Default");
  if (fallback == kNoNode) return unknown(fmt::format("parameter `{}` has no value", name));
  const std::string_view type = tree_.text(tree_.find(parameter, "Type"));
  if (type.starts_with("AWS::SSM::")) {
    return unknown(fmt::format("parameter `{}` is read from the account", name));
  }
  const Config& given = value(fallback, kMaxDepth - 1);
  const bool is_list = type == "CommaDelimitedList" || type.starts_with("List<");
  Config& out = pool_.copy(is_list ? split(",", given, given.place) : given);
  out.origin = out.is(Piece::unknown) ? OriginKind::template_ : OriginKind::variable;
  out.note = fmt::format("parameter {}", name);
  return out;
}

const Config& Template::choose(const std::vector<NodeId>& given, Place at, int depth) {
  const std::string_view name = tree_.text(given[0]);
  const Decision decision = condition(name);
  if (decision.is != Decision::Is::unknown) {
    const Config& taken = value(given[decision.is == Decision::Is::met ? 1 : 2], depth + 1);
    if (!decision.has_parameter || taken.origin != OriginKind::literal) return taken;
    Config& out = pool_.copy(taken);
    out.origin = OriginKind::variable;
    out.note = fmt::format("condition {}", name);
    return out;
  }
  const Config& met = value(given[1], depth + 1);
  const Config& not_met = value(given[2], depth + 1);
  if (is_same(met, not_met)) return met;
  Config& out = pool_.unknown(decision.why, at);
  // Whichever it is, it comes from elsewhere.
  const auto is_put_in = [](const Config& one) {
    return one.is(Piece::null) || (one.is(Piece::unknown) && !one.note.empty());
  };
  if (is_put_in(met) && is_put_in(not_met)) out.note = fmt::format("condition {}", name);
  return out;
}

// Where a key is not known, all that the map has may agree; what it has not comes from `DefaultValue`.
const Config& Template::find_in_map(const std::vector<NodeId>& given, Place at, int depth) {
  const NodeId otherwise = given.size() > 3 ? tree_.find(given[3], "DefaultValue") : kNoNode;
  const Config* fallback = otherwise != kNoNode ? &value(otherwise, depth + 1) : nullptr;
  const Config& map = value(given[0], depth + 1);
  const NodeId found = map.is(Piece::string) ? tree_.find(mappings_, map.text) : kNoNode;
  if (found == kNoNode) {
    return fallback != nullptr && map.is(Piece::string)
               ? *fallback
               : pool_.unknown("the mapping is not in the template", at);
  }
  const Config& first = value(given[1], depth + 1);
  const Config& second = value(given[2], depth + 1);
  const bool is_open = first.is(Piece::unknown) || second.is(Piece::unknown);
  const auto fits = [&](NodeId id, const Config& key) {
    return key.is(Piece::unknown) || tree_[id].key == scalar_text(key);
  };
  const Config* same = is_open ? fallback : nullptr;
  for (const NodeId outer : tree_.children(found)) {
    if (!fits(outer, first)) continue;
    for (const NodeId inner : tree_.children(outer)) {
      if (!fits(inner, second)) continue;
      const Config& one = value(inner, depth + 1);
      if (same != nullptr && !is_same(*same, one)) {
        return pool_.unknown(first.is(Piece::unknown) ? first.text : second.text, at);
      }
      same = &one;
    }
  }
  if (same == nullptr && fallback != nullptr) return *fallback;
  if (same != nullptr) {
    if (first.origin == OriginKind::literal && second.origin == OriginKind::literal) return *same;
    Config& out = pool_.copy(*same);
    out.origin = OriginKind::variable;
    out.note = fmt::format("mapping {}", map.text);
    return out;
  }
  return pool_.unknown(fmt::format("mapping `{}` has no such entry", map.text), at);
}

const Config& Template::select(const std::vector<NodeId>& given, Place at, int depth) {
  const Config& index = value(given[0], depth + 1);
  const Config& list = value(given[1], depth + 1);
  if (list.is(Piece::unknown)) return pool_.unknown(list.text, at);
  const std::string digits = scalar_text(index);
  size_t item = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), item);
  const bool is_number = error == std::errc{} && end == digits.data() + digits.size();
  if (!is_number || !list.is(Piece::list) || list.is_partial || item >= list.entries.size()) {
    return pool_.unknown("`Fn::Select` is not evaluated", at);
  }
  return *list.entries[item].second;
}

const Config& Template::split(std::string_view separator, const Config& text, Place at) {
  if (text.is(Piece::unknown)) return pool_.unknown(text.text, at);
  if (!is_scalar(text) || separator.empty()) return pool_.unknown("`Fn::Split` is not evaluated", at);
  Config& out = pool_.make(Piece::list, at, text.origin);
  const std::string whole = scalar_text(text);
  for (std::string_view rest = whole;;) {
    const size_t end = rest.find(separator);
    Config& item = pool_.string(std::string(rest.substr(0, end)), text.place);
    item.origin = text.origin;
    out.entries.emplace_back("", &item);
    if (end == std::string_view::npos) return out;
    rest.remove_prefix(end + separator.size());
  }
}

// `${Name}` and `${Resource.Attribute}`; `${!x}` is the text `${x}`. `own`: names of its own.
const Config& Template::sub(std::string_view text, NodeId own, Place at, int depth) {
  std::string known;
  std::string why;
  bool is_specific = false;
  while (!text.empty()) {
    const size_t open = text.find("${");
    known += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const size_t close = text.find('}', open);
    if (close == std::string_view::npos) {
      known += text.substr(open);
      break;
    }
    const std::string_view name = text.substr(open + 2, close - open - 2);
    text.remove_prefix(close + 1);
    if (name.starts_with('!')) {
      known += fmt::format("${{{}}}", name.substr(1));
      continue;
    }
    const NodeId mine = tree_.find(own, name);
    const Config& part = mine != kNoNode ? value(mine, depth + 1)
                         : name.find('.') == std::string_view::npos
                             ? named(name, at)
                             : applied(name.substr(0, name.find('.')), at);
    if (is_scalar(part)) {
      known += scalar_text(part);
      continue;
    }
    if (why.empty()) why = part.is(Piece::unknown) ? part.text : fmt::format("`{}` is not a text", name);
    is_specific = is_specific || part.is_specific || part.target != nullptr;
    known += part.pattern.empty() ? std::string(1, kHole) : part.pattern;
  }
  return text_of(std::move(known), std::move(why), is_specific, at);
}

const Config& Template::join(std::string_view separator, const Config& list, Place at) {
  if (!list.is(Piece::list) || list.is_partial) return pool_.unknown("`Fn::Join` is not evaluated", at);
  std::string known;
  std::string why;
  bool is_specific = false;
  for (size_t i = 0; i < list.entries.size(); ++i) {
    const Config& item = *list.entries[i].second;
    if (i > 0) known += separator;
    if (is_scalar(item)) {
      known += scalar_text(item);
      continue;
    }
    if (why.empty()) why = item.is(Piece::unknown) ? item.text : "`Fn::Join` is not evaluated";
    is_specific = is_specific || item.is_specific || item.target != nullptr;
    known += item.pattern.empty() ? std::string(1, kHole) : item.pattern;
  }
  return text_of(std::move(known), std::move(why), is_specific, at);
}

const Config& Template::text_of(std::string known, std::string why, bool is_specific, Place at) {
  if (why.empty()) {
    Config& out = pool_.string(std::move(known), at);
    out.origin = OriginKind::computed;
    return out;
  }
  Config& out = pool_.unknown(std::move(why), at);
  out.pattern = std::move(known);
  out.note = "a text put together";
  out.is_specific = is_specific;
  return out;
}

Template::Decision Template::condition(std::string_view name) {
  if (const auto known = decisions_.find(name); known != decisions_.end()) return known->second;
  Decision out;
  const NodeId expression = tree_.find(conditions_, name);
  if (expression != kNoNode && deciding_.emplace(name).second) {
    out = decide(expression, 0);
    deciding_.erase(deciding_.find(name));
  }
  if (out.is == Decision::Is::unknown) out.why = fmt::format("it depends on the condition `{}`", name);
  decisions_.emplace(name, out);
  return out;
}

Template::Decision Template::decide(NodeId expression, int depth) {
  using Is = Decision::Is;
  Decision out;
  if (depth > kMaxDepth) return out;
  std::string_view name = function_name(expression);
  NodeId given = name.empty() ? kNoNode : argument(expression);
  if (name.empty() && tree_[expression].child_count == 1 && tree_.find(expression, "Condition") != kNoNode) {
    name = "Condition";
    given = tree_[expression].first_child;
  }
  if (name == "Condition") return condition(tree_.text(given));
  if (name == "Equals") return equal(arguments(expression), depth);
  if (name == "Not") {
    const std::vector<NodeId> list = arguments(expression);
    if (list.size() != 1) return out;
    out = decide(list[0], depth + 1);
    if (out.is != Is::unknown) out.is = out.is == Is::met ? Is::not_met : Is::met;
    return out;
  }
  if (name != "And" && name != "Or") return out;
  // One that decides counts, whatever the others are.
  const Is deciding = name == "And" ? Is::not_met : Is::met;
  out.is = name == "And" ? Is::met : Is::not_met;
  for (const NodeId item : arguments(expression)) {
    const Decision one = decide(item, depth + 1);
    if (one.is == deciding) return one;
    if (one.is == Is::unknown) out.is = Is::unknown;
    out.has_parameter = out.has_parameter || one.has_parameter;
  }
  return out;
}

Template::Decision Template::equal(const std::vector<NodeId>& given, int depth) {
  Decision out;
  if (given.size() != 2) return out;
  const Config& a = value(given[0], depth + 1);
  const Config& b = value(given[1], depth + 1);
  if (!is_scalar(a) || !is_scalar(b)) return out;
  out.is = scalar_text(a) == scalar_text(b) ? Decision::Is::met : Decision::Is::not_met;
  out.has_parameter = a.origin != OriginKind::literal || b.origin != OriginKind::literal;
  return out;
}

}  // namespace payaudit
