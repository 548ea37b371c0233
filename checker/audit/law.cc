#include "checker/audit/law.h"

#include <fmt/format.h>

#include <algorithm>

#include "rules/cel/cel.h"

namespace payaudit {
namespace {

template <typename Words>
Result<bool> check_word(const Settings& settings, std::string_view key, std::string_view word,
                        const Words& known) {
  if (std::find(known.begin(), known.end(), word) != known.end()) return true;
  const std::string_view near = nearest(word, known);
  std::string where = settings.path;
  for (const SettingsEntry& entry : settings.entries) {
    const bool is_it = entry.text == word || entry.key.ends_with(fmt::format(".{}", word));
    if (entry.key.starts_with(key) && is_it) {
      where += fmt::format(":{}:{}", entry.line, entry.column);
      break;
    }
  }
  return Error{fmt::format("{}: {}: '{}' is not known; {}", where, key, word,
                           near.empty() ? fmt::format("there are {}", fmt::join(known, ", "))
                                        : fmt::format("did you mean '{}'?", near))};
}

template <typename Map>
std::vector<std::string_view> keys_of(const Map& map) {
  std::vector<std::string_view> keys;
  for (const auto& [key, value] : map) keys.emplace_back(key);
  return keys;
}

Result<bool> check_words(const Settings& settings, const ApplicabilityTable& table) {
  const std::vector<std::string_view> roles = keys_of(table.roles);
  for (const std::string& role : settings.roles) {
    if (const auto known = check_word(settings, "roles", role, roles); !known) return known.error();
  }
  const std::vector<std::string_view> saq(table.saq.begin(), table.saq.end());
  if (!settings.saq.empty()) {
    if (const auto known = check_word(settings, "saq", settings.saq, saq); !known) return known.error();
  }
  const std::vector<std::string_view> environment = keys_of(table.environment);
  for (const auto& [what, is_there] : settings.environment) {
    if (const auto known = check_word(settings, "environment", what, environment); !known)
      return known.error();
  }
  return true;
}

}  // namespace

Result<Declaration> declare(Settings& settings, const Policies& policies) {
  if (const auto known = check_words(settings, policies.applicability); !known) return known.error();
  Declaration declared;
  const auto profile = policies.applicability.profiles.find(settings.profile);
  const bool has_profile = profile != policies.applicability.profiles.end();
  const std::string by_profile = fmt::format("profile {}", settings.profile);
  const bool is_own = !settings.roles.empty() || !has_profile;
  declared.roles = is_own ? settings.roles : profile->second.roles;
  declared.roles_by = is_own ? settings.path : by_profile;
  declared.saq = settings.saq;
  declared.environment = settings.environment;
  const bool has_places = !settings.jurisdictions.empty() || !has_profile;
  declared.jurisdictions_by = has_places ? settings.path : by_profile;
  const std::vector<std::string>& places =
      has_places ? settings.jurisdictions : profile->second.jurisdictions;
  declared.jurisdictions.insert(places.begin(), places.end());
  for (const std::string& place : places) {
    if (std::find(policies.places.eea.begin(), policies.places.eea.end(), place) != policies.places.eea.end())
      declared.jurisdictions.insert("EU");
    // A part of a state: CA-QC, US-states.
    if (const size_t hyphen = place.find('-'); hyphen != std::string::npos)
      declared.jurisdictions.insert(place.substr(0, hyphen));
  }
  settings.jurisdictions.assign(declared.jurisdictions.begin(), declared.jurisdictions.end());
  declared.is_ready_for_future = settings.profile == "readiness";
  return declared;
}

Bindings law_of(const Policies& policies, const Settings& settings, const Declaration& declared,
                std::string_view on) {
  Bindings law;
  for (const Framework& framework : policies.catalog) {
    law.is_judged.push_back(framework.is_default ||
                            (!framework.profile.empty() && framework.profile == settings.profile));
    std::vector<Applicability>& rows = law.rows.emplace_back();
    rows.reserve(framework.requirements.size());
    for (const Requirement& requirement : framework.requirements)
      rows.push_back(applicability(requirement, policies.applicability, declared, on));
  }
  return law;
}

namespace {

void keep_binding(std::vector<BearsOn>& rows, const Bindings& law) {
  std::erase_if(rows, [&](const BearsOn& row) { return !law.binds(row); });
}

}  // namespace

void set_scopes(std::vector<Finding>& findings, const Settings& settings, const SourceMap& sources) {
  for (Finding& finding : findings) {
    if (!finding.has_place) continue;
    finding.scope = settings.scope_of(sources[finding.place.file].path()).value_or("undeclared");
  }
}

void apply_law(std::vector<Finding>& findings, const Policies& policies, const Bindings& law) {
  for (Finding& finding : findings) {
    const std::vector<BearsOn> all = finding.bears_on;
    keep_binding(finding.bears_on, law);
    bool is_bound = !finding.bears_on.empty();
    for (Also& also : finding.also) {
      keep_binding(also.bears_on, law);
      is_bound = is_bound || !also.bears_on.empty();
    }
    const bool is_told = finding.verdict == Verdict::violation || finding.verdict == Verdict::undetermined;
    if (is_bound || all.empty() || !is_told) continue;
    const auto of = [&](const BearsOn& row) -> const Applicability& {
      return law.rows[row.framework][row.requirement];
    };
    const auto later = std::find_if(all.begin(), all.end(), [&](const BearsOn& row) {
      return law.is_judged[row.framework] && of(row).applies == Applies::later;
    });
    if (later != all.end()) {
      finding.severity = Severity::info;
      finding.bears_on = {*later};
      finding.message +=
          fmt::format("; {} {}", policies.catalog[later->framework].requirements[later->requirement].id,
                      of(*later).reason);
      continue;
    }
    const BearsOn& first = all.front();
    const Requirement& requirement = policies.catalog[first.framework].requirements[first.requirement];
    finding.verdict = Verdict::not_applicable;
    finding.reason = law.is_judged[first.framework]
                         ? fmt::format("{} {}", requirement.id, of(first).reason)
                         : fmt::format("{} is not judged here", policies.catalog[first.framework].name);
  }
}

}  // namespace payaudit
