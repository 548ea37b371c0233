#include "checker/gate/beyond.h"

#include <algorithm>

#include "checker/audit/law.h"
#include "checker/audit/report_builder.h"
#include "checker/gate/gate_findings.h"
#include "checker/gate/match.h"
#include "checker/gate/places.h"
#include "rules/judge/said_once.h"

namespace payaudit {

Result<bool> Beyond::add(std::optional<Governing> governing, Cause cause) {
  Result<std::unique_ptr<Audit>> prepared = prepare_audit(options_, std::move(governing));
  if (!prepared) return prepared.error();
  auto audit = std::shared_ptr<Audit>(std::move(*prepared));
  if (const Result<bool> read = read_audited(options_, *audit, progress_); !read) return read;
  find_facts(options_, *audit, progress_);
  judge_facts(*audit);
  const Audit& former = former_ ? *former_ : head_;
  const Change change(former.corpus.sources, audit->corpus.sources);
  const std::vector<size_t> of_now = match(audit->judged.findings, former.judged.findings, change);
  std::vector<Finding> found;
  for (size_t i = 0; i < of_now.size(); ++i) {
    const Finding& finding = audit->judged.findings[i];
    if (of_now[i] == kNew && finding.verdict == Verdict::violation) found.push_back(finding);
  }
  take(std::move(found), *audit, cause);
  former_ = std::move(audit);
  return true;
}

void Beyond::take(std::vector<Finding> found, Audit& audit, Cause cause) {
  for (Finding& finding : found) {
    finding.standing.novelty = Novelty::is_new;
    finding.standing.cause = cause;
  }
  const RulePack& pack = audit.tables->policies.rules;
  const SourceMap& sources = audit.corpus.sources;
  found = say_once(std::move(found), pack, sources);
  audit.waivers = head_.waivers;
  audit.waivers_text = head_.waivers_text;
  waive(options_, audit, found);
  found = count_violations(std::move(found), pack, sources);
  apply_law(found, audit.tables->policies,
            law_of(audit.tables->policies, audit.settings, audit.declared, audit.settings.on));
  set_scopes(found, audit.settings, sources);
  for (Finding& finding : found) {
    if (finding.verdict != Verdict::violation) continue;
    move_places(finding, [&](Place& place) {
      if (place.file < sources.size()) place.file = moved(place.file, sources);
    });
    move_requirements(finding, audit.tables->policies.catalog);
    note_rule(pack, finding.rule);
    findings.push_back(std::move(finding));
  }
}

// The same file among the tree's own sources; one that the base's settings leave out is added to them.
FileId Beyond::moved(FileId file, const SourceMap& sources) {
  const auto [at, is_new] = files_.try_emplace(sources[file].path(), 0);
  if (!is_new) return at->second;
  for (FileId own = 0; own < head_.corpus.sources.size(); ++own) {
    if (head_.corpus.sources[own].path() == sources[file].path()) return at->second = own;
  }
  return at->second = head_.corpus.sources.add(sources[file].path(), std::string(sources[file].bytes()));
}

// Rows of another catalogue by their names; those that the governing one lacks are left out.
void Beyond::move_requirements(Finding& finding, const std::vector<Framework>& catalog) const {
  const auto move = [&](std::vector<BearsOn>& rows) {
    std::vector<BearsOn> own;
    for (const BearsOn& row : rows) {
      const Framework& framework = catalog[row.framework];
      if (const auto same = find_row(framework.id, framework.requirements[row.requirement].id))
        own.push_back({same->first, same->second, row.is_certain});
    }
    rows = std::move(own);
  };
  move(finding.bears_on);
  for (Also& also : finding.also) move(also.bears_on);
}

std::optional<std::pair<uint32_t, uint32_t>> Beyond::find_row(const std::string& framework,
                                                              const std::string& requirement) const {
  const std::vector<Framework>& catalog = head_.tables->policies.catalog;
  for (uint32_t f = 0; f < catalog.size(); ++f) {
    if (catalog[f].id != framework) continue;
    for (uint32_t r = 0; r < catalog[f].requirements.size(); ++r) {
      if (catalog[f].requirements[r].id == requirement) return std::pair(f, r);
    }
  }
  return std::nullopt;
}

void Beyond::note_rule(const RulePack& pack, const std::string& id) {
  const Rule* rule = pack.find(id);
  const bool is_known =
      rule == nullptr || head_.tables->policies.rules.find(id) != nullptr ||
      std::any_of(rules.begin(), rules.end(), [&](const RuleEntry& each) { return each.id == id; });
  if (is_known) return;
  rules.push_back(rule_entry(*rule));
}

}  // namespace payaudit
