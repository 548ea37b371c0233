// All that the facts of one file's flows are made from. Internal to flow.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "scanners/meaning/flow/by_hand.h"
#include "scanners/meaning/flow/in_browser.h"
#include "scanners/meaning/flow/logged.h"
#include "scanners/meaning/flow/own_masks.h"
#include "scanners/meaning/flow/taint.h"

namespace payaudit {

// What receives the data, as written.
std::string written_sink(const ResolvedFunction& resolved, const Instruction& now, uint32_t at);
// What turned data in clear into data of which nobody knows how much is left; empty: it never was in clear,
// or only a name says so.
std::string why_unknown(const FlowWay& path);

struct FlowAnalysis::State {
  State(const Source& file, const Resolution& names, const FlowTables& tables)
      : source(file),
        resolution(names),
        classifier(tables.classifier),
        types(tables.types.of(names.code().language)),
        own_masks(tables.own_masks),
        prints_to_terminal((tables.is_script && is_run_by_hand(names)) || prints_beside_log(names)),
        is_of_page(is_in_browser(file, names)),
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
      if (body[at].op == Op::throw_ || (body[at].op == Op::ret && taints.answers(id))) return true;
      if (taints.assigned_sink(id, static_cast<uint32_t>(at)) != nullptr) return true;
      if (body[at].op != Op::call && body[at].op != Op::construct) continue;
      const std::vector<const CallModel*> models = resolution.models_of(id, at);
      if (std::any_of(models.begin(), models.end(), [](const CallModel* model) { return is_sink(*model); }))
        return true;
    }
    return false;
  }

  Classifier::InState class_of(const Taint& taint) const {
    return classifier.in_state(taints.source(taint.source).data_class, taint.state);
  }

  const Source& source;
  const Resolution& resolution;
  const Classifier& classifier;
  const TypeIndex& types;
  const OwnMasks* own_masks;  // nullptr: none are known
  const bool prints_to_terminal;
  const bool is_of_page;
  TaintAnalysis taints;
  std::vector<std::unique_ptr<TaintAnalysis::Result>> results;
  // Of functions that are called on objects of which is known what they surely are.
  std::map<std::pair<FunctionId, TypeRef>, std::unique_ptr<TaintAnalysis::Result>> results_of_type;
  // What is told of a function: what holds for all who call it.
  std::vector<const TaintAnalysis::Result*> told(FunctionId id);

  LoggedValue logged(FunctionId id, const TaintAnalysis::Arrival& arrival) const;
  bool names_who_acted(FunctionId id, const TaintAnalysis::Arrival& arrival) const;
  bool names_who_tried(FunctionId id, const TaintAnalysis::Arrival& arrival) const;
  std::string_view own_mask(FunctionId id, const TaintAnalysis::Arrival& arrival) const;
  void add_response_field(Facts& facts, const Fact& flow, const TaintAnalysis::Arrival& arrival,
                          std::string_view function) const;
  std::string stored_member(FunctionId id, const TaintAnalysis::Arrival& arrival) const;
  std::string_view shown_object(FunctionId id, const TaintAnalysis::Arrival& arrival) const;
  bool is_at_debug_level(FunctionId id, const TaintAnalysis::Arrival& arrival) const;
  bool is_started_by_hand(FunctionId id, uint32_t instruction) const;
  // Where what is printed stands for others than the readers of a log; empty: nowhere.
  std::string local_print(FunctionId id, const TaintAnalysis::Arrival& arrival) const;
  // All of one source's data that reaches one sink together.
  struct Together {
    bool is_open = false;      // some of it in clear, or in a state that is not known
    std::set<uint32_t> parts;  // where it was cut
  };
  // Instruction, role, source, and where it stands in a function that is called.
  using Sink = std::tuple<uint32_t, std::string_view, uint32_t, const SinkSite*>;
  std::map<Sink, Together> together(const std::vector<TaintAnalysis::Arrival>& arrivals) const;
  Sink sink_of(const TaintAnalysis::Arrival& arrival) const;
  // What a caller of the function has to know of a sink that its data reaches.
  std::shared_ptr<const SinkSite> site(FunctionId id, const TaintAnalysis::Arrival& arrival) const;
  // Of data that reaches a sink in another function.
  void add_elsewhere(Facts& facts, FunctionId id, const TaintAnalysis::Arrival& arrival) const;
  // What a fact says of its data and its sink, wherever that stands; its steps lead to it. The note about the
  // sink is the caller's.
  struct Reached {
    Place place;
    std::string_view role;
    std::string_view written;  // the sink, as the source writes it
    const CallModel* sink = nullptr;
    bool is_by_name = false;
    bool is_much = false;       // the parts of it that arrive may be most of it
    std::string_view own_mask;  // that the program's own logger may use; empty: none
    std::string_view print;     // why its output may be kept nowhere; empty: it is kept
    bool is_at_debug_level = false;
    std::string column = {};             // of a store; empty: it is not known
    std::optional<Value> audience = {};  // who reads it, where that is no matter of the sink alone
    bool is_found_bad = false;           // a check has just refused it
    std::string_view object = {};        // the type of what is handed on in whole; empty: it is none
  };
  Fact& add_flow(Facts& facts, FunctionId id, uint32_t taint, const Reached& reached) const;
  // `(log)`, `(log: a script's print, kept where …)`
  static std::string told_role(const Reached& reached);
  // Where the data of a fact comes from and how it came here.
  void add_way(Facts& facts, Fact& fact, const TaintSource& from, const FlowWay& path) const;
  bool is_shown_in_page(FunctionId id, const TaintAnalysis::Arrival& arrival) const;
  // `is_much`: the parts of it that arrive may be most of it.
  void add_fact(Facts& facts, FileId file, FunctionId id, const TaintAnalysis::Arrival& arrival,
                bool is_much);
};

}  // namespace payaudit
