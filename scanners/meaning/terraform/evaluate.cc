#include "scanners/meaning/terraform/evaluate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "scanners/meaning/terraform/functions.h"

namespace payaudit {
namespace {

using Piece = Config::Kind;

constexpr int kMaxDepth = 300;

// `a.b[].c[*]` -> a, b, [], c, [*]
std::vector<std::string> steps_of(std::string_view path) {
  std::vector<std::string> out;
  while (!path.empty()) {
    if (path.front() == '[') {
      const size_t end = std::min(path.find(']'), path.size() - 1) + 1;
      out.emplace_back(path.substr(0, end));
      path.remove_prefix(end);
    } else if (path.front() == '.') {
      path.remove_prefix(1);
    } else {
      const size_t end = std::min(path.find_first_of(".["), path.size());
      out.emplace_back(path.substr(0, end));
      path.remove_prefix(end);
    }
  }
  return out;
}

}  // namespace

std::string TerraformEvaluator::Path::rest() const {
  std::string out;
  for (size_t i = at; i < steps.size(); ++i) {
    if (!out.empty() && steps[i][0] != '[') out += '.';
    out += steps[i];
  }
  return out;
}

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
    case NodeKind::map: return block_body(state, node, scope, false);
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
  return terraform_function((*node).text, arguments, node.place(), pool_);
}

// A value where it is used: an unknown is reported where it was asked for, a known one where it is written.
const Config& TerraformEvaluator::as_use(const Config& value, std::string note, Place use) {
  Config& out = pool_.copy(value);
  if (out.is(Piece::unknown)) {
    out.place = use;
    out.origin = OriginKind::template_;
  } else {
    out.origin = OriginKind::variable;
  }
  out.note = std::move(note);
  return out;
}

const Config& TerraformEvaluator::reference(State& state, TerraformNode node, const TerraformScope& scope,
                                            std::string_view written) {
  Path path;
  path.steps = steps_of(written);
  if ((*node).kind == NodeKind::reference) {
    for (const NodeId id : node.tree->children(node.node)) path.indices.push_back(id);
  }
  const Place use = node.place();
  if (path.steps.empty()) return pool_.unknown("it is an expression that is not evaluated", use);
  const std::string& root = path.steps[0];
  const std::string name = path.steps.size() > 1 ? path.steps[1] : "";
  path.at = 2;
  if (const auto known = scope.find(root + "." + name); known != scope.end()) {
    return follow(state, node, scope, *known->second, std::move(path));
  }
  if (root == "var" || root == "local") {
    const Config& value = root == "var" ? variable(state, name, use) : local_value(state, name, use);
    return as_use(follow(state, node, scope, value, std::move(path)), std::string(written), use);
  }
  if (root == "module") {
    size_t i = 2;
    while (i < path.steps.size() && path.steps[i][0] == '[') ++i;
    if (i > 2 && i < path.steps.size()) path.index_at = i - 2;
    const auto call = state.module->calls.find(name);
    if (call == state.module->calls.end() || i >= path.steps.size()) {
      return pool_.unknown(fmt::format("`{}` is not declared here", written), use);
    }
    const TerraformNode source = call->second.at.find("source");
    const std::string directory =
        source ? local_module_path(state.module->directory, source.tree->text(source.node)) : "?";
    const auto callee = states_.find(directory);
    if (callee == states_.end()) {
      return pool_.unknown(fmt::format("`{}` comes from a module that is not in the tree", written), use);
    }
    const auto output = callee->second.module->outputs.find(path.steps[i]);
    if (output == callee->second.module->outputs.end()) {
      return pool_.unknown(fmt::format("`{}` is not declared", written), use);
    }
    path.at = i + 1;
    const Config& value =
        memoized(callee->second.outputs, callee->second, path.steps[i], output->second, use);
    return as_use(follow(state, node, scope, value, std::move(path)), std::string(written), use);
  }
  if (root == "data") {
    path.at = 1;
    return resource_value(state, node, scope, std::move(path), true);
  }
  if (root == "each" || root == "count" || root == "self" || root == "path" || root == "terraform") {
    return pool_.unknown(fmt::format("`{}` is not known", written), use);
  }
  path.at = 0;
  return resource_value(state, node, scope, std::move(path), false);
}

