// Facts of data that reaches a sink in another function: they stand at the sink, and the way there leads
// through the files in between.
#include "scanners/meaning/flow/contexts.h"
#include "scanners/meaning/flow/flow_state.h"

namespace payaudit {

std::shared_ptr<const SinkSite> FlowAnalysis::State::site(FunctionId id,
                                                          const TaintAnalysis::Arrival& arrival) const {
  auto site = arrival.elsewhere != nullptr ? std::make_shared<SinkSite>(*arrival.elsewhere)
                                           : std::make_shared<SinkSite>();
  site->content = taints.content(arrival.taint);
  site->way = std::make_shared<const FlowWay>(taints.way(arrival.taint));
  if (arrival.elsewhere != nullptr) return site;
  const Instruction& now = resolution.code().functions[id].body[arrival.instruction];
  site->file = taints.file();
  site->function = taints.ref(id);
  site->instruction = arrival.instruction;
  site->argument = arrival.argument;
  site->statement = now.span;
  site->sink = arrival.sink;
  site->is_by_name = arrival.is_by_name;
  site->written = written_sink(resolution[id], now, arrival.instruction);
  site->function_name = function_name(resolution.code(), id);
  site->is_at_debug_level = is_at_debug_level(id, arrival);
  site->is_in_page = is_of_page && arrival.sink != nullptr && arrival.sink->attribute("shown") == "browser" &&
                     !is_for_server(resolution, id);
  site->print = local_print(id, arrival);
  site->own_mask = own_mask(id, arrival);
  return site;
}

void FlowAnalysis::State::add_elsewhere(Facts& facts, FunctionId id,
                                        const TaintAnalysis::Arrival& arrival) const {
  const SinkSite& site = *arrival.elsewhere;
  const Taint& last = taints.taint(arrival.taint);
  const TaintSource& from = taints.source(last.source);
  const Classifier::InState is = class_of(last);
  if (taints.contexts()->is_told(site, is.data_class, last.state)) return;
  const std::string_view role = site.sink == nullptr ? std::string_view("error") : site.sink->role;
  const std::string function = function_name(resolution.code(), id);
  const FlowWay path = told_way(taints.way(arrival.taint));

  std::vector<std::string_view> protections;
  bool is_weak = from.is_weak || site.is_by_name;
  for (const FlowStep& step : path) {
    if (step.protection.empty()) continue;
    is_weak |= step.is_by_name;
    if (!step.is_by_name) protections.push_back(facts.keep(step.protection));
  }
  Fact& fact = facts.add(Kind::flow, {site.file, site.argument},
                         fmt::format("{} {} {}", function, is.data_class, role));
  fact.set(Attr::from, facts.text(is.data_class));
  fact.set(Attr::to, facts.text(role));
  if (last.state == "unknown") {
    const std::string why = why_unknown(path);
    fact.set(Attr::state, facts.unknown(!from.doubt.empty() ? std::string_view(from.doubt)
                                        : !why.empty()      ? std::string_view(why)
                                        : last.protection.empty() && protections.empty()
                                            ? "its state is known by name only"
                                            : "what is left of it is not known"));
  } else if (!site.own_mask.empty()) {
    fact.set(Attr::state,
             facts.unknown(fmt::format("the program's own logger may hand it through `{}`", site.own_mask)));
  } else {
    fact.set(Attr::state, facts.text(is.state));
  }
  fact.set(Attr::source, facts.text(from.text));
  fact.set(Attr::sink, facts.text(site.written));
  fact.set(Attr::protections, facts.texts(protections));
  fact.set(Attr::function, facts.text(function));
  fact.set(Attr::confidence, facts.text(is_weak ? "weak" : "strong"));
  if (site.is_in_page) fact.set(Attr::audience, facts.text("customer"));
  if (!site.print.empty()) {
    fact.set(Attr::local,
             facts.unknown(site.print + " goes to the terminal of whoever runs it, and into a log "
                                        "only where what runs it keeps its output"));
  }
  fact.set(Attr::object, facts.text(fmt::format("{} of {}", from.text, function)));
  if (site.is_at_debug_level) fact.set(Attr::level, facts.text("debug"));
  if (site.sink != nullptr && !site.sink->attribute("vendor").empty())
    fact.set(Attr::vendor, facts.text(site.sink->attribute("vendor")));
  add_way(facts, fact, from, path);
  fact.notes.push_back(
      {{site.file, site.statement},
       facts.keep(fmt::format("reaches `{}` ({}{}) in `{}`", site.written, role,
                              site.print.empty()
                                  ? std::string()
                                  : ": " + site.print + ", kept where the output of what runs it is",
                              site.function_name)),
       NoteRole::sink});
}

}  // namespace payaudit
