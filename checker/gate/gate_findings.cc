#include "checker/gate/gate_findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "checker/audit/gate.h"
#include "checker/audit/widened.h"
#include "checker/gate/waiver_file.h"
#include "rules/judge/fingerprint.h"

namespace payaudit {
namespace {

constexpr std::string_view kNever = "9999-12-31";

std::set<std::string, std::less<>> judged_rules(const Audit& audit) {
  std::set<std::string, std::less<>> ids;
  for (const Rule& rule : audit.tables->policies.rules.rules) ids.insert(rule.id);
  return ids;
}

bool has_base(const Audit& audit) {
  return audit.compared != nullptr && !audit.compared->comparison.commit.empty();
}

// Who changes the code does not waive what the change breaks: a comment, or a waiver in `own`, counts once it
// is part of the base.
void take_back_new_suppressions(std::optional<FileId> own, std::vector<Finding>& findings) {
  for (Finding& finding : findings) {
    if (!finding.suppression) continue;
    const bool is_comment = finding.suppression->id.empty();
    if (is_comment ? finding.standing.was_waived : finding.suppression->place.file != own) continue;
    const std::string what = is_comment ? "a comment" : fmt::format("waiver {}", finding.suppression->id);
    finding.standing.because =
        fmt::format("{} of this change waives it, which counts once it is part of the base", what);
    finding.suppression.reset();
  }
}

// What is new and falls under a waiver of the base that names a rule and a place, no finding: nobody agreed
// to it by itself.
std::string covered_unseen(const Audit& audit, const std::vector<Finding>& findings) {
  std::set<std::string_view> broad;
  for (const Waiver& waiver : audit.waivers) {
    if (waiver.holds() && waiver.fingerprint.empty()) broad.insert(waiver.id);
  }
  std::map<std::string_view, std::vector<Covered>> covers;
  size_t count = 0;
  const std::vector<Finding>& beyond = audit.compared->added;
  for (const std::vector<Finding>* all : {&findings, &beyond}) {
    for (const Finding& finding : *all) {
      if (!finding.suppression || finding.standing.novelty != Novelty::is_new) continue;
      if (!broad.contains(finding.suppression->id)) continue;
      ++count;
      covers[finding.suppression->id].push_back(covered(finding, audit.corpus.sources));
    }
  }
  if (count == 0) return {};
  std::string text = fmt::format("{} new {} under a broad waiver of the base: ", count,
                                 count == 1 ? "finding falls" : "findings fall");
  for (const auto& [id, each] : covers)
    text += fmt::format("{}{} ({})", text.ends_with(' ') ? "" : "; ", id, spots(each));
  return text;
}

}  // namespace

std::vector<Finding> waive(const AuditOptions& options, Audit& audit, std::vector<Finding>& findings) {
  const Compared* compared = audit.compared.get();
  const std::string_view today = audit.settings.on;
  const std::set<std::string, std::less<>> judged = judged_rules(audit);
  refuse_comments(audit.tables->policies.catalog, findings);
  WaiverScope scope{audit.corpus.sources, 0, today, judged};
  scope.is_whole =
      audit.target.is_whole() && !options.text_path && options.exclude.empty() && options.only_rules.empty();
  if (compared != nullptr) scope.since = compared->since;
  scope.is_by_fingerprints = compared != nullptr && !has_base(audit);
  std::vector<Finding> added;
  if (!audit.waivers.empty()) {
    scope.file = waivers_source(audit.waivers_text, audit.corpus);
    added = apply_waivers(audit.waivers, scope, findings, &audit.waiver_uses);
  }
  std::vector<Finding> of_comments =
      apply_suppressions(find_suppressions(audit.corpus, audit.rule_ids, today), judged, audit.corpus.sources,
                         findings, compared != nullptr ? compared->since : std::string());
  // Last: what is taken back leaves nothing open that the base waives.
  std::optional<FileId> own;
  if (compared != nullptr && compared->own_waivers) {
    scope.file = *(own = waivers_source(compared->own_waivers_text, audit.corpus));
    scope.since = kNever;
    added = apply_waivers(*compared->own_waivers, scope, findings);
  }
  added.insert(added.end(), of_comments.begin(), of_comments.end());
  if (has_base(audit)) take_back_new_suppressions(own, findings);
  return added;
}

std::vector<Finding> gate_findings(const AuditOptions& options, Audit& audit,
                                   std::vector<Finding>& findings) {
  const Compared* compared = audit.compared.get();
  if (compared != nullptr) findings.insert(findings.end(), compared->lost.begin(), compared->lost.end());
  std::vector<Finding> added = waive(options, audit, findings);
  for (Finding& finding : has_base(audit)
                              ? widened_settings(audit.target, compared->own, audit.governing->settings,
                                                 compared->comparison.commit, audit.corpus)
                              : widened_settings(audit.target, audit.settings, audit.corpus))
    added.push_back(std::move(finding));
  if (const std::vector<std::string>& only = options.only_rules; !only.empty()) {
    std::erase_if(added, [&](const Finding& finding) {
      return std::find(only.begin(), only.end(), finding.rule) == only.end();
    });
  }
  set_fingerprints(added, std::vector<std::string>(added.size()), audit.corpus.sources);
  if (compared == nullptr) return added;
  for (Finding& finding : added) {
    const bool is_known = compared->known.contains(finding.fingerprint);
    finding.standing.novelty = is_known ? Novelty::unchanged : Novelty::is_new;
    if (finding.rule == kSettingsWidened) finding.standing.cause = Cause::settings;
  }
  if (has_base(audit)) {
    if (std::string told = covered_unseen(audit, findings); !told.empty()) {
      std::vector<std::string>& notes = audit.compared->comparison.notes;
      notes.insert(notes.begin(), std::move(told));
    }
  }
  added.insert(added.end(), compared->added.begin(), compared->added.end());
  return added;
}

}  // namespace payaudit
