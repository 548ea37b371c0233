// The call facts of a source text, for tests.
#pragma once

#include <fmt/format.h>

#include "scanners/meaning/calls/calls.h"
#include "scanners/syntax/code/go/go.h"
#include "scanners/syntax/code/java/java.h"
#include "scanners/syntax/code/javascript/javascript.h"
#include "scanners/syntax/code/python/python.h"
#include "tests/flow/flows.h"

namespace payaudit {

using Read = Code (*)(const Source&);

// Calls `use` with each fact of the kind, in order of place.
template <typename Use>
void each_call_fact(Read read, const std::string& text, Kind kind, Use use) {
  const Source source("a", text);
  const Code code = read(source);
  TypeIndex types;
  types.add(code, source, shipped_classifier());
  const Resolution resolution(code, shipped_calls());
  const FlowTables tables{shipped_classifier(), types};
  const FlowAnalysis flow(source, resolution, tables);
  Facts facts = call_facts({0, source, resolution, flow, shipped_classifier()});
  facts.sort();
  for (const Fact& fact : facts.all()) {
    if (fact.kind == kind) use(fact);
  }
}

}  // namespace payaudit