const Config& TerraformEvaluator::resource_value(State& state, TerraformNode node,
                                                 const TerraformScope& scope, Path path, bool is_data) {
  const Place use = node.place();
  const std::string written((*node).text);
  if (path.at + 1 >= path.steps.size()) {
    return pool_.unknown(fmt::format("`{}` is not evaluated", written), use);
  }
  const std::string name = (is_data ? "data." : "") + path.steps[path.at] + "." + path.steps[path.at + 1];
  path.at += 2;
  const auto found = state.instances.find(name);
  if (found == state.instances.end() || found->second.empty()) {
    const bool is_declared = found != state.instances.end();
    const std::string_view why = is_declared ? "does not exist: its count is 0" : "is not declared here";
    return pool_.unknown(fmt::format("`{}` {}", name, why), use);
  }
  const Instances& instances = found->second;
  Resource* resource = instances.size() == 1 ? instances.front().second : nullptr;
  if (!path.is_done() && path.steps[path.at] == "[]") {
    if (resource == nullptr && path.index_at < path.indices.size()) {
      const Config& key = evaluate(state, node.child(path.indices[path.index_at]), scope);
      const std::string wanted = scalar_text(key);
      for (const auto& [each, one] : instances) {
        if (each == wanted) resource = one;
      }
    }
    ++path.at;
    ++path.index_at;
  } else if (!path.is_done() && path.steps[path.at] == "[*]") {
    ++path.at;
    Config& list = pool_.make(Piece::list, use, OriginKind::computed);
    for (const auto& [each, one] : instances) {
      Config& item = pool_.unknown(fmt::format("`{}` is known only when it is applied", written), use);
      item.target = one;
      item.attribute = path.rest();
      list.entries.emplace_back("", &item);
    }
    return list;
  }
  if (resource == nullptr) {
    return pool_.unknown(fmt::format("which instance of `{}` is meant is not known", name), use);
  }
  const auto applied = [&]() -> const Config& {
    Config& out = pool_.unknown(fmt::format("`{}` is known only when it is applied", written), use);
    out.target = resource;
    out.attribute = path.rest();
    return out;
  };
  if (path.is_done()) return applied();
  work_out(*resource);
  if (resource->body == nullptr) return pool_.unknown(fmt::format("`{}` refers to itself", name), use);
  std::vector<const Config*> written_values;
  for (const auto& [key, value] : resource->body->entries) {
    if (key == path.steps[path.at] && !value->is(Piece::null)) written_values.push_back(value);
  }
  if (written_values.empty()) return applied();
  ++path.at;
  const Config* start = written_values.front();
  if (written_values.size() > 1) {
    Config& list = pool_.make(Piece::list, start->place, OriginKind::computed);
    for (const Config* value : written_values) list.entries.emplace_back("", value);
    start = &list;
  }
  const Config& value = follow(state, node, scope, *start, path);
  Config& out = pool_.copy(as_use(value, written, use));
  if (out.target == nullptr) {
    out.target = resource;
    out.attribute = path.steps[is_data ? 3 : 2];
  }
  return out;
}

const Config& TerraformEvaluator::follow(State& state, TerraformNode node, const TerraformScope& scope,
                                         const Config& start, Path path) {
  const Config* at = &start;
  while (!path.is_done()) {
    const std::string& step = path.steps[path.at];
    if (at->is(Piece::unknown)) {
      if (at->target == nullptr) return *at;
      Config& out = pool_.copy(*at);
      out.attribute = path.rest();
      return out;
    }
    ++path.at;
    if (step == "[*]") {
      Config& list = pool_.make(Piece::list, node.place(), OriginKind::computed);
      if (!at->is(Piece::list)) {
        list.entries.emplace_back("", &follow(state, node, scope, *at, path));
        return list;
      }
      list.is_partial = at->is_partial;
      for (const auto& [none, item] : at->entries) {
        list.entries.emplace_back("", &follow(state, node, scope, *item, path));
        if (pool_.size() > limit_) list.is_partial = true;
        if (list.is_partial) break;
      }
      return list;
    }
    if (step == "[]") {
      if (path.index_at >= path.indices.size()) return pool_.unknown("its index is not known", node.place());
      const Config& key = evaluate(state, node.child(path.indices[path.index_at++]), scope);
      at = &terraform_index(*at, key, node.place(), pool_);
    } else {
      at = &terraform_index(*at, pool_.string(step, node.place()), node.place(), pool_);
    }
  }
  return *at;
}

