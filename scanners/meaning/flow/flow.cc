#include "scanners/meaning/flow/flow.h"

#include <fmt/format.h>
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "scanners/facts/data_class.h"
#include "scanners/facts/gaps.h"
#include "scanners/meaning/flow/contexts.h"
#include "scanners/meaning/flow/flow_state.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// The first digits of a number and its last ones: of more parts together nobody knows here how much they are.
constexpr size_t kMostParts = 2;

}  // namespace

std::string written_sink(const ResolvedFunction& resolved, const Instruction& now, uint32_t at) {
  if (now.op == Op::throw_) return "throw";
  if (now.op == Op::ret) return "return";
  if (now.op != Op::set_field && now.op != Op::set_index) return std::string(resolved.written[at]);
  const Reg object = now.args.front().value;
  const std::string_view name = object < resolved.name.size() ? resolved.name[object] : std::string_view();
  return now.op == Op::set_field ? fmt::format("{}.{}", name, now.text) : fmt::format("{}[…]", name);
}

std::string why_unknown(const FlowWay& path) {
  std::string_view before = "clear";
  for (size_t i = path.size(); i-- > 0;) {
    before = i > 0 ? path[i - 1].state : std::string_view("clear");
    if (path[i].state == "unknown" && before == "clear")
      return path[i].is_by_name ? std::string() : path[i].text;
  }
  return {};
}

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

FlowAnalysis::State::Sink FlowAnalysis::State::sink_of(const TaintAnalysis::Arrival& arrival) const {
  const std::string_view role = arrival.sink == nullptr ? std::string_view("error") : arrival.sink->role;
  return {arrival.instruction, role, taints.taint(arrival.taint).source, arrival.elsewhere.get()};
}

std::map<FlowAnalysis::State::Sink, FlowAnalysis::State::Together> FlowAnalysis::State::together(
    const std::vector<TaintAnalysis::Arrival>& arrivals) const {
  std::map<Sink, Together> all;
  for (const TaintAnalysis::Arrival& arrival : arrivals) {
    Together& one = all[sink_of(arrival)];
    const std::string_view state = taints.taint(arrival.taint).state;
    one.is_open |= state == "clear" || state == "unknown";
    for (uint32_t id = arrival.taint; id != kNone; id = taints.taint(id).parent) {
      if (taints.taint(id).protection != "truncated") continue;
      one.parts.insert(id);
      break;
    }
  }
  return all;
}

LoggedValue FlowAnalysis::State::logged(FunctionId id, const TaintAnalysis::Arrival& arrival) const {
  const TaintSource& from = taints.source(taints.taint(arrival.taint).source);
  return {resolution, id, arrival.instruction, arrival.argument, from.text, from.span};
}

bool FlowAnalysis::State::names_who_acted(FunctionId id, const TaintAnalysis::Arrival& arrival) const {
  const std::string_view of = taints.source(taints.taint(arrival.taint).source).data_class;
  return arrival.sink != nullptr && arrival.sink->role == "log" && within(of, "personal") &&
         is_told_as_actor(logged(id, arrival), function_name(resolution.code(), id));
}

// The function that a logger of the program's own, imported from a file of the tree, may hand the value
// through: `redact` of `./logger`. Not of what the text already holds. Empty: there is none.
std::string_view FlowAnalysis::State::own_mask(FunctionId id, const TaintAnalysis::Arrival& arrival) const {
  if (own_masks == nullptr || arrival.sink == nullptr || arrival.sink->role != "log") return {};
  const Code& code = resolution.code();
  const auto& body = code.functions[id].body;
  const Instruction& call = body[arrival.instruction];
  const auto& definition = resolution[id].definition;
  if (call.receiver >= definition.size() || definition[call.receiver] == kManyDefinitions) return {};
  const Instruction& receiver = body[definition[call.receiver]];
  const std::string_view handed = source.text(arrival.argument);
  if (receiver.op != Op::name || handed.empty() || is_one_of(handed.substr(0, 1), {"\"", "'", "`"}))
    return {};
  for (const Import& import : code.imports) {
    const bool is_own = is_own_module(import.module);
    if (is_own && (import.alias.empty() ? import.name : import.alias) == receiver.text)
      return own_masks->in(import.module);
  }
  return {};
}

