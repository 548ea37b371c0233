#include "checker/gate/compare.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "checker/audit/coverage.h"
#include "checker/audit/law.h"
#include "checker/audit/report_builder.h"
#include "checker/cli/progress.h"
#include "checker/files/git.h"
#include "checker/gate/base.h"
#include "checker/gate/beyond.h"
#include "checker/gate/cause.h"
#include "checker/gate/gate_findings.h"
#include "checker/gate/governing.h"
#include "checker/gate/lost.h"
#include "checker/gate/match.h"
#include "checker/gate/sides.h"
#include "checker/gate/unread.h"
#include "checker/gate/waiver_file.h"
#include "rules/judge/fingerprint.h"
#include "rules/judge/said_once.h"

namespace payaudit {
namespace {

constexpr size_t kNamedUnread = 20;  // files in a note

// Files that every base has judged and that look generated now.
void add_now_left_out(const Corpus& now, const std::vector<Side>& sides, std::vector<GapEntry>& gaps) {
  std::set<std::string_view> judged, generated;
  for (const Side& side : sides) {
    const Corpus& base = side.audit->corpus;
    for (FileId file = 0; file < base.formats.size(); ++file)
      (base.formats[file].kind == FileKind::generated ? generated : judged).insert(base.sources[file].path());
  }
  for (FileId file = 0; file < now.formats.size(); ++file) {
    const std::string& path = now.sources[file].path();
    if (now.formats[file].kind != FileKind::generated || !judged.contains(path) || generated.contains(path))
      continue;
    GapEntry& gap = gaps.emplace_back();
    gap.path = path;
    gap.reason = kNowLeftOut;
    gap.detail = now.formats[file].name;
  }
}

std::string first_of(const std::vector<std::string>& all) {
  const size_t shown = std::min(all.size(), kNamedUnread);
  std::string text = fmt::format("{}", fmt::join(all.begin(), all.begin() + static_cast<long>(shown), ", "));
  if (all.size() > shown) text += fmt::format(" and {} more", all.size() - shown);
  return text;
}

// What of the base is gone, told as reports tell it.
std::vector<GoneEntry> gone_of(const Audit& base, const std::vector<size_t>& of_now,
                               const std::set<FileId>& unread) {
  const std::vector<bool> is_found = met_in_base(of_now, base.judged.findings.size());
  std::vector<Finding> left;
  for (size_t i = 0; i < is_found.size(); ++i) {
    const Finding& finding = base.judged.findings[i];
    if (finding.has_place && unread.contains(finding.place.file)) continue;
    if (!is_found[i] && finding.verdict == Verdict::violation && !finding.suppression)
      left.push_back(finding);
  }
  const RulePack& pack = base.tables->policies.rules;
  left = count_violations(say_once(std::move(left), pack, base.corpus.sources), pack, base.corpus.sources);
  const Bindings law = law_of(base.tables->policies, base.settings, base.declared, base.settings.on);
  apply_law(left, base.tables->policies, law);
  sort(left, base.corpus.sources);
  std::vector<GoneEntry> gone;
  for (const Finding& finding : left) {
    if (finding.verdict != Verdict::violation) continue;
    GoneEntry& entry = gone.emplace_back();
    entry.rule = finding.rule;
    entry.severity = finding.severity;
    entry.message = finding.message;
    entry.fingerprint = finding.fingerprint;
    if (!finding.has_place) continue;
    const Source& source = base.corpus.sources[finding.place.file];
    entry.path = source.path();
    entry.line = source.line_of(finding.place.span.begin);
  }
  return gone;
}

// Of a file of settings that comes or goes with the change; empty: it is the same one.
std::string other_settings(const Settings& own, const Settings& governing) {
  if (own.file == governing.file) return {};
  const std::string of_base = governing.path.empty() ? "none" : governing.path;
  if (own.file.empty())
    return fmt::format("the settings of the base govern, {}: the change takes them away", of_base);
  return fmt::format(
      "{} governs nothing yet: it comes with the change, and the settings of the base govern, {}", own.path,
      of_base);
}

// The waivers of the tree, where the change touches them.
Result<bool> read_own_waivers(Audit& head, const Governing& governing) {
  Result<std::string> text = read_waivers_text(head.target);
  if (!text) return text.error();
  if (*text == governing.waivers_text) return true;
  Result<std::vector<Waiver>> waivers =
      parse_waivers(std::string(kWaiversPath), *text, head.settings.on, head.rule_ids);
  if (!waivers) return waivers.error();
  head.compared->own_waivers_text = *std::move(text);
  head.compared->own_waivers = *std::move(waivers);
  return true;
}

// What a reader has to know of the bases. What is not here is told on standard error too: no report may be
// looked at when nothing gates.
std::vector<std::string> notes_of(const CheckOptions& options, const BaseCommit& commit,
                                  const std::vector<Side>& sides) {
  std::vector<std::string> notes;
  if (sides.size() > 1) {
    notes.push_back(
        fmt::format("HEAD and {} have {} merge bases: what one of {} has is not new; settings and "
                    "waivers are those of {}",
                    commit.asked, commit.others.size() + 1,
                    sides.size() <= commit.others.size() ? fmt::format("the first {}", sides.size()) : "them",
                    commit.commit));
  }
  for (const Side& side : sides) {
    for (const std::string& note : side.tree.notes) {
      if (std::find(notes.begin(), notes.end(), note) != notes.end()) continue;
      fmt::print(stderr, "warning: --base {}: {}\n", options.base, note);
      notes.push_back(note);
    }
  }
  return notes;
}

// Sets what the change takes away: evidence, and findings of the base.
void tell_losses(Audit& head, const std::vector<Side>& sides) {
  const Side& side = sides.front();
  const Audit& base = *side.audit;
  const std::vector<Finding>& before = base.judged.findings;
  head.gaps = collect_gaps(head.corpus, head.facts, head.settings);
  std::vector<GapEntry> gaps = *head.gaps;
  add_now_left_out(head.corpus, sides, gaps);
  std::vector<GapEntry> former;
  for (const Side& each : sides)
    former.insert(former.end(), each.audit->gaps->begin(), each.audit->gaps->end());
  const Unread unread = find_unread(gaps, former, before, side.of_now, *side.change);
  LostEvidence lost = find_lost(head.judged.findings, before, side.of_now, head.tables->policies.rules,
                                *side.change, unread.files);
  lost.findings.insert(lost.findings.end(), unread.findings.begin(), unread.findings.end());
  find_causes(lost.findings, before, *side.change);
  set_fingerprints(lost.findings, std::vector<std::string>(lost.findings.size()), head.corpus.sources);
  head.compared->lost = std::move(lost.findings);
  Comparison& comparison = head.compared->comparison;
  comparison.gone = gone_of(base, side.of_now, unread.files);
  if (const size_t count = unread.newly.size(); count > 0) {
    comparison.notes.push_back(fmt::format("{} newly unread {} for every rule: {}", count,
                                           count == 1 ? "file is undetermined" : "files are undetermined",
                                           first_of(unread.newly)));
  }
  if (lost.gone > 0) {
    comparison.notes.push_back(fmt::format("evidence of {} {} went with what it was about", lost.gone,
                                           lost.gone == 1 ? "thing" : "things"));
  }
}

}  // namespace

Result<std::unique_ptr<Audit>> run_compared(const CheckOptions& options) {
  const Result<Target> target = find_target(options.paths, !options.settings_file.empty());
  if (!target) return target.error();
  const Result<BaseCommit> commit = find_base(*target, options.base);
  if (!commit) return commit.error();
  const Result<Governing> governing = govern_at(options, *target, *commit);
  if (!governing) return governing.error();
  const Result<OwnGovernment> own = govern_now(options, *target, *governing);
  if (!own) return own.error();
  Result<std::vector<Side>> sides = list_sides(*target, *commit);
  if (!sides) return sides.error();

  Result<std::unique_ptr<Audit>> prepared = prepare_audit(options, *governing);
  if (!prepared) return prepared;
  Audit& head = **prepared;
  Progress progress(options.shows_progress);
  if (const Result<bool> read = read_audited(options, head, progress); !read) return read.error();
  find_facts(options, head, progress);
  judge_facts(head);
  head.compared = std::make_unique<Compared>();
  Compared& compared = *head.compared;
  compared.own = own->settings;
  if (const Result<bool> known = read_own_waivers(head, *governing); !known) return known.error();
  compared.since = ask_git_line(target->root, {"show", "-s", "--format=%cs", commit->commit});
  if (const Result<bool> done = compare_sides(options, head, *sides, progress); !done) return done.error();
  Comparison& comparison = compared.comparison;
  comparison.against = options.base;
  comparison.commit = commit->commit;
  comparison.is_merge_base = commit->is_merge_base;
  comparison.gating = options.gate_on;
  for (std::string& note : notes_of(options, *commit, *sides)) comparison.notes.push_back(std::move(note));
  if (std::string told = other_settings(own->settings, governing->settings); !told.empty())
    comparison.notes.push_back(std::move(told));
  tell_losses(head, *sides);

  Beyond beyond(options, head, progress);
  if (own->has_other_policies) {
    Governing by_rules = *governing;
    by_rules.policies.clear();
    by_rules.settings.policies = own->settings.policies;
    by_rules.settings.policies.insert(by_rules.settings.policies.end(), options.policy_folders.begin(),
                                      options.policy_folders.end());
    if (const Result<bool> added = beyond.add(std::move(by_rules), Cause::rules); !added)
      return added.error();
  }
  if (own->has_other_settings) {
    if (const Result<bool> added = beyond.add(std::nullopt, Cause::settings); !added) return added.error();
  }

  compared.added = std::move(beyond.findings);
  conclude(options, head);
  for (RuleEntry& rule : beyond.rules) head.report.rules.push_back(std::move(rule));
  std::sort(head.report.rules.begin(), head.report.rules.end(),
            [](const RuleEntry& a, const RuleEntry& b) { return a.id < b.id; });
  return std::move(*prepared);
}

}  // namespace payaudit
