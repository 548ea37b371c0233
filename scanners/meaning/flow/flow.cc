#include "scanners/meaning/flow/flow.h"

#include <fmt/format.h>
#include <algorithm>
#include <set>
#include <tuple>

#include "scanners/facts/gaps.h"
#include "scanners/meaning/flow/taint.h"

namespace payaudit {
namespace {

constexpr size_t kMostSteps = 24;

std::string function_name(const Code& code, FunctionId id) {
  const Function* function = &code.functions[id];
  // A lambda is called by what it is written in.
  while (function->name.empty() && function->parent != kNoFunction)
    function = &code.functions[function->parent];
  std::string name(function->name);
  if (function->owner != kNoType && !code.types[function->owner].name.empty()) {
    name = std::string(code.types[function->owner].name) + "." + name;
  }
  return name;
}

}  // namespace

struct FlowAnalysis::State {
  State(const Source& file, const Resolution& names, const FlowTables& tables)
      : source(file),
        resolution(names),
        taints(file, names, tables),
        results(names.code().functions.size()) {}

  const TaintAnalysis::Result& of(FunctionId id) {
    if (!results[id]) results[id] = std::make_unique<TaintAnalysis::Result>(taints.analyse(id));
    return *results[id];
  }

  // Most functions have none, and need no analysis.
  bool has_sink(FunctionId id) const {
    const auto& body = resolution.code().functions[id].body;
    for (size_t at = 0; at < body.size(); ++at) {
      if (body[at].op == Op::throw_) return true;
      if (body[at].op != Op::call && body[at].op != Op::construct) continue;
      const std::vector<const CallModel*> models = resolution.models_of(id, at);
      if (std::any_of(models.begin(), models.end(), [](const CallModel* model) { return is_sink(*model); }))
        return true;
    }
    return false;
  }

  const Source& source;
  const Resolution& resolution;
  TaintAnalysis taints;
  std::vector<std::unique_ptr<TaintAnalysis::Result>> results;

  void add_fact(Facts& facts, FileId file, FunctionId id, const TaintAnalysis::Arrival& arrival);
};

void FlowAnalysis::State::add_fact(Facts& facts, FileId file, FunctionId id,
                                   const TaintAnalysis::Arrival& arrival) {
  const Code& code = resolution.code();
  const Instruction& at = code.functions[id].body[arrival.instruction];
  const Taint& last = taints.taint(arrival.taint);
  const TaintSource& from = taints.source(last.source);
  const std::string_view role = arrival.sink == nullptr ? std::string_view("error") : arrival.sink->role;
  const std::string_view written =
      at.op == Op::throw_ ? std::string_view("throw") : resolution[id].written[arrival.instruction];
  const std::string function = function_name(code, id);

  std::vector<const Taint*> path;
  for (const Taint* taint = &last;; taint = &taints.taint(taint->parent)) {
    path.push_back(taint);
    if (taint->parent == kNone) break;
  }
  std::reverse(path.begin(), path.end());

  std::vector<std::string_view> protections;
  bool is_weak = from.is_weak || arrival.is_by_name;
  for (const Taint* taint : path) {
    if (taint->protection.empty()) continue;
    is_weak |= taint->is_by_name;
    if (!taint->is_by_name) protections.push_back(facts.keep(taint->protection));
  }
  const Place place{file, arrival.argument};
  Fact& fact = facts.add(Kind::flow, place, fmt::format("{} {} {}", function, from.data_class, role));
  fact.set(Attr::from, facts.text(from.data_class));
  fact.set(Attr::to, facts.text(role));
  if (last.state == "unknown") {
    fact.set(Attr::state, facts.unknown(!from.doubt.empty() ? std::string_view(from.doubt)
                                        : last.protection.empty() && protections.empty()
                                            ? "its state is known by name only"
                                            : "what is left of it is not known"));
  } else {
    fact.set(Attr::state, facts.text(last.state));
  }
  fact.set(Attr::source, facts.text(from.text));
  fact.set(Attr::sink, facts.text(written));
  fact.set(Attr::protections, facts.texts(protections));
  fact.set(Attr::function, facts.text(function));
  fact.set(Attr::confidence, facts.text(is_weak ? "weak" : "strong"));
  if (arrival.sink != nullptr && !arrival.sink->attribute("vendor").empty()) {
    fact.set(Attr::vendor, facts.text(arrival.sink->attribute("vendor")));
  }

  const auto note = [&](Span span, std::string_view text, NoteRole note_role) {
    fact.notes.push_back({{file, span}, facts.keep(text), note_role});
  };
  note(from.span, fmt::format("`{}` is {}: {}", from.text, from.data_class, from.why), NoteRole::source);
  // Of a long way the last steps are told, and of all that came before the protections.
  std::erase_if(path, [](const Taint* taint) { return taint->step.empty(); });
  for (size_t i = 0; i < path.size(); ++i) {
    const bool is_protection = !path[i]->protection.empty();
    if (!is_protection && path.size() - i > kMostSteps) continue;
    note(path[i]->span, path[i]->step, is_protection ? NoteRole::protection : NoteRole::step);
  }
  note(at.span, fmt::format("reaches `{}` ({})", written, role), NoteRole::sink);
}

FlowAnalysis::FlowAnalysis(const Source& source, const Resolution& resolution, const FlowTables& tables)
    : state_(std::make_unique<State>(source, resolution, tables)) {}
FlowAnalysis::~FlowAnalysis() = default;

Facts FlowAnalysis::facts(FileId file) const {
  Facts facts;
  for (FunctionId id = 0; id < state_->results.size(); ++id) {
    const Place whole{file, state_->resolution.code().functions[id].span};
    if (state_->resolution[id].is_cut) {
      add_limit_gap(facts, whole, "chain of calls too long",
                    "a chain of calls longer than is followed: what is called at its end is not known");
    }
    if (!state_->has_sink(id)) continue;
    const TaintAnalysis::Result& result = state_->of(id);
    if (result.is_too_long) {
      add_limit_gap(facts, whole, "function too long for data flow", "function too long for data flow");
      continue;
    }
    if (result.is_cut) {
      add_limit_gap(facts, whole, "function too involved for data flow",
                    "function too involved for data flow: what arrives nowhere may still arrive");
    }
    // One fact for each class, state and sink; the clearest wins over what the name leaves open.
    std::set<std::tuple<uint32_t, std::string_view, std::string_view, std::string_view>> seen;
    for (const TaintAnalysis::Arrival& arrival : result.arrivals) {
      const Taint& taint = state_->taints.taint(arrival.taint);
      const std::string_view role = arrival.sink == nullptr ? std::string_view("error") : arrival.sink->role;
      const std::string_view data_class = state_->taints.source(taint.source).data_class;
      if (seen.emplace(arrival.instruction, role, data_class, taint.state).second) {
        state_->add_fact(facts, file, id, arrival);
      }
    }
  }
  return facts;
}

std::vector<std::string_view> FlowAnalysis::classes_of(FunctionId function, Reg reg) const {
  std::vector<std::string_view> classes;
  const auto& by_reg = state_->of(function).by_reg;
  if (reg >= by_reg.size()) return classes;
  for (uint32_t id : by_reg[reg])
    classes.push_back(state_->taints.source(state_->taints.taint(id).source).data_class);
  std::sort(classes.begin(), classes.end());
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
  return classes;
}

}  // namespace payaudit
