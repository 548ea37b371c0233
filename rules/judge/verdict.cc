#include "rules/judge/verdict.h"

#include <fmt/format.h>

#include <algorithm>

#include "scanners/facts/data_class.h"

namespace payaudit {
namespace {

bool is_true(const Value& value) {
  return value.is(Value::Type::boolean) && value.as_boolean();
}
bool is_false(const Value& value) {
  return value.is(Value::Type::boolean) && !value.as_boolean();
}

bool names(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Turns the outcome to undetermined by naming what the unknown result came from.
void admit(Outcome& outcome, const CelProgram& program, const Value& result, const FactInputs& inputs) {
  outcome.verdict = Verdict::undetermined;
  const std::string_view why =
      result.is_unknown() ? result.why_unknown() : "the expression is neither true nor false";
  for (uint32_t slot : program.slots()) {
    const Value value = inputs.variable(slot);
    if (!value.is_unknown() || value.why_unknown() != why) continue;
    outcome.reason = fmt::format("`{}` is not known: {}", slot_name(slot), why);
    outcome.unknown = inputs.fact().find(static_cast<Attr>(slot));
    return;
  }
  outcome.reason = why;
}

void decide_state(const Rule& rule, const FactInputs& inputs, Arena& scratch, Outcome& outcome) {
  const Value fails = rule.fail_when->run(inputs, scratch);
  outcome.fail_when = fails;
  if (outcome.when && !is_true(*outcome.when)) {
    if (!is_false(fails)) admit(outcome, *rule.when, *outcome.when, inputs);
    return;
  }
  if (is_true(fails)) {
    outcome.verdict = Verdict::violation;
  } else if (is_false(fails)) {
    outcome.verdict = Verdict::satisfied;
  } else {
    admit(outcome, *rule.fail_when, fails, inputs);
  }
}

// The protections that the flow met, of those that excuse.
bool meets(const std::vector<std::string>& unless, const Value& state, const Value& protections) {
  if (names(unless, state.as_text())) return true;
  if (!protections.is(Value::Type::list)) return false;
  const auto met = protections.as_list();
  return std::any_of(met.begin(), met.end(), [&](const Value& protection) {
    return protection.is(Value::Type::text) && names(unless, protection.as_text());
  });
}

const Note* protection_note(const Fact& fact) {
  for (const Note& note : fact.notes) {
    if (note.role == NoteRole::protection) return &note;
  }
  return nullptr;
}

void admit_unknown(Outcome& outcome, const Fact& fact, Attr attr, std::string_view why) {
  outcome.verdict = Verdict::undetermined;
  outcome.reason = fmt::format("`{}` is not known: {}", row(attr).name, why);
  outcome.unknown = fact.find(attr);
}

// Sensitive authentication data must not be kept or shown in any form, so nothing excuses it; but what was
// cut or masked may be no such data any more.
Verdict verdict_of_authentication_data(std::string_view state) {
  return state == "truncated" || state == "masked" ? Verdict::undetermined : Verdict::violation;
}

void decide_flow(const Rule& rule, const FactInputs& inputs, Outcome& outcome) {
  const Fact& fact = inputs.fact();
  const Value from = fact.value(Attr::from);
  const Value to = fact.value(Attr::to);
  // A scanner that cannot tell what flows or where states no flow.
  if (!from.is(Value::Type::text) || !to.is(Value::Type::text) || !names(rule.flow.to, to.as_text())) return;
  const bool is_meant =
      std::any_of(rule.flow.from.begin(), rule.flow.from.end(),
                  [&](const std::string& ancestor) { return within(from.as_text(), ancestor); });
  if (!is_meant) return;
  if (outcome.when && !is_true(*outcome.when)) {
    admit(outcome, *rule.when, *outcome.when, inputs);
    return;
  }
  const Value state = fact.value(Attr::state);
  const Value protections = fact.value(Attr::protections);
  if (!state.is(Value::Type::text) || state.as_text() == "unknown") {
    admit_unknown(
        outcome, fact, Attr::state,
        state.is_unknown() ? state.why_unknown() : "it cannot be seen what the value became on the way");
    return;
  }
  if (within(from.as_text(), "account.sad")) {
    outcome.verdict = verdict_of_authentication_data(state.as_text());
    if (outcome.verdict == Verdict::undetermined) {
      outcome.reason = fmt::format("`state` is {}: whether anything of {} is left cannot be seen",
                                   state.as_text(), from.as_text());
      outcome.unknown = fact.find(Attr::state);
    }
    return;
  }
  // Where the value arrives clear, a protection on the way was of something else.
  if (state.as_text() != "clear" && meets(rule.flow.unless, state, protections)) {
    outcome.verdict = Verdict::satisfied;
    outcome.protection = protection_note(fact);
  } else {
    outcome.verdict = Verdict::violation;
  }
}

}  // namespace

Outcome decide(const Rule& rule, const FactInputs& inputs, Arena& scratch) {
  Outcome outcome;
  if (rule.when) {
    outcome.when = rule.when->run(inputs, scratch);
    if (is_false(*outcome.when)) return outcome;
  }
  switch (rule.shape) {
    case RuleShape::state: decide_state(rule, inputs, scratch, outcome); break;
    case RuleShape::flow: decide_flow(rule, inputs, outcome); break;
    case RuleShape::presence:
      if (!outcome.when || is_true(*outcome.when)) {
        outcome.verdict = Verdict::satisfied;
      } else {
        admit(outcome, *rule.when, *outcome.when, inputs);
      }
      break;
  }
  return outcome;
}

}  // namespace payaudit
