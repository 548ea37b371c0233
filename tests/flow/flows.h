// Flows of a source text as lines, for tests: "account.chd.pan log clear" and what is said about them.
#pragma once

#include <fmt/format.h>

#include "scanners/meaning/flow/flow.h"
#include "tests/classify/policy_data.h"

namespace payaudit {

inline const CallIndex& shipped_calls() {
  static const CallIndex index(shipped_policies().code_models);
  return index;
}

struct Found {
  std::string flows;  // one line each: class, role, state, protections, confidence when weak
  std::string notes;
  std::string objects;  // one line each: the type of which all is handed on; `-`: it is a value by itself
};

template <typename Read>
Found find_flows(Read read, const std::string& path, const std::string& text) {
  const Source source(path, text);
  const Code code = read(source);
  TypeIndex types(&shipped_calls());
  types.add(code, source, shipped_classifier());
  const Resolution resolution(code, shipped_calls());
  const FlowTables tables{shipped_classifier(), types};
  const FlowAnalysis analysis(source, resolution, tables);
  Found found;
  const Facts facts = analysis.facts(0);
  for (const Fact& fact : facts.all()) {
    if (fact.kind != Kind::flow) continue;
    const Value state = fact.value(Attr::state);
    std::string line =
        fmt::format("{} {} {}", fact.value(Attr::from).as_text(), fact.value(Attr::to).as_text(),
                    state.is_unknown() ? "?" : state.as_text());
    for (const Value& item : fact.value(Attr::protections).as_list())
      line += " +" + std::string(item.as_text());
    if (fact.value(Attr::confidence).as_text() == "weak") line += " weak";
    found.flows += line + "\n";
    const Attribute* object = fact.find(Attr::object);
    found.objects += fmt::format("{}\n", object == nullptr ? "-" : object->value.as_text());
    for (const Note& note : fact.notes) {
      found.notes += fmt::format("{}: {}\n", source.position(note.place.span.begin).line, note.text);
    }
  }
  return found;
}

// Reason and detail of the gaps that following the data leaves, one a line.
template <typename Read>
std::string find_gaps(Read read, const std::string& path, const std::string& text) {
  const Source source(path, text);
  const Code code = read(source);
  TypeIndex types;
  types.add(code, source, shipped_classifier());
  const Resolution resolution(code, shipped_calls());
  const FlowTables tables{shipped_classifier(), types};
  std::string gaps;
  const Facts facts = FlowAnalysis(source, resolution, tables).facts(0);
  for (const Fact& fact : facts.all()) {
    if (fact.kind != Kind::gap) continue;
    gaps += fmt::format("{} {}\n", fact.value(Attr::reason).as_text(), fact.value(Attr::detail).as_text());
  }
  return gaps;
}

}  // namespace payaudit
