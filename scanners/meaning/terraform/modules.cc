// Modules of Terraform: which directories call which, and one evaluation for each call.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "scanners/meaning/terraform/evaluate.h"

namespace payaudit {
namespace {

// More evaluations of one directory than these are one that stands for all.
constexpr size_t kMaxCalls = 64;

std::string source_of(const TerraformBlock& call) {
  const TerraformNode source = call.find("source");
  return source ? std::string(source.tree->text(source.node)) : std::string();
}

}  // namespace

void TerraformEvaluator::link_calls(const Units& units) {
  for (const auto& [directory, module] : modules_) merged_[directory].module = &module;
  for (const auto& [directory, module] : modules_) {
    for (const auto& [name, call] : module.calls) {
      const std::string source = source_of(call);
      const std::string callee = local_module_path(directory, source);
      if (const auto known = merged_.find(callee); known == merged_.end()) {
        missing_.push_back({call.header, source});
      } else if (callee != directory) {
        known->second.callers.push_back({&merged_[directory], &call});
      }
    }
  }
  for (const Unit& unit : units.units) {
    const std::string& path = (*units.sources)[unit.file].path();
    files_.emplace(path, unit.file);
    if (const Tree* tree = unit.tree(); tree != nullptr && unit.format == "hcl") {
      nodes_of_[std::string(directory_of(path))] += tree->size();
    }
  }
}

// Directories that call each other, and those that are called so often that each call for itself would take
// too long.
void TerraformEvaluator::find_shared(const Units& units) {
  size_t all = 0;
  for (const Unit& unit : units.units) all += unit.tree() != nullptr ? unit.tree()->size() : 0;
  // Half of what the limit leaves beyond one evaluation of everything; a node is below five values.
  nodes_left_ = 20'000 + 4 * all;
  std::map<std::string, size_t, std::less<>> times;  // 0 while it is worked out
  const std::function<size_t(const std::string&)> count = [&](const std::string& directory) -> size_t {
    const auto [at, is_new] = times.emplace(directory, 0);
    if (!is_new) {
      if (at->second == 0) shared_.insert(directory);
      return std::max<size_t>(at->second, 1);
    }
    size_t sum = 0;
    for (const Caller& caller : merged_.at(directory).callers) {
      sum = std::min(sum + count(caller.state->module->directory), kMaxCalls + 1);
    }
    if (sum > kMaxCalls) shared_.insert(directory);
    at->second = shared_.contains(directory) ? 1 : std::max<size_t>(sum, 1);
    return at->second;
  };
  size_t sum = 0;
  std::vector<std::pair<size_t, std::string>> costs;
  for (const auto& [directory, module] : modules_) {
    const size_t cost = count(directory) * nodes_of_[directory];
    sum += cost;
    if (times[directory] > 1) costs.emplace_back(cost, directory);
  }
  std::sort(costs.rbegin(), costs.rend());
  for (const auto& [cost, directory] : costs) {
    if (sum <= nodes_left_) break;
    if (shared_.insert(directory).second) sum -= cost - nodes_of_[directory];
  }
}

void TerraformEvaluator::instantiate() {
  for (auto& [directory, state] : merged_) {
    if (state.callers.empty() && !shared_.contains(directory)) {
      State& own = states_.emplace_back();
      own.module = state.module;
    }
  }
  for (const std::string& directory : shared_) {
    State& state = merged_.at(directory);
    for (const auto& [name, call] : state.module->calls) called(state, name);
  }
  // Calls add states at the end.
  for (size_t i = 0; i < states_.size(); ++i) {
    for (const auto& [name, call] : states_[i].module->calls) called(states_[i], name);
  }
}

// The evaluations of a module that a call makes; nullptr where it is not in the tree.
const TerraformEvaluator::Instances<TerraformEvaluator::State>* TerraformEvaluator::called(
    State& state, const std::string& name) {
  const auto [at, is_new] = state.modules.try_emplace(name);
  Instances<State>& out = at->second;
  if (!is_new) return &out;
  const auto call = state.module->calls.find(name);
  const std::string directory = call == state.module->calls.end()
                                    ? "?"
                                    : local_module_path(state.module->directory, source_of(call->second));
  const auto merged = merged_.find(directory);
  if (merged == merged_.end() || merged->second.module == state.module) {
    state.modules.erase(at);
    return nullptr;
  }
  out.is_declaring = true;
  std::vector<Repetition> all = repetitions(state, call->second, out);
  const size_t nodes = std::max<size_t>(nodes_of_[directory], 1);
  if (shared_.contains(directory)) {
    out.items.clear();
    for (const Repetition& one : all) out.items.emplace_back(one.key, &merged->second);
  } else {
    if (all.size() > 1 && (all.size() > kMaxCalls || nodes * all.size() > nodes_left_)) {
      all = {Repetition{}};
      out.is_open = true;
    }
    for (Repetition& one : all) {
      State& child = states_.emplace_back();
      child.module = merged->second.module;
      child.path = fmt::format("{}{}module.{}", state.path, state.path.empty() ? "" : ".", name);
      if (out.shape == Shape::map && !one.key.empty()) child.path += fmt::format("[\"{}\"]", one.key);
      if (out.shape == Shape::list) child.path += fmt::format("[{}]", one.key);
      child.root = state.root != nullptr ? state.root : &state;
      child.callers.push_back({&state, &call->second, std::move(one.scope)});
      out.items.emplace_back(one.key, &child);
      nodes_left_ -= std::min(nodes_left_, nodes);
    }
  }
  out.is_declaring = false;
  return &out;
}

// Where several calls make a resource, it says which one made it.
void TerraformEvaluator::tell_calls_apart() {
  std::map<const TerraformModule*, size_t> times;
  for (const State& state : states_) ++times[state.module];
  for (Resource& resource : resources_) {
    const State& state = *pending_.at(&resource).state;
    if (times[state.module] < 2 || state.callers.size() != 1) continue;
    resource.call = state.path;
    resource.call_place = state.callers.front().call->header;
  }
}

}  // namespace payaudit
