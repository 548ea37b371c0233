#include "scanners/meaning/flow/contexts.h"

#include <fmt/format.h>

#include <algorithm>

namespace payaudit {
namespace {

constexpr int kMostRounds = 64;
// From then on what was found once stays found: functions that call each other might otherwise go on giving
// each other new answers for ever.
constexpr int kMostFreeRounds = 20;
// So often all functions together are followed, for each of them and at least: beyond, a tree costs too much.
constexpr size_t kMostFollowed = 3;
constexpr size_t kLeastFollowed = 20'000;
// Kinds of data that one function is followed with.
constexpr size_t kMostInputs = 256;
constexpr size_t kMostSlotContents = 64;
// Of data that is alike, so many places where it comes from are kept.
constexpr size_t kMostOrigins = 2;

std::string content_key(const FlowContent& content) {
  return fmt::format("{}|{}|{}|{}|{}|{}{}", content.data_class, content.state, content.member, content.type,
                     content.split_at, content.is_part ? 1 : 0, content.is_many ? 1 : 0);
}

// Of a function with what it has by itself.
std::string own_key(FunctionRef function) {
  return fmt::format("{}:{}:0:0:{}:{}:|", function.unit, function.function, kNoUnit, kNoType);
}

bool is_same_out(const FlowOutcome::Out& a, const FlowOutcome::Out& b) {
  const bool is_same_origin =
      a.origin == b.origin || (a.origin != nullptr && b.origin != nullptr && a.origin->is_same(*b.origin));
  return a.target == b.target && a.index == b.index && a.position == b.position && a.name == b.name &&
         a.content == b.content && is_same_origin;
}

// What was known first stays first.
void keep_all(const FlowOutcome& before, FlowOutcome& now) {
  FlowOutcome all = before;
  for (FlowOutcome::Out& out : now.outs) {
    const bool is_known = std::any_of(before.outs.begin(), before.outs.end(),
                                      [&](const FlowOutcome::Out& other) { return is_same_out(out, other); });
    if (!is_known) all.outs.push_back(std::move(out));
  }
  for (auto& site : now.sinks) {
    const bool is_known = std::any_of(before.sinks.begin(), before.sinks.end(), [&](const auto& other) {
      return other->function == site->function && other->instruction == site->instruction &&
             other->argument == site->argument && other->content == site->content;
    });
    if (!is_known) all.sinks.push_back(std::move(site));
  }
  all.is_cut = before.is_cut || now.is_cut;
  now = std::move(all);
}

}  // namespace

bool FlowOutcome::is_same(const FlowOutcome& other) const {
  return is_cut == other.is_cut &&
         std::equal(outs.begin(), outs.end(), other.outs.begin(), other.outs.end(), is_same_out) &&
         std::equal(sinks.begin(), sinks.end(), other.sinks.begin(), other.sinks.end(),
                    [](const auto& a, const auto& b) {
                      return a->function == b->function && a->instruction == b->instruction &&
                             a->argument == b->argument && a->sink == b->sink && a->content == b->content;
                    });
}

FlowContexts::FlowContexts(const CallGraph& graph) : graph_(graph), units_(graph.program().size()) {
  find_busy_types();
  find_returned();
}
FlowContexts::~FlowContexts() = default;

uint32_t FlowContexts::add(const std::string& key, FunctionRef function, const FlowInput& input) {
  const auto [place, is_new] = ids_.try_emplace(key, static_cast<uint32_t>(contexts_.size()));
  if (is_new) {
    contexts_.push_back(std::make_unique<Context>());
    contexts_.back()->function = function;
    contexts_.back()->input = input;
    if (input.place != FlowInput::Place::none) ++inputs_[function];
  }
  return place->second;
}

const FlowOutcome* FlowContexts::ask_key(UnitId asker, std::string key, FunctionRef function,
                                         const FlowInput& input) {
  PerUnit& unit = units_[asker];
  if (const auto known = ids_.find(key); known != ids_.end()) {
    unit.asked.emplace_back(unit.current, known->second);
    const Context& context = *contexts_[known->second];
    return context.is_followed ? &context.outcome : nullptr;
  }
  static const FlowOutcome kCut = [] {
    FlowOutcome outcome;
    outcome.is_cut = true;
    return outcome;
  }();
  const auto count = inputs_.find(function);
  if (count != inputs_.end() && count->second >= kMostInputs) return &kCut;
  unit.new_ones.try_emplace(key, function, input);
  unit.wanted.emplace_back(unit.current, std::move(key));
  return nullptr;
}

const FlowOutcome* FlowContexts::ask(UnitId asker, FunctionRef function, const FlowInput& input) {
  return ask_key(
      asker,
      fmt::format("{}:{}:{}:{}:{}:{}:{}|{}", function.unit, function.function, static_cast<int>(input.place),
                  input.index, input.self_type.unit, input.self_type.type, input.name,
                  input.place == FlowInput::Place::none ? std::string() : content_key(input.content)),
      function, input);
}

const FlowOutcome* FlowContexts::ask_slot(UnitId asker, const std::string& slot) {
  return ask_key(asker, "slot:" + slot, {}, {});
}

void FlowContexts::solve(const std::vector<FlowAnalysis*>& analyses, const Run& run) {
  std::vector<uint32_t> open;
  for (UnitId unit = 0; unit < analyses.size(); ++unit) {
    if (analyses[unit] == nullptr) continue;
    for (FunctionId id = 0; id < program().code(unit).functions.size(); ++id) {
      if (!analyses[unit]->is_worth_following(id)) continue;
      const FunctionRef ref{unit, id};
      const FlowInput none;
      open.push_back(add(own_key(ref), ref, none));
    }
  }
  const size_t most = kLeastFollowed + kMostFollowed * open.size();
  size_t followed = 0;
  for (int round = 0; round < kMostRounds && !open.empty() && followed + open.size() <= most; ++round) {
    followed += open.size();
    std::vector<std::vector<uint32_t>> by_unit(analyses.size());
    for (uint32_t id : open) {
      if (contexts_[id]->function.unit != kNoUnit) by_unit[contexts_[id]->function.unit].push_back(id);
    }
    std::vector<UnitId> at_work;
    for (UnitId unit = 0; unit < by_unit.size(); ++unit) {
      if (!by_unit[unit].empty() && analyses[unit] != nullptr) at_work.push_back(unit);
    }
    run(at_work.size(), [&](size_t i) {
      const UnitId unit = at_work[i];
      PerUnit& per_unit = units_[unit];
      for (uint32_t id : by_unit[unit]) {
        per_unit.current = id;
        const Context& context = *contexts_[id];
        per_unit.found.emplace_back(id, analyses[unit]->follow(context.function.function, context.input));
      }
    });
    settle(round, open);
  }
  // What is still open was not followed to its end, nor was whoever asked for it.
  for (size_t i = 0; i < open.size(); ++i) {
    Context& context = *contexts_[open[i]];
    if (context.outcome.is_cut) continue;
    context.outcome.is_cut = true;
    const bool is_own = context.function.unit != kNoUnit && context.input.place == FlowInput::Place::none;
    if (is_own) analyses[context.function.unit]->cut(context.function.function);
    for (uint32_t asker : context.askers) open.push_back(asker);
  }
  collect_told(analyses);
}

// Takes over what a round found, in the units' order; `open` becomes what the next one follows.
void FlowContexts::settle(int round, std::vector<uint32_t>& open) {
  for (uint32_t id : open) contexts_[id]->is_open = false;
  open.clear();
  const auto reopen = [&](uint32_t id) {
    if (contexts_[id]->is_open) return;
    contexts_[id]->is_open = true;
    open.push_back(id);
  };
  for (PerUnit& unit : units_) {
    for (const auto& [asker, asked] : unit.asked) contexts_[asked]->askers.insert(asker);
    for (const auto& [asker, key] : unit.wanted) {
      const auto known = ids_.find(key);
      const bool is_new = known == ids_.end();
      const auto& [function, input] = unit.new_ones.at(key);
      if (is_new && function.unit != kNoUnit && inputs_[function] >= kMostInputs) {
        reopen(asker);  // which then hears that it is cut
        continue;
      }
      const uint32_t id = is_new ? add(key, function, input) : known->second;
      contexts_[id]->askers.insert(asker);
      if (is_new && function.unit != kNoUnit) {
        open.push_back(id);  // it is open from the start
      } else if (is_new) {
        contexts_[id]->is_open = false;
        contexts_[id]->is_followed = true;
      } else if (contexts_[id]->is_followed) {
        reopen(asker);  // found in this round by another
      }
    }
  }
  for (PerUnit& unit : units_) {
    for (auto& [id, outcome] : unit.found) {
      Context& context = *contexts_[id];
      fill_slots(outcome, open);
      if (round >= kMostFreeRounds) keep_all(context.outcome, outcome);
      // Who asked before it was followed went on as if nothing came of it.
      const bool is_changed = !outcome.is_same(context.outcome);
      context.is_followed = true;
      if (!is_changed) continue;
      context.outcome = std::move(outcome);
      for (uint32_t asker : context.askers) reopen(asker);
    }
    unit.asked.clear();
    unit.wanted.clear();
    unit.new_ones.clear();
    unit.found.clear();
  }
  std::sort(open.begin(), open.end());
  open.erase(std::unique(open.begin(), open.end()), open.end());
}

// What was ever put into a slot stays there.
void FlowContexts::fill_slots(const FlowOutcome& outcome, std::vector<uint32_t>& open) {
  for (const FlowOutcome::Out& out : outcome.outs) {
    if (out.target != FlowOutcome::Out::Target::global || out.origin == nullptr) continue;
    const uint32_t slot = add("slot:" + out.name, {}, {});
    Context& context = *contexts_[slot];
    context.is_followed = true;
    context.is_open = false;
    FlowOutcome::Out held = out;
    held.target = FlowOutcome::Out::Target::result;
    held.index = FlowOutcome::kWhole;
    held.name.clear();
    size_t alike = 0;
    bool is_known = false;
    for (const FlowOutcome::Out& other : context.outcome.outs) {
      alike += other.content == held.content ? 1 : 0;
      is_known |= is_same_out(other, held);
    }
    if (is_known || alike >= kMostOrigins) continue;
    if (context.outcome.outs.size() >= kMostSlotContents) {
      if (context.outcome.is_cut) continue;
      context.outcome.is_cut = true;
    } else {
      context.outcome.outs.push_back(std::move(held));
    }
    for (uint32_t asker : context.askers) {
      if (contexts_[asker]->is_open) continue;
      contexts_[asker]->is_open = true;
      open.push_back(asker);
    }
  }
}

bool FlowContexts::is_asked(FunctionRef function) const {
  const auto known = ids_.find(own_key(function));
  return known != ids_.end() && !contexts_[known->second]->askers.empty();
}

void FlowContexts::collect_told(const std::vector<FlowAnalysis*>& analyses) {
  for (const FlowAnalysis* analysis : analyses) {
    if (analysis == nullptr) continue;
    for (const FlowAnalysis::OwnArrival& each : analysis->own_arrivals())
      told_.emplace(each.file, each.argument.begin, each.argument.end, each.data_class, each.state);
  }
}

bool FlowContexts::is_told(const SinkSite& site, std::string_view data_class, std::string_view state) const {
  return told_.contains({site.file, site.argument.begin, site.argument.end, data_class, state});
}

}  // namespace payaudit
