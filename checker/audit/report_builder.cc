#include "checker/audit/report_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "checker/audit/coverage.h"
#include "scanners/facts/facts.h"

namespace payaudit {
namespace {

constexpr std::string_view kVersion = PAYAUDIT_VERSION;

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

// Of each framework and requirement, the findings that count for it; the last row is of the whole framework.
class Tally {
 public:
  explicit Tally(const std::vector<Framework>& catalog) {
    for (const Framework& framework : catalog) rows_.emplace_back(framework.requirements.size() + 1);
  }

  void add(const Finding& finding) {
    std::vector<BearsOn> all = finding.bears_on;
    for (const Also& also : finding.also) all.insert(all.end(), also.bears_on.begin(), also.bears_on.end());
    std::set<std::pair<uint32_t, uint32_t>> counted;
    for (const BearsOn& row : all) {
      if (!counted.emplace(row.framework, row.requirement).second) continue;
      count(rows_[row.framework][row.requirement], finding, row.is_certain);
      count(by_rule_[{row.framework, row.requirement, finding.rule}], finding, row.is_certain);
      const auto whole = static_cast<uint32_t>(rows_[row.framework].size() - 1);
      if (counted.emplace(row.framework, whole).second) count(rows_[row.framework].back(), finding, true);
    }
  }

  Counts of(size_t framework, size_t requirement, const std::string& rule) const {
    const auto found =
        by_rule_.find({static_cast<uint32_t>(framework), static_cast<uint32_t>(requirement), rule});
    return found == by_rule_.end() ? Counts{} : found->second;
  }
  const Counts& of(size_t framework, size_t requirement) const { return rows_[framework][requirement]; }
  const Counts& of(size_t framework) const { return rows_[framework].back(); }

 private:
  // What is not certain to be of the requirement is neither evidence for it nor against it.
  static void count(Counts& counts, const Finding& finding, bool is_certain) {
    if (finding.verdict != Verdict::violation && finding.verdict != Verdict::satisfied &&
        finding.verdict != Verdict::undetermined)
      return;
    if (finding.suppression) {
      ++counts.waived;
    } else if (!is_certain || finding.verdict == Verdict::undetermined) {
      ++counts.undetermined;
    } else {
      ++(finding.verdict == Verdict::violation ? counts.violations : counts.satisfied);
    }
  }