bool FlowAnalysis::State::names_who_tried(FunctionId id, const TaintAnalysis::Arrival& arrival) const {
  const std::string_view of = taints.source(taints.taint(arrival.taint).source).data_class;
  const Taint& taint = taints.taint(arrival.taint);
  const bool is_open = taint.state == "clear" || taint.state == "unknown";
  if (arrival.sink == nullptr || arrival.sink->role != "log" || !within(of, "personal") || !is_open)
    return false;
  // A print has no level, and is no record.
  const WordList& warnings = resolution.index().models().words_of("log.warnings");
  const bool is_print = !arrival.sink->attribute("terminal").empty() &&
                        !warnings.has(resolution.code().functions[id].body[arrival.instruction].text);
  return !is_print && !is_at_debug_level(id, arrival) && is_told_as_kept_out(logged(id, arrival));
}

// What a handler answers with is a field of its answer, as one that an API's description has.
void FlowAnalysis::State::add_response_field(Facts& facts, const Fact& flow,
                                             const TaintAnalysis::Arrival& arrival,
                                             std::string_view function) const {
  const Taint& taint = taints.taint(arrival.taint);
  const TaintSource& from = taints.source(taint.source);
  const auto& given = resolution.index().models().words_of("web.given-out").words;
  const bool counts = std::any_of(given.begin(), given.end(),
                                  [&](const std::string& each) { return within(from.data_class, each); });
  if (!counts) return;
  const std::string_view member = std::string_view(taint.member).substr(taint.member.rfind('.') + 1);
  const std::string_view name = member.empty() ? std::string_view(from.text) : member;
  // A variable that only what stands around it makes one: `card_data`.
  const bool is_vague = from.is_weak && from.text.find('.') == std::string::npos;
  Fact& field = facts.add(Kind::field, flow.place, fmt::format("{}.{}", function, name));
  field.set(Attr::name, facts.text(name))
      .set(Attr::container, facts.text(function))
      .set(Attr::medium, facts.text("response"))
      .set(Attr::class_, flow.value(Attr::from))
      .set(Attr::state,
           is_vague ? facts.unknown("only what stands around it says what it is") : flow.value(Attr::state));
  field.notes.push_back({{flow.place.file, from.span},
                         facts.keep(fmt::format("`{}` is {}: {}", from.text, from.data_class, from.why)),
                         NoteRole::context});
}

// `Card.number` of `repository.save(card)` and `Card.objects.create(number=…)`; empty: it is no member of a
// type that is known.
std::string FlowAnalysis::State::stored_member(FunctionId id, const TaintAnalysis::Arrival& arrival) const {
  const ResolvedFunction& resolved = resolution[id];
  const std::string& path = taints.taint(arrival.taint).member;
  std::string_view member = std::string_view(path).substr(0, path.find('.'));
  for (const Argument& argument : resolution.code().functions[id].body[arrival.instruction].args) {
    if (argument.span.begin != arrival.argument.begin) continue;
    const std::string_view type =
        argument.value < resolved.type.size() ? resolved.type[argument.value] : std::string_view();
    if (!member.empty() && !type.empty()) return fmt::format("{}.{}", type, member);
    if (member.empty()) member = argument.name;
  }
  if (member.empty()) return {};
  for (std::string_view callee :
       {resolved.callee[arrival.instruction], resolved.written[arrival.instruction]}) {
    for (size_t dot = callee.find('.'); dot != std::string_view::npos; dot = callee.find('.')) {
      const std::string_view type = callee.substr(0, dot);
      if (types.declares(type, member)) return fmt::format("{}.{}", type, member);
      callee.remove_prefix(dot + 1);
    }
  }
  return {};
}

// The type of what is handed on in whole: `Customer` of `log.info("made {}", customer)`; empty: it is no
// member that flows, or one of what has no type with a name.
std::string_view FlowAnalysis::State::shown_object(FunctionId id,
                                                   const TaintAnalysis::Arrival& arrival) const {
  const Taint& taint = taints.taint(arrival.taint);
  if (taint.member.empty()) return {};
  const std::string_view owner = taints.source(taint.source).owner;
  if (!owner.empty()) return owner;
  const ResolvedFunction& resolved = resolution[id];
  for (const Argument& argument : resolution.code().functions[id].body[arrival.instruction].args) {
    if (argument.span.begin != arrival.argument.begin || argument.value >= resolved.type.size()) continue;
    const std::string_view type = resolved.type[argument.value];
    const std::string_view member = std::string_view(taint.member).substr(0, taint.member.find('.'));
    if (types.declares(type, member)) return type;
  }
  return {};
}