const Config& TerraformEvaluator::memoized(std::map<std::string, const Config*, std::less<>>& memo,
                                           State& state, const std::string& name, TerraformNode node,
                                           Place use) {
  const auto [at, is_new] = memo.emplace(name, nullptr);
  if (is_new) {
    const Config& value = evaluate(state, node, {});
    memo[name] = &value;
    return value;
  }
  if (at->second == nullptr) return pool_.unknown(fmt::format("`{}` refers to itself", name), use);
  return *at->second;
}

const Config& TerraformEvaluator::local_value(State& state, const std::string& name, Place use) {
  const auto at = state.module->locals.find(name);
  if (at == state.module->locals.end()) {
    return pool_.unknown(fmt::format("local `{}` is not declared here", name), use);
  }
  return memoized(state.locals, state, name, at->second, use);
}

const Config& TerraformEvaluator::variable(State& state, const std::string& name, Place use) {
  const auto [at, is_new] = state.variables.emplace(name, nullptr);
  if (!is_new) {
    if (at->second == nullptr) return pool_.unknown(fmt::format("variable `{}` refers to itself", name), use);
    return *at->second;
  }
  const Config* value = &variable_value(state, name, use);
  const auto declared = state.module->variables.find(name);
  if (declared != state.module->variables.end() && value->is(Piece::string)) {
    const TerraformNode sensitive = declared->second.at.find("sensitive");
    if (sensitive && sensitive.tree->text(sensitive.node) == "true") {
      value = &pool_.unknown(fmt::format("variable `{}` is sensitive", name), use);
    }
  }
  state.variables[name] = value;
  return *value;
}

const Config& TerraformEvaluator::variable_value(State& state, const std::string& name, Place use) {
  const auto declared = state.module->variables.find(name);
  if (declared == state.module->variables.end()) {
    return pool_.unknown(fmt::format("variable `{}` is not declared here", name), use);
  }
  const TerraformNode fallback = declared->second.at.find("default");
  if (!state.callers.empty()) return given_by_callers(state, name, fallback, use);
  TerraformNode given = fallback;
  if (const auto setting = state.module->settings.find(name); setting != state.module->settings.end()) {
    given = setting->second;
  }
  const auto [begin, end] = state.module->possible_settings.equal_range(name);
  if (!given && begin == end) return pool_.unknown(fmt::format("variable `{}` has no value", name), use);
  const Config* value = given ? &evaluate(state, given, {}) : nullptr;
  for (auto at = begin; at != end; ++at) {
    const Config& other = evaluate(state, at->second, {});
    if (value == nullptr) {
      value = &other;
    } else if (!is_same(*value, other)) {
      return pool_.unknown(fmt::format("variable `{}` is set differently by `{}`", name,
                                       (*units_.sources)[at->second.file].path()),
                           use);
    }
  }
  return *value;
}

const Config& TerraformEvaluator::given_by_callers(State& state, const std::string& name,
                                                   const TerraformNode& fallback, Place use) {
  const Config* agreed = nullptr;
  for (const Caller& caller : state.callers) {
    const TerraformNode argument = caller.call->at.find(name);
    const Config* value = nullptr;
    if (argument) {
      value = &evaluate(*caller.state, argument, {});
    } else if (fallback) {
      value = &evaluate(state, fallback, {});
    } else {
      value = &pool_.unknown(fmt::format("variable `{}` has no value", name), use);
    }
    if (value->is(Piece::null) && fallback) value = &evaluate(state, fallback, {});
    if (agreed == nullptr) {
      agreed = value;
    } else if (!is_same(*agreed, *value)) {
      const Source& source = (*units_.sources)[caller.call->header.file];
      return pool_.unknown(
          fmt::format("variable `{}` is set differently by its callers, one of them {}:{}", name,
                      source.path(), source.position(caller.call->header.span.begin).line),
          use);
    }
  }
  return *agreed;
}

}  // namespace payaudit
