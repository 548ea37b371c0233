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
  site->is_in_page = is_shown_in_page(id, arrival);
  site->print = local_print(id, arrival);
  site->own_mask = own_mask(id, arrival);
  return site;
}

void FlowAnalysis::State::add_elsewhere(Facts& facts, FunctionId id,
                                        const TaintAnalysis::Arrival& arrival) const {
  const SinkSite& site = *arrival.elsewhere;
  const Taint& last = taints.taint(arrival.taint);
  if (taints.contexts()->is_told(site, class_of(last).data_class, last.state)) return;
  Reached reached{{site.file, site.argument},
                  site.sink == nullptr ? std::string_view("error") : site.sink->role,
                  site.written,
                  site.sink,
                  site.is_by_name,
                  false,
                  site.own_mask,
                  site.print,
                  site.is_at_debug_level};
  if (site.is_in_page) reached.audience = facts.text("customer");
  Fact& fact = add_flow(facts, id, arrival.taint, reached);
  fact.notes.push_back({{site.file, site.statement},
                        facts.keep(fmt::format("reaches `{}` {} in `{}`", site.written, told_role(reached),
                                               site.function_name)),
                        NoteRole::sink});
}

}  // namespace payaudit
