// References of Terraform: to variables and locals, to resources and to what modules put out.
#include <fmt/format.h>

#include <algorithm>

#include "scanners/meaning/terraform/evaluate.h"
#include "scanners/meaning/terraform/functions.h"

namespace payaudit {
namespace {

using Piece = Config::Kind;

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
  if (const auto known = scope.find(root); known != scope.end()) {
    path.at = 1;
    return follow(state, node, scope, *known->second, std::move(path));
  }
  if (root == "var" || root == "local") {
    const Config& value = root == "var" ? variable(state, name, use) : local_value(state, name, use);
    return as_use(follow(state, node, scope, value, std::move(path)), std::string(written), use);
  }
  if (root == "module") return module_value(state, node, scope, std::move(path), std::string(written));
  if (root == "data") {
    path.at = 1;
    return resource_value(state, node, scope, std::move(path), true);
  }
  if (root == "path" && (name == "module" || name == "root" || name == "cwd")) {
    const State& from = state.root != nullptr ? *state.root : state;
    Config& out = pool_.string(
        name == "module" ? relative_module_path(from.module->directory, state.module->directory) : ".", use);
    out.origin = OriginKind::computed;
    return out;
  }
  if (root == "each" || root == "count" || root == "self" || root == "path" || root == "terraform") {
    return pool_.unknown(fmt::format("`{}` is not known", written), use);
  }
  path.at = 0;
  return resource_value(state, node, scope, std::move(path), false);
}

const Config& TerraformEvaluator::output(State& state, const std::string& name, Place use) {
  const auto found = state.module->outputs.find(name);
  if (found == state.module->outputs.end()) {
    return pool_.unknown(fmt::format("`{}` is not declared", name), use);
  }
  return memoized(state.outputs, state, name, found->second, use);
}

const Config& TerraformEvaluator::outputs(State& state, Place use) {
  Config& out = pool_.make(Piece::map, use, OriginKind::computed);
  for (const auto& [name, value] : state.module->outputs) {
    out.entries.emplace_back(name, &output(state, name, use));
  }
  return out;
}

// `module.db.arn`, `module.db["orders"].arn`, `module.db[*].arn`, `module.db`.
const Config& TerraformEvaluator::module_value(State& state, TerraformNode node, const TerraformScope& scope,
                                               Path path, const std::string& written) {
  const Place use = node.place();
  const std::string name = path.steps.size() > 1 ? path.steps[1] : std::string();
  if (!state.module->calls.contains(name)) {
    return pool_.unknown(fmt::format("`{}` is not declared here", written), use);
  }
  const Instances<State>* found = called(state, name);
  if (found == nullptr) {
    return pool_.unknown(fmt::format("`{}` comes from a module that is not in the tree", written), use);
  }
  if (found->is_declaring) return pool_.unknown(fmt::format("`{}` refers to itself", written), use);
  if (found->items.empty()) {
    return pool_.unknown(fmt::format("`{}` does not exist: its count is 0", written), use);
  }
  const auto is_at = [&](std::string_view step) { return !path.is_done() && path.steps[path.at] == step; };
  State* one = found->items.size() == 1 ? found->items.front().second : nullptr;
  if (is_at("[]")) {
    if (one == nullptr && path.index_at < path.indices.size()) {
      const std::string wanted = scalar_text(evaluate(state, node.child(path.indices[path.index_at]), scope));
      for (const auto& [key, each] : found->items) {
        if (key == wanted) one = each;
      }
    }
    ++path.at;
    ++path.index_at;
  } else if (is_at("[*]") || found->shape != Shape::single) {
    const bool is_map = found->shape == Shape::map && !is_at("[*]");
    Config& all = pool_.make(is_map ? Piece::map : Piece::list, use, OriginKind::computed);
    all.is_partial = found->is_open;
    for (const auto& [key, each] : found->items) {
      all.entries.emplace_back(is_map ? key : std::string(), &outputs(*each, use));
    }
    return as_use(follow(state, node, scope, all, std::move(path)), written, use);
  }
  if (one == nullptr) {
    return pool_.unknown(fmt::format("which instance of `module.{}` is meant is not known", name), use);
  }
  if (path.is_done()) return outputs(*one, use);
  const Config& value = output(*one, path.steps[path.at++], use);
  return as_use(follow(state, node, scope, value, std::move(path)), written, use);
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
  const Instances<Resource>* found = instances(state, name);
  if (found == nullptr) return pool_.unknown(fmt::format("`{}` is not declared here", name), use);
  if (found->is_declaring) return pool_.unknown(fmt::format("`{}` refers to itself", name), use);
  if (found->items.empty()) {
    return pool_.unknown(fmt::format("`{}` does not exist: its count is 0", name), use);
  }
  Resource* resource = found->items.size() == 1 ? found->items.front().second : nullptr;
  // The resource itself: `for_each = aws_s3_bucket.all` goes on in what is made of it.
  const auto object = [&](Resource* one) -> const Config& {
    Config& out = pool_.unknown(fmt::format("`{}` is known only when it is applied", written), use);
    out.target = one;
    return out;
  };
  if (!path.is_done() && path.steps[path.at] == "[]") {
    if (resource == nullptr && path.index_at < path.indices.size()) {
      const Config& key = evaluate(state, node.child(path.indices[path.index_at]), scope);
      const std::string wanted = scalar_text(key);
      for (const auto& [each, one] : found->items) {
        if (each == wanted) resource = one;
      }
    }
    ++path.at;
    ++path.index_at;
  } else if (!path.is_done() && path.steps[path.at] == "[*]") {
    ++path.at;
    Config& list = pool_.make(Piece::list, use, OriginKind::computed);
    list.is_partial = found->is_open && found->items.size() > 1;
    for (const auto& [each, one] : found->items) {
      list.entries.emplace_back("", &attribute_of(state, node, scope, *one, path, written));
    }
    return list;
  } else if (path.is_done() && found->shape != Shape::single && !found->is_open) {
    const bool is_map = found->shape == Shape::map;
    Config& all = pool_.make(is_map ? Piece::map : Piece::list, use, OriginKind::computed);
    for (const auto& [key, one] : found->items) all.entries.emplace_back(is_map ? key : "", &object(one));
    return all;
  }
  if (resource == nullptr) {
    Config& out = pool_.unknown(fmt::format("which instance of `{}` is meant is not known", name), use);
    out.note = written;  // one of them, whichever
    return out;
  }
  return attribute_of(state, node, scope, *resource, std::move(path), written);
}

// What the path says of the resource: as its block has it, or known only when it is applied.
const Config& TerraformEvaluator::attribute_of(State& state, TerraformNode node, const TerraformScope& scope,
                                               Resource& resource, Path path, const std::string& written) {
  const Place use = node.place();
  const auto applied = [&]() -> const Config& {
    Config& out = pool_.unknown(fmt::format("`{}` is known only when it is applied", written), use);
    out.target = &resource;
    out.attribute = path.rest();
    return out;
  };
  if (path.is_done()) return applied();
  work_out(resource);
  if (resource.body == nullptr) {
    return pool_.unknown(fmt::format("`{}` refers to itself", resource.symbol), use);
  }
  const std::string attribute = path.steps[path.at];
  std::vector<const Config*> written_values;
  for (const auto& [key, value] : resource.body->entries) {
    if (key == attribute && !value->is(Piece::null)) written_values.push_back(value);
  }
  if (written_values.empty()) return applied();
  ++path.at;
  const Config* start = written_values.front();
  if (written_values.size() > 1) {
    Config& list = pool_.make(Piece::list, start->place, OriginKind::computed);
    for (const Config* value : written_values) list.entries.emplace_back("", value);
    start = &list;
  }
  const Config& value = follow(state, node, scope, *start, std::move(path));
  Config& out = pool_.copy(as_use(value, written, use));
  if (out.target == nullptr) {
    out.target = &resource;
    out.attribute = attribute;
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
      // The resource itself, from a `for_each` or a `for` over it.
      if (const auto own = pending_.find(at->target); at->attribute.empty() && own != pending_.end()) {
        return attribute_of(state, node, scope, *own->second.resource, std::move(path),
                            fmt::format("{}.{}", at->target->symbol, step));
      }
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

}  // namespace payaudit
