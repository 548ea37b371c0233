#include "scanners/meaning/flow/own_sinks.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "scanners/meaning/flow/taint.h"

namespace payaudit {
namespace {

// `./lib/payment.ts`, `@/lib/payment`: `payment`.
std::string_view stem_of(std::string_view path) {
  path = path.substr(path.rfind('/') + 1);  // npos + 1 is 0
  return path.substr(0, path.find('.', path.starts_with('.') ? 1 : 0));
}

std::string key_of(std::string_view file, std::string_view function) {
  return fmt::format("{}:{}", stem_of(file), function);
}

bool is_followed(const CallModel& model, const CallIndex& calls) {
  return calls.models().words_of("call.helper-roles").has(model.role);
}

}  // namespace

bool OwnSinks::may_have(const Code& code, const CallIndex& calls) {
  std::set<std::string_view> names;
  for (const CallModel& model : calls.models().calls) {
    if (model.language == model_language(code.language) && is_followed(model, calls))
      names.insert(std::string_view(model.pattern).substr(model.pattern.rfind('.') + 1));
  }
  if (names.empty()) return false;
  return std::any_of(code.functions.begin(), code.functions.end(), [&](const Function& function) {
    return std::any_of(function.body.begin(), function.body.end(), [&](const Instruction& now) {
      return now.op == Op::call && names.contains(now.text);
    });
  });
}

void OwnSinks::add(const Source& source, std::string_view path, const Resolution& resolution,
                   const FlowTables& tables) {
  const Code& code = resolution.code();
  TaintAnalysis taints(source, resolution, tables);
  for (FunctionId id = 0; id < code.functions.size(); ++id) {
    const Function& function = code.functions[id];
    if (function.name.empty() || function.owner != kNoType || function.parameters.empty()) continue;
    const auto is_sink = [&](const TaintAnalysis::Arrival& arrival) {
      return arrival.sink != nullptr && is_followed(*arrival.sink, resolution.index());
    };
    bool has_sink = false;
    for (size_t at = 0; at < function.body.size() && !has_sink; ++at) {
      if (function.body[at].op != Op::call) continue;
      for (const CallModel* model : resolution.models_of(id, at))
        has_sink |= is_followed(*model, resolution.index());
    }
    if (!has_sink) continue;
    const TaintAnalysis::Result own = taints.analyse(id);
    std::set<uint32_t> told;
    for (const TaintAnalysis::Arrival& arrival : own.arrivals) {
      if (is_sink(arrival)) told.insert(arrival.instruction);
    }
    CallModel sink;
    std::string only;
    for (size_t i = 0; i < function.parameters.size(); ++i) {
      const uint32_t seed = taints.seed(id);
      const TaintAnalysis::Result result = taints.analyse(id, function.parameters[i].reg, seed);
      for (const TaintAnalysis::Arrival& arrival : result.arrivals) {
        const Taint& taint = taints.taint(arrival.taint);
        const bool is_it = is_sink(arrival) && taint.source == taints.taint(seed).source &&
                           taint.state == "clear" && !told.contains(arrival.instruction);
        if (!is_it) continue;
        sink.role = arrival.sink->role;
        only += fmt::format("{}${}", only.empty() ? "" : " ", i);
        break;
      }
    }
    if (sink.role.empty()) continue;
    sink.language = model_language(code.language);
    sink.attributes.emplace_back("only", only);
    const auto [place, is_new] = sinks_.try_emplace(key_of(path, function.name), std::move(sink));
    if (!is_new) place->second.role.clear();
  }
}

void OwnSinks::add_masks(const Code& code, std::string_view path, const CallIndex& calls) {
  const WordList& maskers = calls.models().words_of("log.maskers");
  for (const Function& function : code.functions) {
    if (maskers.is_in(function.name)) masks_.try_emplace(std::string(stem_of(path)), function.name);
  }
}

std::string_view OwnSinks::mask_in(std::string_view file) const {
  const auto found = masks_.find(std::string(stem_of(file)));
  return found == masks_.end() ? std::string_view() : std::string_view(found->second);
}

const CallModel* OwnSinks::of(std::string_view file, std::string_view function) const {
  const auto found = sinks_.find(key_of(file, function));
  return found == sinks_.end() || found->second.role.empty() ? nullptr : &found->second;
}

}  // namespace payaudit
