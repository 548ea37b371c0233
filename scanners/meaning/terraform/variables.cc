// Variables and locals of Terraform: what callers, files of settings and defaults give.
#include <fmt/format.h>

#include <algorithm>

#include "scanners/meaning/terraform/evaluate.h"

namespace payaudit {
namespace {

using Piece = Config::Kind;

constexpr int kDeepestType = 50;

}  // namespace

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
  if (declared != state.module->variables.end()) {
    if (const TerraformNode type = declared->second.find("type")) value = &typed(state, type, *value, 0);
  }
  if (declared != state.module->variables.end() && value->is(Piece::string)) {
    const TerraformNode sensitive = declared->second.find("sensitive");
    if (sensitive && sensitive.tree->text(sensitive.node) == "true") {
      value = &pool_.unknown(fmt::format("variable `{}` is sensitive", name), use);
    }
  }
  state.variables[name] = value;
  return *value;
}

const Config& TerraformEvaluator::typed(State& state, TerraformNode type, const Config& value, int depth) {
  const Node& at = *type;
  if (at.kind != NodeKind::call || at.child_count == 0) return value;
  if (depth > kDeepestType) return pool_.unknown("its type is nested too deep", type.place());
  const TerraformNode inner = type.child(at.first_child);
  if (at.text == "optional") return typed(state, inner, value, depth + 1);
  const bool is_collection = at.text == "map" || at.text == "list" || at.text == "set";
  if (is_collection && (value.is(Piece::map) || value.is(Piece::list))) {
    Config& out = pool_.copy(value);
    for (auto& [key, item] : out.entries) item = &typed(state, inner, *item, depth + 1);
    return out;
  }
  if (at.text != "object" || !value.is(Piece::map) || (*inner).kind != NodeKind::map) return value;
  Config& out = pool_.copy(value);
  for (const NodeId id : inner.tree->children(inner.node)) {
    const TerraformNode attribute = inner.child(id);
    const auto given = std::find_if(out.entries.begin(), out.entries.end(),
                                    [&](const auto& entry) { return entry.first == (*attribute).key; });
    if (given != out.entries.end() && !given->second->is(Piece::null)) {
      given->second = &typed(state, attribute, *given->second, depth + 1);
      continue;
    }
    const bool is_optional = (*attribute).kind == NodeKind::call && (*attribute).text == "optional";
    if (!is_optional || (given == out.entries.end() && out.is_partial)) continue;
    const NodeId own_type = (*attribute).first_child;
    const NodeId fallback = own_type == kNoNode ? kNoNode : (*type.tree)[own_type].next_sibling;
    const Config* value_of =
        fallback == kNoNode
            ? &pool_.make(Piece::null, attribute.place())
            : &typed(state, type.child(own_type), evaluate(state, type.child(fallback), {}), depth + 1);
    if (given != out.entries.end()) {
      given->second = value_of;
    } else {
      out.entries.emplace_back((*attribute).key, value_of);
    }
  }
  return out;
}

const Config& TerraformEvaluator::variable_value(State& state, const std::string& name, Place use) {
  const auto declared = state.module->variables.find(name);
  if (declared == state.module->variables.end()) {
    return pool_.unknown(fmt::format("variable `{}` is not declared here", name), use);
  }
  const TerraformNode fallback = declared->second.find("default");
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
  const auto declared = state.module->variables.find(name);
  const TerraformNode nullable = declared->second.find("nullable");
  const bool takes_null = !nullable || nullable.tree->text(nullable.node) != "false";
  for (const Caller& caller : state.callers) {
    const TerraformNode argument = caller.call->find(name);
    const Config* value = nullptr;
    if (argument) {
      value = &evaluate(*caller.state, argument, caller.scope);
    } else if (fallback) {
      value = &evaluate(state, fallback, {});
    } else {
      value = &pool_.unknown(fmt::format("variable `{}` has no value", name), use);
    }
    if (value->is(Piece::null) && !takes_null && fallback) value = &evaluate(state, fallback, {});
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
