// What comes of data that enters a function: its walk, put into words that hold for every caller.
#include <algorithm>

#include "scanners/facts/data_class.h"
#include "scanners/meaning/flow/contexts.h"
#include "scanners/meaning/flow/flow_state.h"
#include "scanners/meaning/flow/walk.h"

namespace payaudit {
namespace {

using Target = FlowOutcome::Out::Target;

// What one function gives or reaches with one kind of data; beyond, it is cut.
constexpr size_t kMostOuts = 256;
constexpr size_t kMostSinks = 64;
// Of data that is alike, so many places where it comes from are told.
constexpr size_t kMostToldOrigins = 2;

}  // namespace

FlowContent TaintAnalysis::content(uint32_t id) const {
  const Taint& taint = taints_[id];
  const TaintSource& source = sources_[taint.source];
  // A type counts where it has a form of its own.
  const bool has_form = types_.knows(taint.type) || types_.own(taint.type, Form::text) != nullptr ||
                        types_.own(taint.type, Form::debug) != nullptr ||
                        types_.own(taint.type, Form::json) != nullptr ||
                        types_.own(taint.type, Form::log) != nullptr;
  return {source.data_class,
          taint.state,
          taint.member,
          has_form ? taint.type : std::string_view(),
          std::string(taint.split_at),
          taint.is_part,
          may_be_many(source.text)};
}

bool TaintAnalysis::is_followed(uint32_t id) const {
  if (is_cut_member(taints_[id].member)) return false;
  const std::string_view data_class = sources_[taints_[id].source].data_class;
  const auto& followed = resolution_.index().models().words_of("flow.followed").words;
  return std::any_of(followed.begin(), followed.end(),
                     [&](const std::string& each) { return within(data_class, each); });
}

FlowWay TaintAnalysis::way(uint32_t id) const {
  FlowWay way;
  for (; id != kNone; id = taints_[id].parent) {
    const Taint& taint = taints_[id];
    if (taint.parent == kNone && taint.way == nullptr && taint.protection.empty()) break;
    way.push_back(
        {file(), taint.span, taint.step, taint.state, taint.protection, taint.is_by_name, taint.way});
  }
  std::reverse(way.begin(), way.end());
  // What is not told matters only where the state changes or it leads through another function.
  FlowWay kept;
  std::string_view before;
  for (FlowStep& step : way) {
    const bool counts =
        !step.text.empty() || !step.protection.empty() || step.state != before || step.through != nullptr;
    before = step.state;
    if (counts) kept.push_back(std::move(step));
  }
  return kept;
}

namespace {

// Ways through ways through ways: more steps are not told one by one.
constexpr size_t kMostExpanded = 512;

void expand(const FlowWay& way, FlowWay& into) {
  for (const FlowStep& step : way) {
    if (into.size() >= kMostExpanded) return;
    if (step.through != nullptr) expand(*step.through, into);
    into.push_back(step);
    into.back().through = nullptr;
  }
}

}  // namespace

FlowWay told_way(const FlowWay& way) {
  FlowWay all;
  expand(way, all);
  FlowWay told;
  for (size_t i = 0; i < all.size(); ++i) {
    const bool is_changing = i == 0 || all[i].state != all[i - 1].state;
    const bool is_late = all.size() - i <= 4 * kMostSteps;
    if (!all[i].protection.empty() || is_changing || (is_late && !all[i].text.empty()))
      told.push_back(std::move(all[i]));
  }
  return told;
}

uint32_t TaintAnalysis::add_origin(const std::shared_ptr<const FlowOrigin>& origin) {
  const std::string key = fmt::format("{}/{}:{}:{}:{}", origin->file, origin->span.begin, origin->span.end,
                                      origin->data_class, origin->text);
  const auto [place, is_new] = source_ids_.try_emplace(key, static_cast<uint32_t>(sources_.size()));
  if (is_new) {
    sources_.push_back({origin->data_class, origin->text, origin->why, origin->is_weak, origin->span,
                        origin->doubt, origin->owner, origin});
  }
  return place->second;
}

const std::vector<std::string_view>& TaintAnalysis::names_read(FunctionId id) {
  if (names_read_.empty()) find_names_read();
  return names_read_[id];
}

// Functions inside of others have higher numbers: what they read is read by those around them.
void TaintAnalysis::find_names_read() {
  const Code& code = resolution_.code();
  names_read_.resize(code.functions.size());
  for (FunctionId id = static_cast<FunctionId>(code.functions.size()); id-- > 0;) {
    std::vector<std::string_view>& names = names_read_[id];
    for (const Instruction& now : code.functions[id].body) {
      const bool is_read =
          now.op == Op::name || now.op == Op::set_name || (now.op == Op::call && now.receiver == kNoReg);
      if (is_read) names.push_back(now.text);
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    const FunctionId around = code.functions[id].parent;
    const bool is_read_around = around != kNoFunction && code.functions[around].name != "<module>";
    if (is_read_around) names_read_[around].insert(names_read_[around].end(), names.begin(), names.end());
  }
}

TaintAnalysis::Result TaintAnalysis::analyse_input(FunctionId function, const FlowInput& input,
                                                   uint32_t* source) {
  const Function& followed = resolution_.code().functions[function];
  *source = kNone;
  if (followed.body.size() > kLongestFollowed) return too_long(function);
  FunctionWalk walk(*this, function);
  if (input.place == FlowInput::Place::none) {
    walk.follow_only(input, kNone);
    return walk.run(kNoReg, kNone);
  }
  // Same data, same source: what is followed here never tells where it comes from.
  const std::string key =
      fmt::format("input:{}:{}", input.content.data_class, input.content.is_many ? "values" : "value");
  const auto [place, is_new] = source_ids_.try_emplace(key, static_cast<uint32_t>(sources_.size()));
  if (is_new) {
    sources_.push_back({input.content.data_class,
                        input.content.is_many ? "values" : "value",
                        "",
                        false,
                        {},
                        "",
                        {},
                        nullptr});
  }
  *source = place->second;
  Taint seed{*source, input.content.state, {}, input.content.member, kNone, followed.span, {}, false};
  seed.type = input.content.type;
  seed.is_part = input.content.is_part;
  if (!input.content.split_at.empty()) seed.split_at = *kept_texts_.insert(input.content.split_at).first;
  walk.follow_only(input, intern(std::move(seed), function, kNone));
  return walk.run(kNoReg, kNone);
}

// What is put into the own object where nobody known calls the function: the object lives on.
void FlowAnalysis::keep_in_type(FunctionRef ref, FlowOutcome& outcome) const {
  const FlowContexts& contexts = *state_->taints.contexts();
  const TypeRef owner = contexts.program().owner(ref);
  if (owner.type == kNoType || !contexts.graph().callers(ref).empty()) return;
  std::vector<FlowOutcome::Out> kept;
  for (const FlowOutcome::Out& out : outcome.outs) {
    if (out.target != Target::self || out.content.member.empty()) continue;
    const size_t dot = out.content.member.find('.');
    FlowOutcome::Out member = out;
    member.target = Target::global;
    member.name = contexts.slot_of_type(owner, std::string_view(out.content.member).substr(0, dot));
    member.content.member = dot == std::string::npos ? std::string() : out.content.member.substr(dot + 1);
    kept.push_back(std::move(member));
  }
  outcome.outs.insert(outcome.outs.end(), kept.begin(), kept.end());
}

bool FlowAnalysis::is_worth_following(FunctionId function) const {
  return !state_->resolution.code().functions[function].body.empty();
}

void FlowAnalysis::cut(FunctionId function) {
  if (state_->results[function]) state_->results[function]->is_cut = true;
}

FlowOutcome FlowAnalysis::follow(FunctionId function, const FlowInput& input) {
  const bool is_own = input.place == FlowInput::Place::none;
  uint32_t seed = kNone;
  auto result = std::make_unique<TaintAnalysis::Result>(state_->taints.analyse_input(function, input, &seed));
  FlowOutcome outcome;
  outcome.is_cut = result->is_cut || result->is_too_long;
  const TaintAnalysis& taints = state_->taints;
  std::map<uint32_t, std::shared_ptr<const FlowOrigin>> origins;
  const auto origin_of = [&](uint32_t source_id) {
    const TaintSource& source = taints.source(source_id);
    if (source.origin != nullptr) return source.origin;
    std::shared_ptr<const FlowOrigin>& known = origins[source_id];
    if (known == nullptr) {
      known = std::make_shared<FlowOrigin>(
          FlowOrigin{taints.file(), function_name(state_->resolution.code(), function), source.data_class,
                     source.text, source.why, source.is_weak, source.span, source.doubt, source.owner});
    }
    return known;
  };
  const auto add = [&](const TaintSet& from, Target target, uint32_t index, uint32_t position,
                       std::string_view name) {
    for (uint32_t id : from) {
      if (!is_own && taints.taint(id).source != seed) continue;
      if (!state_->taints.is_followed(id)) continue;
      FlowOutcome::Out out;
      out.target = target;
      out.index = index;
      out.position = position;
      out.name = name;
      out.content = taints.content(id);
      if (is_own) out.origin = origin_of(taints.taint(id).source);
      size_t alike = 0;
      bool is_known = false;
      for (const FlowOutcome::Out& o : outcome.outs) {
        if (o.target != out.target || o.index != out.index || o.position != out.position ||
            o.name != out.name || o.content != out.content)
          continue;
        ++alike;
        is_known |= o.origin == out.origin || (o.origin != nullptr && o.origin->is_same(*out.origin));
      }
      if (is_known || alike >= kMostToldOrigins) continue;
      if (outcome.outs.size() >= kMostOuts) {
        outcome.is_cut = true;
        return;
      }
      out.way = std::make_shared<const FlowWay>(taints.way(id));
      outcome.outs.push_back(std::move(out));
    }
  };
  if (result->returned_at.size() > 1) {
    for (uint32_t i = 0; i < result->returned_at.size(); ++i)
      add(result->returned_at[i], Target::result, i, 0, {});
  } else {
    add(result->returned, Target::result, FlowOutcome::kWhole, 0, {});
  }
  for (const TaintAnalysis::Effect& effect : result->effects)
    add(effect.taints, effect.target, effect.index, effect.position, effect.name);
  if (is_own && input.self_type.type == kNoType) keep_in_type(taints.ref(function), outcome);
  if (!is_own) {
    for (const TaintAnalysis::Arrival& arrival : result->arrivals) {
      if (taints.taint(arrival.taint).source != seed) continue;
      std::shared_ptr<const SinkSite> site = state_->site(function, arrival);
      const bool is_known = std::any_of(outcome.sinks.begin(), outcome.sinks.end(), [&](const auto& other) {
        return other->function == site->function && other->instruction == site->instruction &&
               other->argument == site->argument && other->sink == site->sink &&
               other->content.state == site->content.state;
      });
      if (is_known) continue;
      if (outcome.sinks.size() >= kMostSinks) {
        outcome.is_cut = true;
        break;
      }
      outcome.sinks.push_back(std::move(site));
    }
  } else if (input.self_type.type == kNoType) {
    state_->results[function] = std::move(result);
  } else {
    state_->results_of_type[{function, input.self_type}] = std::move(result);
  }
  return outcome;
}

std::vector<FlowAnalysis::OwnArrival> FlowAnalysis::own_arrivals() const {
  std::vector<OwnArrival> all;
  for (const auto& result : state_->results) {
    if (result == nullptr) continue;
    for (const TaintAnalysis::Arrival& arrival : result->arrivals) {
      if (arrival.elsewhere != nullptr) continue;
      const Taint& taint = state_->taints.taint(arrival.taint);
      const Classifier::InState is = state_->class_of(taint);
      all.push_back({state_->taints.file(), arrival.argument, is.data_class, taint.state});
    }
  }
  return all;
}

}  // namespace payaudit