// `log.debug(…)`, `log.Debug().Str(…)`, `log.log(Level.FINE, …)`
bool FlowAnalysis::State::is_at_debug_level(FunctionId id, const TaintAnalysis::Arrival& arrival) const {
  constexpr int kLongestChain = 16;
  if (arrival.sink == nullptr || arrival.sink->role != "log" || arrival.sink->attribute("level") == "always")
    return false;
  const WordList& levels = resolution.index().models().words_of("log.debug-levels");
  const ResolvedFunction& resolved = resolution[id];
  const auto& body = resolution.code().functions[id].body;
  const Instruction* now = &body[arrival.instruction];
  // The level is the first value, or the second, behind a context.
  if (now->text == "log" || now->text == "Log" || now->text == "logp" || now->text == "LogAttrs") {
    for (size_t i = 0; i < std::min<size_t>(now->args.size(), 2); ++i) {
      const Reg reg = now->args[i].value;
      if (reg >= resolved.constant.size()) continue;
      const Constant& constant = resolved.constant[reg];
      if (levels.has(constant.kind == LiteralKind::string ? constant.text : resolved.name[reg])) return true;
    }
    return false;
  }
  for (int step = 0; step < kLongestChain && now->op == Op::call; ++step) {
    if (levels.has(now->text)) return true;
    if (now->receiver >= resolved.definition.size() || resolved.definition[now->receiver] == kManyDefinitions)
      return false;
    now = &body[resolved.definition[now->receiver]];
  }
  return false;
}

bool FlowAnalysis::State::is_started_by_hand(FunctionId id, uint32_t instruction) const {
  const auto parts = started_by_hand(resolution, source, id);
  return std::any_of(parts.begin(), parts.end(), [&](const auto& part) {
    return instruction >= part.first && instruction < part.second;
  });
}

std::string FlowAnalysis::State::local_print(FunctionId id, const TaintAnalysis::Arrival& arrival) const {
  if (arrival.sink == nullptr || arrival.sink->role != "log") return {};
  const std::string_view terminal = arrival.sink->attribute("terminal");
  if (terminal == "always" || (prints_to_terminal && terminal == "true")) return "a script's print";
  if (is_started_by_hand(id, arrival.instruction))
    return "a print of what runs only where somebody starts this file";
  return {};
}

void FlowAnalysis::State::add_way(Facts& facts, Fact& fact, const TaintSource& from,
                                  const FlowWay& path) const {
  const FileId of = from.origin != nullptr ? from.origin->file : taints.file();
  const auto note = [&](FileId file, Span span, std::string_view text, NoteRole role) {
    fact.notes.push_back({{file, span}, facts.keep(text), role});
  };
  note(of, from.span, fmt::format("`{}` is {}: {}", from.text, from.data_class, from.why), NoteRole::source);
  // Of a long way the last steps are told, and of all that came before the protections.
  FlowWay told;
  std::copy_if(path.begin(), path.end(), std::back_inserter(told),
               [](const FlowStep& step) { return !step.text.empty(); });
  for (size_t i = 0; i < told.size(); ++i) {
    const bool is_protection = !told[i].protection.empty();
    if (!is_protection && told.size() - i > kMostSteps) continue;
    note(told[i].file, told[i].span, told[i].text, is_protection ? NoteRole::protection : NoteRole::step);
  }
}

bool FlowAnalysis::State::is_shown_in_page(FunctionId id, const TaintAnalysis::Arrival& arrival) const {
  return is_of_page && arrival.sink != nullptr && arrival.sink->attribute("shown") == "browser" &&
         !is_for_server(resolution, id);
}

std::string FlowAnalysis::State::told_role(const Reached& reached) {
  if (reached.print.empty()) return fmt::format("({})", reached.role);
  return fmt::format("({}: {}, kept where the output of what runs it is)", reached.role, reached.print);
}

