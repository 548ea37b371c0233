// Puts the outcome of an audit into the plain structs that writers print.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/audit/law.h"
#include "checker/audit/read.h"
#include "checker/settings/settings.h"
#include "reports/report.h"
#include "rules/judge/judge.h"
#include "rules/policy/policies.h"

namespace payaudit {

// Everything a report is made of. `today` is an ISO date.
struct ReportParts {
  const Policies* policies = nullptr;
  const Corpus* corpus = nullptr;
  const Settings* settings = nullptr;
  const Facts* facts = nullptr;
  std::vector<Finding> findings;
  std::vector<RuleTally> tallies;
  std::string today;
  const Bindings* law = nullptr;
  std::optional<std::vector<GapEntry>> gaps;  // as collect_gaps() has them; absent: they are collected
};

Report build_report(ReportParts parts);

// A rule as reports list it, without the requirements that it bears on.
RuleEntry rule_entry(const Rule& rule);

// The rules that the gate itself adds, with their texts: they are about suppressions, not about the tree.
std::vector<RuleEntry> gate_rules();

}  // namespace payaudit
