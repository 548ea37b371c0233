// Flows that happen in an environment of developers only: `if (NODE_ENV === "development") console.log(otp)`.
// What a log keeps of them in production is not said there.
#include <fmt/format.h>

#include <map>
#include <utility>

#include "scanners/meaning/calls/calls.h"
#include "scanners/meaning/calls/environments.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

using Places = std::map<std::pair<uint32_t, uint32_t>, std::pair<FunctionId, size_t>>;

Places calls_of(const Code& code) {
  Places places;
  for (FunctionId id = 0; id < code.functions.size(); ++id) {
    const auto& body = code.functions[id].body;
    for (size_t at = 0; at < body.size(); ++at) {
      if (body[at].op == Op::call || body[at].op == Op::construct)
        places.try_emplace({body[at].span.begin, body[at].span.end}, id, at);
    }
  }
  return places;
}

}  // namespace

void doubt_developer_flows(Facts& flows, const CallContext& context) {
  std::optional<Values> values;
  Places places;
  for (Fact& fact : flows.all()) {
    const Value to = fact.value(Attr::to);
    if (fact.kind != Kind::flow || !to.is(Value::Type::text) ||
        !is_one_of(to.as_text(), {"log", "telemetry"}) || fact.notes.empty() ||
        fact.notes.back().role != NoteRole::sink)
      continue;
    if (!values) {
      values.emplace(context.resolution);
      places = calls_of(context.resolution.code());
    }
    const Span span = fact.notes.back().place.span;
    const auto found = places.find({span.begin, span.end});
    if (found == places.end()) continue;
    const auto condition =
        development_only(*values, context.source, found->second.first, found->second.second);
    if (condition)
      fact.set(Attr::local, flows.unknown(fmt::format("it is written only where {}", *condition)));
  }
}

}  // namespace payaudit