Fact& FlowAnalysis::State::add_flow(Facts& facts, FunctionId id, uint32_t taint,
                                    const Reached& reached) const {
  const Taint& last = taints.taint(taint);
  const TaintSource& from = taints.source(last.source);
  const Classifier::InState is = class_of(last);
  const std::string function = function_name(resolution.code(), id);
  const FlowWay path = told_way(taints.way(taint));
  std::vector<std::string_view> protections;
  bool is_weak = from.is_weak || reached.is_by_name;
  for (const FlowStep& step : path) {
    if (step.protection.empty()) continue;
    is_weak |= step.is_by_name;
    if (!step.is_by_name) protections.push_back(facts.keep(step.protection));
  }
  Fact& fact =
      facts.add(Kind::flow, reached.place, fmt::format("{} {} {}", function, is.data_class, reached.role));
  fact.set(Attr::from, facts.text(is.data_class));
  fact.set(Attr::to, facts.text(reached.role));
  if (reached.is_much) {
    fact.set(Attr::state, facts.unknown("the parts of it together may be most of it"));
  } else if (last.state == "unknown") {
    const std::string why = why_unknown(path);
    fact.set(Attr::state, facts.unknown(!from.doubt.empty() ? std::string_view(from.doubt)
                                        : !why.empty()      ? std::string_view(why)
                                        : last.protection.empty() && protections.empty()
                                            ? "its state is known by name only"
                                            : "what is left of it is not known"));
  } else if (!reached.own_mask.empty()) {
    fact.set(Attr::state, facts.unknown(fmt::format("the program's own logger may hand it through `{}`",
                                                    reached.own_mask)));
  } else {
    fact.set(Attr::state, facts.text(is.state));
  }
  fact.set(Attr::source, facts.text(from.text));
  fact.set(Attr::sink, facts.text(reached.written));
  fact.set(Attr::protections, facts.texts(protections));
  fact.set(Attr::function, facts.text(function));
  if (!reached.column.empty()) fact.set(Attr::column, facts.text(reached.column));
  fact.set(Attr::confidence, facts.text(is_weak ? "weak" : "strong"));
  if (reached.audience) fact.set(Attr::audience, *reached.audience);
  if (reached.is_found_bad) fact.set(Attr::verified, Value::boolean(false));
  if (!reached.print.empty()) {
    fact.set(Attr::local, facts.unknown(fmt::format(
                              "{} goes to the terminal of whoever runs it, and into a log only where what "
                              "runs it keeps its output",
                              reached.print)));
  }
  fact.set(Attr::object, facts.text(!reached.object.empty() ? std::string(reached.object)
                                                            : fmt::format("{} of {}", from.text, function)));
  if (reached.is_at_debug_level) fact.set(Attr::level, facts.text("debug"));
  if (reached.sink != nullptr && !reached.sink->attribute("vendor").empty())
    fact.set(Attr::vendor, facts.text(reached.sink->attribute("vendor")));
  add_way(facts, fact, from, path);
  return fact;
}

void FlowAnalysis::State::add_fact(Facts& facts, FileId file, FunctionId id,
                                   const TaintAnalysis::Arrival& arrival, bool is_much) {
  const Code& code = resolution.code();
  const Instruction& at = code.functions[id].body[arrival.instruction];
  const TaintSource& from = taints.source(taints.taint(arrival.taint).source);
  const std::string_view data_class = class_of(taints.taint(arrival.taint)).data_class;
  const std::string written = written_sink(resolution[id], at, arrival.instruction);
  const std::string print = local_print(id, arrival);
  Reached reached{{file, arrival.argument},
                  arrival.sink == nullptr ? std::string_view("error") : arrival.sink->role,
                  written,
                  arrival.sink,
                  arrival.is_by_name,
                  is_much,
                  own_mask(id, arrival),
                  print,
                  is_at_debug_level(id, arrival)};
  if (reached.role == "store") reached.column = stored_member(id, arrival);
  if (is_shown_in_page(id, arrival)) {
    reached.audience = facts.text("customer");
  } else if (names_who_acted(id, arrival)) {
    reached.audience = facts.unknown(
        "it names who acted, which a record of what was done has to; whether the person's own "
        "number would do is not said");
  } else if (names_who_tried(id, arrival)) {
    reached.audience = facts.unknown(
        "it names who was kept out, which a record of such attempts has to; whether the "
        "person's own number would do is not said");
  } else if (within(data_class, "personal") && is_of_company(logged(id, arrival), from.owner)) {
    reached.audience = facts.text("company");
  }
  const bool is_proof = within(data_class, "credential.token") || within(data_class, "login.code") ||
                        within(data_class, "payment.authentication_code");
  reached.is_found_bad = is_proof && is_found_bad(logged(id, arrival), source);
  reached.object = shown_object(id, arrival);
  Fact& fact = add_flow(facts, id, arrival.taint, reached);
  if (reached.role == "response") add_response_field(facts, fact, arrival, function_name(code, id));
  fact.notes.push_back({{file, at.span},
                        facts.keep(fmt::format("reaches `{}` {}", written, told_role(reached))),
                        NoteRole::sink});
}

