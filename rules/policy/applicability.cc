#include "rules/policy/applicability.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "rules/policy/fields.h"

namespace payaudit {
namespace {

void read_words(const Fields& fields, std::string_view key, Problems& problems,
                std::map<std::string, std::string, std::less<>>& words) {
  const auto node = fields.require(key);
  if (!node || !node->is_map()) return;
  for (size_t i = 0; i < node->size(); ++i)
    words.emplace(node->key(i).text(), read_text(node->value(i), problems));
}

template <typename Table>
void check_known(YamlNode list, const Table& known, std::string_view what, Problems& problems) {
  for (size_t i = 0; i < list.size(); ++i) {
    const YamlNode item = list.item(i);
    if (!known.contains(item.text()))
      problems.add(item, fmt::format("no {} is called '{}'", what, item.text()));
  }
}

void read_profile(YamlNode node, ApplicabilityTable& table, std::string_view name, Problems& problems) {
  const Fields fields(node, "a profile", {"roles", "jurisdictions"}, problems);
  if (!fields.is_map()) return;
  ProfileDeclares profile;
  if (const auto roles = fields.find("roles")) check_known(*roles, table.roles, "role", problems);
  profile.roles = fields.texts("roles");
  profile.jurisdictions = fields.texts("jurisdictions");
  table.profiles.emplace(name, std::move(profile));
}

void read_condition(YamlNode node, ApplicabilityTable& table, std::string_view name, Problems& problems) {
  const Fields fields(node, "a condition", {"says", "roles", "environment", "not_saq"}, problems);
  if (!fields.is_map()) return;
  ApplicabilityCondition condition;
  condition.says = fields.require_text("says");
  if (const auto roles = fields.find("roles")) check_known(*roles, table.roles, "role", problems);
  condition.roles = fields.texts("roles");
  condition.environment = fields.text("environment");
  if (!condition.environment.empty() && !table.environment.contains(condition.environment))
    problems.add(*fields.find("environment"), fmt::format("nothing is called '{}'", condition.environment));
  condition.not_saq = fields.texts("not_saq");
  table.conditions.emplace(name, std::move(condition));
}

bool is_in(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

Applicability no(std::string reason) {
  return {Applies::no, std::move(reason), {}};
}

// Of one word under `applies_to`.
Applicability of_condition(const ApplicabilityCondition& condition, const Declaration& declared) {
  if (!condition.roles.empty()) {
    if (declared.roles.empty())
      return {Applies::perhaps, fmt::format("binds {}; no role is declared", condition.says), "roles"};
    const bool has_role = std::any_of(declared.roles.begin(), declared.roles.end(),
                                      [&](const std::string& role) { return is_in(condition.roles, role); });
    if (!has_role) {
      return no(fmt::format("binds {}; {} declares roles: {}", condition.says, declared.roles_by,
                            fmt::join(declared.roles, ", ")));
    }
  }
  if (!declared.saq.empty() && is_in(condition.not_saq, declared.saq))
    return no(fmt::format("is no part of SAQ {}, which payaudit.yaml declares", declared.saq));
  if (!condition.environment.empty()) {
    const auto is_there = declared.environment.find(condition.environment);
    if (is_there == declared.environment.end()) {
      return {Applies::perhaps, fmt::format("binds {}, which is not declared", condition.says),
              fmt::format("environment: {}", condition.environment)};
    }
    if (!is_there->second)
      return no(
          fmt::format("binds {}; payaudit.yaml declares {}: false", condition.says, condition.environment));
  }
  return {};
}

Applicability of_place(const Requirement& requirement, const Declaration& declared) {
  if (requirement.jurisdiction.empty()) return {};
  if (declared.jurisdictions.empty()) {
    return {requirement.law.empty() ? Applies::perhaps : Applies::undeclared,
            fmt::format("is law of {}; no jurisdiction is declared", requirement.jurisdiction),
            "jurisdictions"};
  }
  if (declared.jurisdictions.contains(requirement.jurisdiction)) return {};
  return no(fmt::format("is law of {}; {} declares jurisdictions: {}", requirement.jurisdiction,
                        declared.jurisdictions_by, fmt::join(declared.jurisdictions, ", ")));
}

// Empty: it applies on that day.
Applicability of_day(const Requirement& requirement, const Declaration& declared, std::string_view on) {
  if (requirement.is_superseded(on)) return no(fmt::format("superseded by {}", requirement.superseded_by));
  if (!requirement.until.empty() && requirement.until <= on)
    return no(fmt::format("applied until {}", requirement.until));
  const auto later = [&](std::string reason) {
    return declared.is_ready_for_future ? Applicability{}
                                        : Applicability{Applies::later, std::move(reason), {}};
  };
  if (!requirement.since.empty() && on < requirement.since)
    return later(fmt::format("applies from {}", requirement.since));
  if (requirement.status != "future") return {};
  const std::string& from = requirement.applies_from;
  if (from.empty()) return later("does not apply yet");
  if (from == "EIF") return later("applies from its entry into force, which has no date");
  if (from.starts_with("EIF+")) {
    return later(fmt::format("applies {} months after its entry into force, which has no date",
                             std::string_view(from).substr(4, from.size() - 5)));
  }
  return on < from ? later(fmt::format("applies from {}", from)) : Applicability{};
}

}  // namespace

std::string_view word(Applies applies) {
  switch (applies) {
    case Applies::yes: return "applies";
    case Applies::perhaps: return "may apply";
    case Applies::undeclared: return "not declared";
    case Applies::later: return "future";
    case Applies::no: return "not applicable";
  }
  return "";
}

void read_applicability(const Document& document, ApplicabilityTable& table, Problems& problems) {
  const Fields fields(document.root(), "applicability",
                      {"roles", "saq", "environment", "profiles", "conditions"}, problems);
  if (!fields.is_map()) return;
  read_words(fields, "roles", problems, table.roles);
  read_words(fields, "environment", problems, table.environment);
  table.saq = fields.texts("saq");
  if (const auto profiles = fields.require("profiles")) {
    for (size_t i = 0; profiles->is_map() && i < profiles->size(); ++i)
      read_profile(profiles->value(i), table, profiles->key(i).text(), problems);
  }
  if (const auto conditions = fields.require("conditions")) {
    for (size_t i = 0; conditions->is_map() && i < conditions->size(); ++i)
      read_condition(conditions->value(i), table, conditions->key(i).text(), problems);
  }
}

Applicability applicability(const Requirement& requirement, const ApplicabilityTable& table,
                            const Declaration& declared, std::string_view on) {
  // What certainly does not apply is said first, then what is not there yet, then what is open.
  std::vector<Applicability> all{of_place(requirement, declared), of_day(requirement, declared, on)};
  for (const std::string& name : requirement.applies_to) {
    const auto condition = table.conditions.find(name);
    if (condition != table.conditions.end()) all.push_back(of_condition(condition->second, declared));
  }
  for (const Applies which : {Applies::no, Applies::later, Applies::undeclared, Applies::perhaps}) {
    for (Applicability& each : all) {
      if (each.applies == which) return std::move(each);
    }
  }
  return {};
}

}  // namespace payaudit
