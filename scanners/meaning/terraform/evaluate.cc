#include "scanners/meaning/terraform/evaluate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "scanners/meaning/resources/policies.h"
#include "scanners/meaning/terraform/functions.h"
#include "scanners/meaning/terraform/template_file.h"

namespace payaudit {
namespace {

using Piece = Config::Kind;

constexpr int kMaxDepth = 300;

}  // namespace

const Config& TerraformEvaluator::evaluate(State& state, TerraformNode node, const TerraformScope& scope) {
  if (depth_ > kMaxDepth) return pool_.unknown("it is nested too deep", node.place());
  if (pool_.size() > limit_) return pool_.unknown("there is too much to evaluate", node.place());
  ++depth_;
  const Config& value = expression(state, node, scope);
  --depth_;
  return value;
}

const Config& TerraformEvaluator::expression(State& state, TerraformNode node, const TerraformScope& scope) {
  const Node& at = *node;
  switch (at.kind) {
    case NodeKind::null: return pool_.make(Piece::null, node.place());
    case NodeKind::boolean: {
      Config& out = pool_.make(Piece::boolean, node.place());
      out.boolean = at.text == "true";
      return out;
    }
    case NodeKind::number: {
      Config& out = pool_.make(Piece::number, node.place());
      out.text = at.text;
      out.number = std::strtod(out.text.c_str(), nullptr);
      return out;
    }
    case NodeKind::string: return text_value(state, node, scope);
    case NodeKind::list: {
      Config& out = pool_.make(Piece::list, node.place());
      for (const NodeId id : node.tree->children(node.node)) {
        out.entries.emplace_back("", &evaluate(state, node.child(id), scope));
      }
      return out;
    }
    case NodeKind::map: return block_body(state, node, scope);
    case NodeKind::reference: return reference(state, node, scope, at.text);
    case NodeKind::call: return call(state, node, scope);
    case NodeKind::template_: return template_value(state, node, scope);
    case NodeKind::opaque: break;
  }
  return pool_.unknown("it is an expression that is not evaluated", node.place());
}

// In `.tf.json`, strings are templates: a lone reference is followed, everything else is not known.
const Config& TerraformEvaluator::text_value(State& state, TerraformNode node, const TerraformScope& scope) {
  const std::string_view text = (*node).text;
  const bool is_json = (*units_.sources)[node.file].path().ends_with(".json");
  if (!is_json || text.find("${") == std::string_view::npos) {
    return pool_.string(std::string(text), node.place());
  }
  if (text.starts_with("${") && text.ends_with("}")) {
    const std::string_view inner = text.substr(2, text.size() - 3);
    const bool is_path = std::all_of(inner.begin(), inner.end(), [](unsigned char c) {
      return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.';
    });
    if (is_path && !inner.empty()) return reference(state, node, scope, inner);
  }
  return pool_.unknown("it is a template that is not evaluated", node.place());
}

const Config& TerraformEvaluator::template_value(State& state, TerraformNode node,
                                                 const TerraformScope& scope) {
  std::string text;
  std::string why;
  for (const NodeId id : node.tree->children(node.node)) {
    const Node& part = (*node.tree)[id];
    if (part.kind == NodeKind::string) {
      text += part.text;
      continue;
    }
    const Config& value = evaluate(state, node.child(id), scope);
    const bool is_text = value.is(Piece::string) || value.is(Piece::number) || value.is(Piece::boolean);
    if (is_text) {
      text += scalar_text(value);
    } else if (value.is(Piece::list) || value.is(Piece::map)) {
      // Only `jsonencode` makes a text of these.
      const std::string json = json_text(value);
      if (why.empty() && json.find(kHole) != std::string::npos) why = "a part of the text is not known";
      text += json;
    } else {
      if (why.empty()) why = value.is(Piece::unknown) ? value.text : "a part of the text is no text";
      text += value.pattern.empty() ? std::string(1, kHole) : value.pattern;
    }
    if (text.size() > kMaxTerraformText) return pool_.unknown("the text is too long", node.place());
  }
  if (why.empty()) {
    Config& out = pool_.string(std::move(text), node.place());
    out.origin = OriginKind::computed;
    return out;
  }
  Config& out = pool_.unknown(std::move(why), node.place());
  out.pattern = std::move(text);
  return out;
}

const Config& TerraformEvaluator::call(State& state, TerraformNode node, const TerraformScope& scope) {
  if ((*node).text.starts_with("for")) {
    const std::string_view kind = (*node).text.substr(3);
    if (kind.starts_with("[]") || kind.starts_with("{}")) return for_value(state, node, scope);
  }
  std::vector<const Config*> arguments;
  for (const NodeId id : node.tree->children(node.node)) {
    arguments.push_back(&evaluate(state, node.child(id), scope));
    // The branch that is not taken may be large, or refer to itself.
    if ((*node).text == "?:" && arguments.size() == 1 && arguments[0]->is(Piece::boolean)) {
      NodeId branch = (*node.tree)[id].next_sibling;
      if (!arguments[0]->boolean && branch != kNoNode) branch = (*node.tree)[branch].next_sibling;
      if (branch == kNoNode) break;
      const Config& value = evaluate(state, node.child(branch), scope);
      if (value.is(Piece::unknown)) return value;
      Config& out = pool_.copy(value);
      out.place = node.place();
      out.origin = OriginKind::computed;
      return out;
    }
  }
  const std::string_view name = (*node).text;
  if (name == "file" || name == "templatefile") return file_value(state, name, arguments, node.place());
  // `values(aws_s3_bucket.all)[*]` came as an index of an attribute.
  if (name == "[]" && arguments.size() == 2 && arguments[0]->is(Piece::unknown) &&
      arguments[0]->target != nullptr && arguments[1]->is(Piece::string)) {
    Path path;
    path.steps = {arguments[1]->text};
    return follow(state, node, scope, *arguments[0], std::move(path));
  }
  return terraform_function(name, arguments, node.place(), pool_);
}

// `[for x in list : …]`, `{ for k, v in map : k => … }`. What may be left out by a condition that is not
// known makes the result partial.
const Config& TerraformEvaluator::for_value(State& state, TerraformNode node, const TerraformScope& scope) {
  std::vector<NodeId> parts;
  for (const NodeId id : node.tree->children(node.node)) parts.push_back(id);
  const std::vector<std::string_view> names((*node).labels.begin(), (*node).labels.end());
  const bool is_map = (*node).text.starts_with("for{}");
  const bool is_grouped = (*node).text.ends_with("...");
  const size_t value_at = is_map ? 2 : 1;
  if (parts.size() <= value_at || names.empty()) {
    return pool_.unknown("it is an expression that is not evaluated", node.place());
  }
  const Config& from = evaluate(state, node.child(parts[0]), scope);
  TerraformScope inner = scope;
  const auto bind = [&](const Config& key, const Config& value) {
    if (names.size() > 1) inner[std::string(names[0])] = &key;
    inner[std::string(names.back())] = &value;
  };
  if (!from.is(Piece::list) && !from.is(Piece::map)) {
    if (!from.is(Piece::unknown)) return pool_.unknown("what it goes through is no list", node.place());
    bind(pool_.unknown(from.text, node.place()), from);
    // One that stands for all: what is made of it stands for all.
    if (from.target != nullptr) {
      const Config& one = evaluate(state, node.child(parts[value_at]), inner);
      if (one.target != nullptr) return one;
    }
    return pool_.unknown(from.text, node.place());
  }
  Config& out = pool_.make(is_map ? Piece::map : Piece::list, node.place(), OriginKind::computed);
  out.is_partial = from.is_partial;
  size_t index = 0;
  for (const auto& [key, value] : from.entries) {
    if (out.entries.size() >= kMaxTerraformItems || pool_.size() > limit_) {
      out.is_partial = true;
      break;
    }
    Config& number = pool_.make(Piece::number, node.place(), OriginKind::computed);
    number.number = static_cast<double>(index);
    number.text = std::to_string(index++);
    bind(from.is(Piece::map) ? pool_.string(key, node.place()) : number, *value);
    if (parts.size() > value_at + 1) {
      const Config& condition = evaluate(state, node.child(parts[value_at + 1]), inner);
      if (scalar_text(condition) == "false") continue;
      if (scalar_text(condition) != "true") {
        out.is_partial = true;
        continue;
      }
    }
    const Config& item = evaluate(state, node.child(parts[value_at]), inner);
    if (!is_map) {
      out.entries.emplace_back("", &item);
      continue;
    }
    const Config& name = evaluate(state, node.child(parts[1]), inner);
    if (name.is(Piece::unknown)) {
      out.is_partial = true;
      continue;
    }
    const std::string written = scalar_text(name);
    const auto known = std::find_if(out.entries.begin(), out.entries.end(),
                                    [&](const auto& entry) { return entry.first == written; });
    if (!is_grouped) {
      if (known == out.entries.end()) out.entries.emplace_back(written, &item);
      continue;
    }
    Config& group = known == out.entries.end() ? pool_.make(Piece::list, node.place(), OriginKind::computed)
                                               : pool_.copy(*known->second);
    group.entries.emplace_back("", &item);
    if (known == out.entries.end()) {
      out.entries.emplace_back(written, &group);
    } else {
      known->second = &group;
    }
  }
  return out;
}

// A file of the tree as Terraform reads it: from the folder that it is run in.
const Config& TerraformEvaluator::file_value(State& state, std::string_view function,
                                             const std::vector<const Config*>& arguments, Place use) {
  const auto not_known = [&](std::string why) -> const Config& { return pool_.unknown(std::move(why), use); };
  const size_t wanted = function == "file" ? 1 : 2;
  if (arguments.size() != wanted) return not_known(fmt::format("`{}(…)` is not evaluated", function));
  if (!arguments[0]->is(Piece::string)) {
    return not_known(arguments[0]->is(Piece::unknown) ? arguments[0]->text
                                                      : "the name of the file is no text");
  }
  const std::string& written = arguments[0]->text;
  const State& root = state.root != nullptr ? *state.root : state;
  const bool is_local = written.starts_with("./") || written.starts_with("../");
  const std::string path = written.starts_with('/') ? "?"
                                                    : local_module_path(root.module->directory,
                                                                        is_local ? written : "./" + written);
  const auto file = files_.find(path);
  if (file == files_.end()) return not_known(fmt::format("the file `{}` is not in the tree", written));
  const std::string_view text = (*units_.sources)[file->second].bytes();
  if (text.size() > kMaxTerraformText) return not_known("the text is too long");
  if (function == "templatefile") return fill_template(text, *arguments[1], use, pool_);
  Config& out = pool_.string(std::string(text), use);
  out.origin = OriginKind::computed;
  return out;
}

}  // namespace payaudit
