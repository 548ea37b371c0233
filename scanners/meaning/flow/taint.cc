#include "scanners/meaning/flow/taint.h"

#include <fmt/format.h>
#include <algorithm>

#include "scanners/meaning/flow/walk.h"

namespace payaudit {
namespace {

// Beyond this a function is generated or minified; its values' names say little and following them costs
// much.
constexpr size_t kLongestFunction = 20000;
constexpr size_t kLongestText = 80;

// Names written in capitals are constants: keys, labels, settings. Credentials in settings are read so, too.
bool is_written_in_capitals(std::string_view name) {
  bool has_letter = false;
  for (char c : name) {
    if (c >= 'a' && c <= 'z') return false;
    has_letter |= c >= 'A' && c <= 'Z';
  }
  return has_letter;
}

}  // namespace

TaintAnalysis::TaintAnalysis(const Source& source, const Resolution& resolution, const FlowTables& tables)
    : file_(source), resolution_(resolution), tables_(tables) {}

const Classification* TaintAnalysis::classify(std::string_view name, std::string_view entity,
                                              std::string_view type) {
  if (name.size() < 2 || name.size() > 128) return nullptr;
  std::string key;
  key.reserve(name.size() + entity.size() + type.size() + 2);
  key.append(name).push_back('\0');
  key.append(entity).push_back('\0');
  key.append(type);
  const auto [place, is_new] = classified_.try_emplace(std::move(key));
  if (is_new) {
    if (auto found = tables_.classifier.classify(name, {.entity = entity, .type = type})) {
      const bool is_constant = is_written_in_capitals(name) && !within(found->data_class, "credential");
      if (!is_constant) place->second = {true, std::move(*found)};
    }
  }
  return place->second.first ? &place->second.second : nullptr;
}

uint32_t TaintAnalysis::add_source(const Classification& found, Span span, std::string_view text) {
  const std::string key =
      fmt::format("{}:{}:{}:{}", span.begin, span.end, found.data_class, text.substr(0, kLongestText));
  const auto [place, is_new] = source_ids_.try_emplace(key, static_cast<uint32_t>(sources_.size()));
  if (is_new) {
    sources_.push_back(
        {found.data_class, std::string(text.substr(0, kLongestText)), found.why, found.is_weak, span});
  }
  return place->second;
}

uint32_t TaintAnalysis::intern(Taint taint, FunctionId function, uint32_t instruction) {
  // Not the parent: the first way that leads here stands for all.
  const std::string key = fmt::format("{}:{}:{}:{}:{}:{}:{}", taint.source, taint.state, taint.protection,
                                      taint.member, function, instruction, taint.is_by_name);
  const auto [place, is_new] = interned_.try_emplace(key, static_cast<uint32_t>(taints_.size()));
  if (is_new) taints_.push_back(std::move(taint));
  return place->second;
}

TaintAnalysis::Result TaintAnalysis::analyse(FunctionId function, Reg seeded, uint32_t seed) {
  Result result;
  if (resolution_.code().functions[function].body.size() > kLongestFunction) {
    result.is_too_long = true;
    result.by_reg.resize(resolution_.code().functions[function].variables.size());
    return result;
  }
  return FunctionWalk(*this, function).run(seeded, seed);
}

TaintSet TaintAnalysis::through(FunctionId callee, size_t parameter, uint32_t taint) {
  const Function& function = resolution_.code().functions[callee];
  if (depth_ > 0 || parameter >= function.parameters.size() || function.body.size() > 200) return {};
  const std::string key = fmt::format("{}:{}:{}", callee, parameter, taint);
  if (const auto known = passed_.find(key); known != passed_.end()) return known->second;
  ++depth_;
  Result result = analyse(callee, function.parameters[parameter].reg, taint);
  --depth_;
  // Only what came in; the callee's own sources are found where it is analysed for itself.
  TaintSet back;
  for (uint32_t id : result.returned) {
    if (taints_[id].source == taints_[taint].source) unite(back, {id});
  }
  return passed_[key] = back;
}

}  // namespace payaudit