std::vector<const TaintAnalysis::Result*> FlowAnalysis::State::told(FunctionId id) {
  std::vector<const TaintAnalysis::Result*> typed;
  for (auto at = results_of_type.lower_bound({id, {0, 0}});
       at != results_of_type.end() && at->first.first == id; ++at)
    typed.push_back(at->second.get());
  const bool is_typed = !typed.empty() && !taints.contexts()->is_asked(taints.ref(id));
  if (is_typed) return typed;
  return {results[id].get()};
}

FlowAnalysis::FlowAnalysis(const Source& source, const Resolution& resolution, const FlowTables& tables)
    : state_(std::make_unique<State>(source, resolution, tables)) {}
FlowAnalysis::~FlowAnalysis() = default;

Facts FlowAnalysis::facts(FileId file) const {
  Facts facts;
  for (FunctionId id = 0; id < state_->results.size(); ++id) {
    const Place whole{file, state_->resolution.code().functions[id].span};
    if (state_->resolution[id].is_cut) {
      may_hold(
          facts,
          add_limit_gap(facts, whole, "chain of calls too long",
                        "a chain of calls longer than is followed: what is called at its end is not known"),
          {Kind::flow});
    }
    const auto reaches_others = [](const TaintAnalysis::Result& result) {
      return std::any_of(result.arrivals.begin(), result.arrivals.end(),
                         [](const auto& arrival) { return arrival.elsewhere != nullptr; });
    };
    const std::vector<const TaintAnalysis::Result*> told = state_->told(id);
    const bool is_worth =
        state_->has_sink(id) || std::any_of(told.begin(), told.end(), [&](const auto* each) {
          return each != nullptr && (each->is_cut || reaches_others(*each));
        });
    if (!is_worth) continue;
    std::set<std::tuple<FileId, uint32_t, uint32_t, std::string_view, std::string_view>> seen_elsewhere;
    std::set<std::tuple<uint32_t, std::string_view, std::string_view, std::string_view, bool>> seen;
    for (const TaintAnalysis::Result* each : told) {
      const TaintAnalysis::Result& result = each != nullptr ? *each : state_->of(id);
      if (result.is_too_long) {
        may_hold(
            facts,
            add_limit_gap(facts, whole, "function too long for data flow", "function too long for data flow"),
            {Kind::flow});
        continue;
      }
      if (result.is_cut) {
        may_hold(facts,
                 add_limit_gap(facts, whole, "function too involved for data flow",
                               "function too involved for data flow: what arrives nowhere may still arrive"),
                 {Kind::flow});
      }
      // One fact for each class, state and sink; the clearest wins over what the name leaves open.
      // Who acted and whom it was done to are two.
      const auto together = state_->together(result.arrivals);
      for (const TaintAnalysis::Arrival& arrival : result.arrivals) {
        const Taint& taint = state_->taints.taint(arrival.taint);
        const std::string_view role =
            arrival.sink == nullptr ? std::string_view("error") : arrival.sink->role;
        const Classifier::InState is = state_->class_of(taint);
        const State::Together& others = together.at(state_->sink_of(arrival));
        const bool is_open = taint.state == "clear" || taint.state == "unknown";
        // Beside the number itself a part of it is no evidence.
        if (others.is_open && !is_open) continue;
        if (arrival.elsewhere != nullptr) {
          const SinkSite& site = *arrival.elsewhere;
          if (seen_elsewhere
                  .emplace(site.file, site.argument.begin, site.argument.end, is.data_class, is.state)
                  .second)
            state_->add_elsewhere(facts, id, arrival);
          continue;
        }
        const bool is_much = taint.state == "truncated" && others.parts.size() > kMostParts;
        if (seen.emplace(arrival.instruction, role, is.data_class, is_much ? "unknown" : is.state,
                         state_->names_who_acted(id, arrival))
                .second) {
          state_->add_fact(facts, file, id, arrival, is_much);
        }
      }
    }
  }
  return facts;
}

std::vector<FlowAnalysis::Held> FlowAnalysis::held(FunctionId function, Reg reg) const {
  std::vector<Held> all;
  const auto& by_reg = state_->of(function).by_reg;
  if (reg >= by_reg.size()) return all;
  for (uint32_t id : by_reg[reg]) {
    const Taint& taint = state_->taints.taint(id);
    all.push_back({state_->taints.source(taint.source).data_class, taint.state});
  }
  return all;
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
