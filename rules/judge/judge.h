// Judges: rules × facts to verdicts, with three-valued truth. A pure function; no I/O, no clock, no threads
// of its own.
//
// A state rule: `when` says which facts it is about (its population), `fail_when` which of them are
// violations; the others are satisfied, and those it cannot be known of are undetermined, with the attribute
// and the reason. Where `when` itself is unknown, a fact that could not fail anyway is passed over, and all
// else is undetermined. Suppressions, baselines and the gate are not here.
#pragma once

#include <string>
#include <vector>

#include "rules/findings/finding.h"
#include "rules/judge/environment.h"
#include "rules/judge/rule.h"
#include "scanners/facts/facts.h"
#include "scanners/source/source.h"

namespace payaudit {

// What a rule met. A rule with no population is not applicable; `facts` says whether there was anything of
// its kind.
struct RuleTally {
  std::string rule;
  size_t facts = 0;       // of the rule's kind
  size_t population = 0;  // those it is about, known or not
  size_t violations = 0;
  size_t satisfied = 0;
  size_t undetermined = 0;
  size_t evidence_required = 0;
};

struct Judged {
  std::vector<Finding> findings;   // sorted, with fingerprints
  std::vector<RuleTally> tallies;  // one for each rule of the pack, in its order
};

// `facts` should hold the `gap` facts of the audit: a presence rule that finds nothing beside a gap is
// undetermined. Places of facts are in `sources`. All arguments are only read.
Judged judge(const RulePack& pack, const Facts& facts, const SourceMap& sources,
             const JudgeSettings& settings);
Judged judge(const Rule& rule, const Facts& facts, const SourceMap& sources, const JudgeSettings& settings);

// Why a rule did or did not match a fact.
struct TraceValue {
  std::string name;   // as the rule's expressions write it
  std::string value;  // as `payaudit facts` prints it
  std::string
      origin;  // "`storage_encrypted` is not set: AWS provider default"; empty for what is no attribute
};
struct TraceRow {
  const Fact* fact = nullptr;  // of the facts given
  std::string when;            // "true", "?(…)"; empty: the rule has none
  std::string fail_when;       // flow rules: empty
  std::vector<TraceValue> values;
  std::string outcome;  // "violation", "not about this", "undetermined: …"
};
// One row for each fact of the rule's kind, in the order of the facts.
std::vector<TraceRow> trace(const Rule& rule, const Facts& facts, const SourceMap& sources,
                            const JudgeSettings& settings);

}  // namespace payaudit
