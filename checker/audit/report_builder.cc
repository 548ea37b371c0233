#include "checker/audit/report_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "checker/audit/coverage.h"
#include "scanners/facts/facts.h"

namespace payaudit {
namespace {

constexpr std::string_view kVersion = PAYAUDIT_VERSION;

// Rules whose satisfied verdict rests on what the owner allows, not on a law: it proves nothing about a law.
bool rests_on_declaration(std::string_view rule) {
  return rule == "region-not-allowed" || rule == "replica-region-not-allowed" ||
         rule == "third-party-country-not-allowed";
}

std::string status_words(FrameworkStatus status) {
  switch (status) {
    case FrameworkStatus::in_force: return "in force";
    case FrameworkStatus::agreed_not_adopted: return "agreed, not adopted";
    case FrameworkStatus::industry_spec: return "industry specification";
  }
  return "";
}

struct Counts {
  int violations = 0;
  int satisfied = 0;
  int undetermined = 0;
  int waived = 0;
};

// Violations that several rules say and one finding tells: by the finding's rule first.
using Shared = std::map<std::vector<std::string>, Counts>;

Shared count_shared(const std::vector<Finding>& findings) {
  Shared shared;
  for (const Finding& finding : findings) {
    if (finding.also.empty()) continue;
    std::vector<std::string> rules{finding.rule};
    for (const Also& also : finding.also) rules.push_back(also.rule);
    Counts& counts = shared[std::move(rules)];
    ++(finding.suppression                        ? counts.waived
       : finding.verdict == Verdict::undetermined ? counts.undetermined
                                                  : counts.violations);
  }
  return shared;
}

std::map<std::string, Counts, std::less<>> count_by_rule(const std::vector<Finding>& findings) {
  std::map<std::string, Counts, std::less<>> counts;
  for (const Finding& finding : findings) {
    Counts& of_rule = counts[finding.rule];
    if (finding.suppression) {
      ++of_rule.waived;
      continue;
    }
    switch (finding.verdict) {
      case Verdict::violation: ++of_rule.violations; break;
      case Verdict::satisfied: ++of_rule.satisfied; break;
      case Verdict::undetermined: ++of_rule.undetermined; break;
      case Verdict::evidence_required:
      case Verdict::not_applicable: break;
    }
  }
  return counts;
}

// Adds to `entry` what is told with a finding whose own rule is none of `rules`.
template <typename Entry, typename Rules>
void add_shared(Entry& entry, const Shared& shared, const Rules& rules) {
  const auto is_one = [&](const std::string& rule) {
    return std::find(rules.begin(), rules.end(), rule) != rules.end();
  };
  for (const auto& [said, counts] : shared) {
    if (is_one(said.front()) || std::none_of(said.begin(), said.end(), is_one)) continue;
    entry.violations += counts.violations;
    entry.undetermined += counts.undetermined;
    entry.waived += counts.waived;
  }
}

FrameworkEntry framework_entry(const Framework& framework, const ReportParts& parts,
                               const std::map<std::string, Counts, std::less<>>& counts, const Shared& shared,
                               const std::set<std::string, std::less<>>& examined) {
  FrameworkEntry entry;
  entry.id = framework.id;
  entry.name = framework.name;
  entry.version = framework.version;
  entry.organization = framework.organization;
  entry.status = status_words(framework.status);
  entry.is_judged = is_judged(framework, *parts.settings);
  std::set<std::string, std::less<>>
      counted;  // a rule that many requirements name counts once in the framework's sum
  for (const Requirement& requirement : framework.requirements) {
    RequirementEntry row;
    row.id = requirement.id;
    row.title = requirement.title;
    row.shows = std::string(word(requirement.shows));
    row.rules = requirement.rules;
    row.record = requirement.record_ask;
    row.record_max_age_days = requirement.record_max_age_days;
    if (entry.is_judged && binds(requirement, *parts.settings, parts.today)) {
      for (const std::string& rule : requirement.rules) {
        if (!examined.contains(rule)) continue;
        Counts of_rule;
        if (const auto at = counts.find(rule); at != counts.end()) of_rule = at->second;
        if (!requirement.law.empty() && rests_on_declaration(rule)) of_rule.satisfied = 0;
        row.is_examined = true;
        row.violations += of_rule.violations;
        row.satisfied += of_rule.satisfied;
        row.undetermined += of_rule.undetermined;
        row.waived += of_rule.waived;
        if (counted.insert(rule).second) {
          entry.violations += of_rule.violations;
          entry.satisfied += of_rule.satisfied;
          entry.undetermined += of_rule.undetermined;
          entry.waived += of_rule.waived;
        }
      }
      add_shared(row, shared, requirement.rules);
      if (!requirement.record_ask.empty()) ++entry.evidence_required;
    }
    entry.requirements.push_back(std::move(row));
  }
  add_shared(entry, shared, counted);
  return entry;
}

// Which requirements each rule bears on, over all frameworks, superseded and future ones too: it is what the
// catalogue says.
std::map<std::string, std::vector<Mapping>, std::less<>> mappings(const std::vector<Framework>& catalog) {
  std::map<std::string, std::vector<Mapping>, std::less<>> maps;
  for (size_t i = 0; i < catalog.size(); ++i) {
    for (const Requirement& requirement : catalog[i].requirements) {
      for (const std::string& rule : requirement.rules) maps[rule].push_back({i, requirement.id});
    }
  }
  return maps;
}

// What to declare, once, instead of the same reason at every place.
void add_notes(Report& report, const ReportParts& parts) {
  const bool has_places = std::any_of(parts.facts->all().begin(), parts.facts->all().end(),
                                      [](const Fact& fact) { return fact.kind == Kind::place; });
  const Settings& settings = *parts.settings;
  if (has_places && !settings.allowed_countries && !settings.allowed_regions) {
    report.notes.push_back(
        "declare `allowed_countries: [DE, IE]` in payaudit.yaml: without it no region can be judged");
  }
  if (has_places && settings.jurisdictions.empty()) {
    report.notes.push_back(
        "declare `jurisdictions: [EU]` in payaudit.yaml: without it no law on the place of data is judged");
  }
  if (settings.cde.empty() && settings.connected.empty() && settings.out.empty()) {
    report.notes.push_back(
        "declare `scope:` in payaudit.yaml: without it every folder may belong to the cardholder data "
        "environment");
  }
  report.notes.insert(report.notes.end(), parts.corpus->notes.begin(), parts.corpus->notes.end());
}

}  // namespace

bool is_judged(const Framework& framework, const Settings& settings) {
  return framework.is_default || (!framework.profile.empty() && framework.profile == settings.profile);
}

bool binds(const Requirement& requirement, const Settings& settings, std::string_view today) {
  if (!requirement.superseded_by.empty()) return false;
  if (!requirement.since.empty() && today < requirement.since) return false;
  if (!requirement.until.empty() && requirement.until <= today) return false;
  const bool is_future = requirement.status == "future";
  if (is_future && (requirement.applies_from.empty() || requirement.applies_from.starts_with("EIF") ||
                    today < requirement.applies_from))
    return false;
  const auto declares = [&](std::string_view jurisdiction) {
    return std::find(settings.jurisdictions.begin(), settings.jurisdictions.end(), jurisdiction) !=
           settings.jurisdictions.end();
  };
  if (!requirement.law.empty()) return declares(requirement.jurisdiction);
  return requirement.jurisdiction.empty() || settings.jurisdictions.empty() ||
         declares(requirement.jurisdiction);
}

std::vector<RuleEntry> gate_rules() {
  RuleEntry invalid;
  invalid.id = "suppression-invalid";
  invalid.title = "Suppression suppresses nothing";
  invalid.severity = Severity::medium;
  invalid.why = "An exception without a reason or past its date is a finding that nobody decided to accept.";
  invalid.fix = "Give it a known rule, a reason and a date in the future, or remove it.";
  invalid.since = "0.1.0";
  invalid.area = "gate";
  RuleEntry unused = invalid;
  unused.id = "suppression-unused";
  unused.title = "Suppression meets no violation";
  unused.severity = Severity::low;
  unused.why = "What it was written for is gone; left in place it hides the next violation there.";
  unused.fix = "Remove the comment.";
  RuleEntry widened = invalid;
  widened.id = "settings-widened";
  widened.title = "Settings let more through than their committed version";
  widened.severity = Severity::info;
  widened.why =
      "What is newly ignored or switched off passes from now on: whoever reviews the change has to see it.";
  widened.fix = "Take the entry out of payaudit.yaml, or have it approved with the change.";
  return {invalid, unused, widened};
}

Report build_report(ReportParts parts) {
  Report report;
  report.tool_version = kVersion;
  report.sources = &parts.corpus->sources;

  const auto maps = mappings(parts.policies->catalog);
  for (const Rule& rule : parts.policies->rules.rules) {
    RuleEntry entry{rule.id,  rule.title, rule.severity, rule.why, rule.fix,
                    rule.cwe, rule.since, rule.area,     {}};
    if (const auto at = maps.find(rule.id); at != maps.end()) entry.maps = at->second;
    report.rules.push_back(std::move(entry));
  }
  for (RuleEntry& entry : gate_rules()) report.rules.push_back(std::move(entry));
  std::sort(report.rules.begin(), report.rules.end(),
            [](const RuleEntry& a, const RuleEntry& b) { return a.id < b.id; });

  std::set<std::string, std::less<>> examined;
  for (const RuleTally& tally : parts.tallies) {
    if (tally.population > 0) examined.insert(tally.rule);
  }
  const auto counts = count_by_rule(parts.findings);
  const Shared shared = count_shared(parts.findings);
  for (const Framework& framework : parts.policies->catalog) {
    report.frameworks.push_back(framework_entry(framework, parts, counts, shared, examined));
  }
  for (const Fact& fact : parts.facts->all()) {
    if (fact.kind == Kind::secret || fact.kind == Kind::card_literal) report.secrets.push_back(fact.place);
    const Attribute* key = fact.kind == Kind::crypto ? fact.find(Attr::hard_coded_key) : nullptr;
    const bool is_key = key != nullptr && key->value.is(Value::Type::boolean) && key->value.as_boolean();
    if (is_key && key->origin.has_place) report.secrets.push_back(key->origin.place);
  }
  report.gaps = collect_gaps(*parts.corpus, *parts.facts, *parts.settings);
  report.coverage = measure_coverage(*parts.corpus, *parts.facts, *parts.settings, report.gaps);
  add_notes(report, parts);
  report.findings = std::move(parts.findings);
  sort(report.findings, parts.corpus->sources);
  return report;
}

}  // namespace payaudit
