// Puts the outcome of an audit into the plain structs that writers print.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "checker/audit/read.h"
#include "checker/settings/settings.h"
#include "reports/report.h"
#include "rules/judge/judge.h"
#include "rules/policy/policies.h"

namespace payaudit {

// Everything a report is made of. `today` is an ISO date: requirements bind from and until days.
struct ReportParts {
  const Policies* policies = nullptr;
  const Corpus* corpus = nullptr;
  const Settings* settings = nullptr;
  const Facts* facts = nullptr;
  std::vector<Finding> findings;
  std::vector<RuleTally> tallies;
  std::string today;
};

Report build_report(ReportParts parts);

// True if a framework is judged under these settings: it is in force, or its profile is chosen.
bool is_judged(const Framework& framework, const Settings& settings);

// True if a requirement binds on `today` in the declared jurisdictions; requirements of a law bind only where
// its jurisdiction is declared.
bool binds(const Requirement& requirement, const Settings& settings, std::string_view today);

// The rules that the gate itself adds, with their texts: they are about suppressions, not about the tree.
std::vector<RuleEntry> gate_rules();

}  // namespace payaudit
