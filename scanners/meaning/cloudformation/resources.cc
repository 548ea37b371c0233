// The resources of a template: conditions, loops and SAM's `Globals` applied.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "scanners/meaning/cloudformation/template.h"

namespace payaudit {
namespace {

using Piece = Config::Kind;

// What loops may make in one template.
constexpr size_t kMaxLooped = 1000;
constexpr int kDeepestLoop = 5;
constexpr int kDeepestGlobal = 20;

}  // namespace

// Declares the resources first, so that they can refer to each other, then fills them.
void Template::read(std::deque<Resource>& out) {
  std::vector<Declared> declared;
  each_entry(resources_, 0,
             [&](std::string name, NodeId id) { declare(std::move(name), id, out, declared); });
  for (const Declared& one : declared) {
    const NodeId properties = tree_.find(one.node, "Properties");
    Config& body = pool_.make(Piece::map, one.resource->place);
    loop_ = one.loop;
    if (properties != kNoNode && tree_[properties].kind == NodeKind::map &&
        function_name(properties).empty()) {
      fill(properties, body, 0);
    } else if (properties != kNoNode) {
      body.is_partial = true;
    }
    loop_.clear();
    add_globals(one.resource->type, body);
    one.resource->body = &body;
  }
}

void Template::declare(std::string name, NodeId id, std::deque<Resource>& out,
                       std::vector<Declared>& declared) {
  const NodeId type = tree_.find(id, "Type");
  if (tree_.text(type).empty() || name.empty()) return;
  std::string doubt;
  const NodeId under = tree_.find(id, "Condition");
  if (under != kNoNode) {
    const Decision decision = condition(tree_.text(under));
    if (decision.is == Decision::Is::not_met) {
      if (!decision.has_parameter) return;
      // A parameter's default leaves it out of one stack; another stack of the same template has it.
      doubt = fmt::format("it is made where the condition `{}` is met only, and by the defaults it is not",
                          tree_.text(under));
    }
  }
  Resource& resource = out.emplace_back();
  resource.type = tree_.text(type);
  resource.name = name;
  resource.symbol = std::move(name);
  resource.scope = source_.path();
  resource.place = {file_, tree_[id].key_span};
  resource.whole = {file_, cover(tree_[id].key_span, tree_[id].span)};
  resource.doubt = std::move(doubt);
  by_name_[resource.name] = &resource;
  declared.push_back({&resource, id, loop_});
}

// Calls `use(key, node)` for the entries of a map, with those that `Fn::ForEach` makes in its place:
// `[name, list, {key: value}]`. Where the list is not known, one stands for all.
void Template::each_entry(NodeId map, int depth, const std::function<void(std::string, NodeId)>& use) {
  for (const NodeId id : tree_.children(map)) {
    const std::string_view key = tree_[id].key;
    if (!key.starts_with(kLoop) || tree_[id].child_count != 3) {
      use(filled_in(key), id);
      continue;
    }
    if (depth > kDeepestLoop) {
      cut_loops_.push_back(id);
      continue;
    }
    std::vector<NodeId> parts;
    for (const NodeId part : tree_.children(id)) parts.push_back(part);
    const std::string name(tree_.text(parts[0]));
    const Config& list = value(parts[1], depth + 1);
    std::vector<const Config*> items;
    if (list.is(Piece::list) && !list.is_partial) {
      for (const auto& [none, item] : list.entries) items.push_back(item);
    } else {
      items.push_back(
          &pool_.unknown(list.is(Piece::unknown) ? list.text : "the list is not known", place(id)));
    }
    const auto outer = loop_;
    for (const Config* item : items) {
      if (++looped_ > kMaxLooped) {
        cut_loops_.push_back(id);
        break;
      }
      loop_[name] = item;
      each_entry(parts[2], depth + 1, use);
    }
    loop_ = outer;
  }
}

// A key with the names of loops filled in: `${Name}Db`, or `&{Name}` without what is no letter or digit.
std::string Template::filled_in(std::string_view key) const {
  std::string out(key);
  for (const auto& [name, value] : loop_) {
    const std::string text = scalar_text(*value);
    if (text.empty()) continue;
    std::string plain;
    for (const char c : text) {
      if (std::isalnum(static_cast<unsigned char>(c)) != 0) plain += c;
    }
    for (const auto& [mark, with] :
         {std::pair(fmt::format("${{{}}}", name), text), std::pair(fmt::format("&{{{}}}", name), plain)}) {
      for (size_t at = out.find(mark); at != std::string::npos; at = out.find(mark, at + with.size())) {
        out.replace(at, mark.size(), with);
      }
    }
  }
  return out;
}

// SAM: what `Globals` says of functions holds for each, and maps are merged.
void Template::add_globals(std::string_view type, Config& body) {
  constexpr std::string_view kSam = "AWS::Serverless::";
  if (!type.starts_with(kSam)) return;
  const NodeId of_type = tree_.find(globals_, type.substr(kSam.size()));
  if (!tree_.is(of_type, NodeKind::map)) return;
  const auto [known, is_new] = global_values_.try_emplace(std::string(type), nullptr);
  if (is_new) {
    Config& made = pool_.make(Piece::map, place(of_type));
    fill(of_type, made, 0);
    known->second = &made;
  }
  merge_into(*known->second, body, 0);
}

void Template::merge_into(const Config& globals, Config& body, int depth) {
  for (const auto& [key, value] : globals.entries) {
    const std::string_view wanted = key;
    const auto own = std::find_if(body.entries.begin(), body.entries.end(),
                                  [&](const auto& entry) { return entry.first == wanted; });
    if (own == body.entries.end()) {
      body.entries.emplace_back(key, value);
    } else if (own->second->is(Piece::map) && value->is(Piece::map)) {
      Config& merged = pool_.copy(*own->second);
      if (depth < kDeepestGlobal) {
        merge_into(*value, merged, depth + 1);
      } else {
        merged.is_partial = true;
      }
      own->second = &merged;
    } else if (own->second->is(Piece::list) && value->is(Piece::list)) {
      Config& merged = pool_.copy(*value);
      merged.entries.insert(merged.entries.end(), own->second->entries.begin(), own->second->entries.end());
      own->second = &merged;
    }
  }
}

void Template::fill(NodeId map, Config& out, int depth) {
  const size_t cut_before = cut_loops_.size();
  each_entry(map, 0, [&](const std::string& key, NodeId id) {
    if (key.empty() || key == "Fn::Transform" || key.starts_with(kLoop)) {
      out.is_partial = true;
    } else {
      out.entries.emplace_back(key, &value(id, depth + 1));
    }
  });
  out.is_partial = out.is_partial || cut_loops_.size() > cut_before;
}

}  // namespace payaudit