  std::vector<std::vector<Counts>> rows_;
  std::map<std::tuple<uint32_t, uint32_t, std::string>, Counts> by_rule_;
};

using Tallies = std::map<std::string, const RuleTally*, std::less<>>;

// A rule that bears on the requirement with some of its facts only examined what it has a verdict about.
RuleResult rule_result(const Rule& rule, const RuleTally* judged, const Counts& counts, bool is_of_all) {
  RuleResult result;
  result.rule = rule.id;
  result.kind = row(rule.kind).name;
  result.violations = counts.violations;
  result.undetermined = counts.undetermined;
  result.satisfied = counts.satisfied;
  result.waived = counts.waived;
  if (judged != nullptr) result.seen = judged->facts;
  const int told = counts.violations + counts.undetermined + counts.satisfied + counts.waived;
  // What is missing was not examined, though its rule looked for it.
  const bool is_counted = is_of_all && rule.shape != RuleShape::presence;
  result.examined = judged != nullptr && is_counted ? judged->population : static_cast<size_t>(told);
  result.seen = std::max(result.seen, result.examined);
  return result;
}

// What the law on the place of data that the requirement stands for says of itself.
void set_law(RequirementEntry& row, const Law* law) {
  if (law == nullptr) return;
  row.law = law->name;
  if (!law->article.empty()) row.law += ", " + law->article;
  if (!law->binds.empty()) row.law += "; binds " + law->binds;
  if (!law->ways.empty()) row.law += fmt::format("; ways out: {}", fmt::join(law->ways, ", "));
  row.source = law->source;
}

FrameworkEntry framework_entry(size_t index, const ReportParts& parts, const Tally& tally,
                               const Tallies& judged) {
  const Framework& framework = parts.policies->catalog[index];
  FrameworkEntry entry;
  entry.id = framework.id;
  entry.name = framework.name;
  entry.version = framework.version;
  entry.organization = framework.organization;
  entry.status = status_words(framework.status);
  entry.is_judged = parts.law->is_judged[index];
  for (size_t r = 0; r < framework.requirements.size(); ++r) {
    const Requirement& requirement = framework.requirements[r];
    const Applicability& applies = parts.law->rows[index][r];
    RequirementEntry row;
    row.id = requirement.id;
    row.title = requirement.title;
    row.applies = word(applies.applies);
    row.why = applies.reason;
    row.declare = applies.declare;
    row.is_judged = entry.is_judged && applies.is_judged();
    row.since = requirement.since;
    row.applies_from = requirement.applies_from;
    row.jurisdiction = requirement.jurisdiction;
    row.confidence = requirement.confidence;
    if (requirement.is_superseded(parts.today)) row.superseded_by = requirement.superseded_by;
    row.note = requirement.note;
    row.shows = std::string(word(requirement.shows));
    row.rules = requirement.rules;
    for (const Leg& leg : requirement.legs)
      row.legs.push_back({leg.says, leg.procedure, leg.rules, leg.since, leg.since > parts.today});
    row.record = requirement.record_ask;
    row.record_max_age_days = requirement.record_max_age_days;
    row.is_age_by_analysis = requirement.is_age_by_analysis;
    row.record_series = requirement.record_series;
    row.is_customizable = requirement.is_customizable;
    set_law(row, parts.policies->places.find_law(requirement.law));
    if (row.is_judged) {
      const Counts& counts = tally.of(index, r);
      row.violations = counts.violations;
      row.satisfied = counts.satisfied;
      row.undetermined = counts.undetermined;
      row.waived = counts.waived;
      row.is_examined = counts.violations + counts.satisfied + counts.undetermined + counts.waived > 0;
      for (size_t i = 0; i < requirement.rules.size(); ++i) {
        const Rule* rule = parts.policies->rules.find(requirement.rules[i]);
        const auto at = judged.find(requirement.rules[i]);
        if (rule == nullptr || at == judged.end()) continue;
        row.tested.push_back(
            rule_result(*rule, at->second, tally.of(index, r, rule->id), requirement.rules_when[i].empty()));
        row.is_examined = row.is_examined || row.tested.back().examined > 0;
      }
      if (!requirement.record_ask.empty()) ++entry.evidence_required;
    }
    entry.requirements.push_back(std::move(row));
  }
  const Counts& all = tally.of(index);
  entry.violations = all.violations;
  entry.satisfied = all.satisfied;
  entry.undetermined = all.undetermined;
  entry.waived = all.waived;
  return entry;
}

// The requirements that bind and that each rule bears on.
std::map<std::string, std::vector<Mapping>, std::less<>> mappings(const std::vector<Framework>& catalog,
                                                                  const Bindings& law) {
  std::map<std::string, std::vector<Mapping>, std::less<>> maps;
  for (uint32_t f = 0; f < catalog.size(); ++f) {
    for (uint32_t r = 0; r < catalog[f].requirements.size(); ++r) {
      const Requirement& requirement = catalog[f].requirements[r];
      if (!law.binds({f, r})) continue;
      for (const std::string& rule : requirement.rules) maps[rule].push_back({f, requirement.id});
    }
  }
  return maps;
}

// Rows that may bind, because nothing was declared that decides it: once for each word.
void add_open_rows(Report& report, const Settings& settings) {
  std::map<std::string, size_t> open;
  for (const FrameworkEntry& framework : report.frameworks) {
    for (const RequirementEntry& row : framework.requirements) {
      if (framework.is_judged && row.is_judged && !row.declare.empty()) ++open[row.declare];
    }
  }
  size_t rows = 0;
  std::string words;
  for (const auto& [word, count] : open) {
    rows += count;
    words += fmt::format("{}`{}`", words.empty() ? "" : ", ", word);
  }
  if (rows == 0) return;
  report.notes.push_back(fmt::format(
      "{} requirements may bind, and are judged as if they did: declare in {} {} (what can be declared: "
      "`payaudit frameworks`)",
      rows, settings.path.empty() ? "payaudit.yaml" : settings.path, words));
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
  add_open_rows(report, settings);
  if (settings.cde.empty() && settings.connected.empty() && settings.out.empty()) {
    report.notes.push_back(
        "declare `scope:` in payaudit.yaml: without it every folder may belong to the cardholder data "
        "environment");
  }
  report.notes.insert(report.notes.end(), parts.corpus->notes.begin(), parts.corpus->notes.end());
}

}  // namespace

RuleEntry rule_entry(const Rule& rule) {
  return {rule.id, rule.title, rule.severity, rule.why, rule.fix, rule.cwe, rule.since, rule.area, {}};
}

std::vector<RuleEntry> gate_rules() {
  const auto rule = [](std::string id, std::string title, Severity severity, std::string why,
                       std::string fix) {
    return RuleEntry{std::move(id), std::move(title), severity, std::move(why), std::move(fix), {},
                     "0.1.0",       "gate",           {}};
  };
  return {
      rule("suppression-invalid", "Suppression suppresses nothing", Severity::medium,
           "An exception without a reason or past its date is a finding that nobody decided to accept.",
           "Give it a known rule, a reason and a date in the future, or remove it."),
      rule("suppression-unused", "Suppression meets no violation", Severity::low,
           "What it was written for is gone; left in place it hides the next violation there.",
           "Remove the comment."),
      rule("waiver-invalid", "Waiver suppresses nothing", Severity::medium,
           "What nobody else agreed to, for a reason and a time, is a finding that nobody decided to accept.",
           "Mend the entry, have it approved by somebody other than its owner, or remove it."),
      rule("waiver-expired", "Waiver has ended", Severity::medium,
           "What was accepted for a time counts again: it was to be mended, or accepted anew, by that day.",
           "Mend what it covered and remove the entry, or have it approved again, with new dates."),
      rule("waiver-unused", "Waiver meets no finding", Severity::low,
           "What it was written for is gone; left in place it hides the next finding there.",
           "Remove the entry."),
      rule("settings-widened", "Settings let more through than their committed version", Severity::info,
           "What is newly ignored or switched off passes from now on: whoever reviews the change has to see "
           "it.",
           "Take the entry out of payaudit.yaml, or have it approved with the change."),
      rule(
          "evidence-lost", "Evidence of the base is lost", Severity::high,
          "What was shown to be kept is not known to be kept any more: nobody would notice when it breaks.",
          "Make the value known again where it is read, or show that the rule is kept there in another way."),
  };
}

Report build_report(ReportParts parts) {
  Report report;
  report.tool_version = kVersion;
  report.on = parts.today;
  report.sources = &parts.corpus->sources;

  const auto maps = mappings(parts.policies->catalog, *parts.law);
  for (const Rule& rule : parts.policies->rules.rules) {
    RuleEntry entry = rule_entry(rule);
    if (const auto at = maps.find(rule.id); at != maps.end()) entry.maps = at->second;
    report.rules.push_back(std::move(entry));
  }
  for (RuleEntry& entry : gate_rules()) report.rules.push_back(std::move(entry));
  std::sort(report.rules.begin(), report.rules.end(),
            [](const RuleEntry& a, const RuleEntry& b) { return a.id < b.id; });

  Tallies judged;
  for (const RuleTally& each : parts.tallies) judged.emplace(each.rule, &each);
  Tally tally(parts.policies->catalog);
  for (const Finding& finding : parts.findings) tally.add(finding);
  for (size_t i = 0; i < parts.policies->catalog.size(); ++i)
    report.frameworks.push_back(framework_entry(i, parts, tally, judged));
  for (const Fact& fact : parts.facts->all()) {
    if (fact.kind == Kind::secret || fact.kind == Kind::card_literal) report.secrets.push_back(fact.place);
    const Attribute* key = fact.kind == Kind::crypto ? fact.find(Attr::hard_coded_key) : nullptr;
    const bool is_key = key != nullptr && key->value.is(Value::Type::boolean) && key->value.as_boolean();
    if (is_key && key->origin.has_place) report.secrets.push_back(key->origin.place);
  }
  report.gaps =
      parts.gaps ? *std::move(parts.gaps) : collect_gaps(*parts.corpus, *parts.facts, *parts.settings);
  report.coverage = measure_coverage(*parts.corpus, *parts.facts, *parts.settings, report.gaps);
  add_notes(report, parts);
  report.findings = std::move(parts.findings);
  sort(report.findings, parts.corpus->sources);
  return report;
}

}  // namespace payaudit
