// The verdict of one rule on one fact, before it becomes a finding: shared by judging and tracing.
#pragma once

#include <optional>
#include <string>

#include "rules/judge/environment.h"
#include "rules/judge/rule.h"

namespace payaudit {

struct Outcome {
  std::optional<Verdict> verdict;  // nullopt: the rule is not about this fact
  std::string reason;              // undetermined: what is not known, and why
  const Attribute* unknown =
      nullptr;  // undetermined: the attribute of the fact that is not known, if it is one
  const Note* protection = nullptr;      // satisfied flow: where it was made safe
  std::optional<Value> when, fail_when;  // as far as they were worked out; texts are in the arena
};

// For state and flow rules on a fact of their kind; for presence rules, `satisfied` is the fact that counts
// and `undetermined` one that may.
Outcome decide(const Rule& rule, const FactInputs& inputs, Arena& scratch);

}  // namespace payaudit
