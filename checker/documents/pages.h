// Pages of the documentation that say what the program knows: one a rule, the list of rules, the data
// classes, and what an owner can declare. Pure functions of the policies; docs/ holds what they return, which
// a test compares.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "reports/report.h"
#include "rules/policy/policies.h"

namespace payaudit {

// A rule and what it maps to: its framework and the ids of its requirements, in the order of the catalogues.
using Maps = std::vector<std::pair<const Framework*, std::vector<std::string>>>;
Maps maps_of(const Policies& policies, std::string_view rule);

// `payaudit explain RULE -f markdown`.
std::string rule_page(const Policies& policies, const Rule& rule);
// Of a rule of the gate itself.
std::string rule_page(const RuleEntry& rule);

// docs/rules/README.md: all rules by area, each with a link to its page.
std::string rules_page(const Policies& policies, const std::vector<RuleEntry>& gate_rules);

// docs/data-classes.md.
std::string data_classes_page(const DataClassTable& table);

// docs/declarations.md: frameworks, profiles, roles, questionnaires, environment.
std::string declarations_page(const Policies& policies);

}  // namespace payaudit
