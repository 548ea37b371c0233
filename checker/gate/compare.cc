#include "checker/gate/compare.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "checker/audit/coverage.h"
#include "checker/audit/law.h"
#include "checker/audit/report_builder.h"
#include "checker/cli/progress.h"
#include "checker/files/git.h"
#include "checker/gate/base.h"
#include "checker/gate/base_audit.h"
#include "checker/gate/cause.h"
#include "checker/gate/gate_findings.h"
#include "checker/gate/governing.h"
#include "checker/gate/lost.h"
#include "checker/gate/match.h"
#include "checker/gate/moved.h"
#include "checker/gate/unread.h"
#include "checker/gate/waiver_file.h"
#include "checker/gate/worse.h"
#include "rules/judge/fingerprint.h"
#include "rules/judge/said_once.h"

namespace payaudit {
namespace {

constexpr size_t kNamedUnread = 20;  // files in a note

void add_now_left_out(const Corpus& now, const Corpus& base, std::vector<GapEntry>& gaps) {
  std::set<std::string_view> judged;
  for (FileId file = 0; file < base.formats.size(); ++file) {
    if (base.formats[file].kind != FileKind::generated) judged.insert(base.sources[file].path());
  }
  for (FileId file = 0; file < now.formats.size(); ++file) {
    const std::string& path = now.sources[file].path();
    if (now.formats[file].kind != FileKind::generated || !judged.contains(path)) continue;
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

// A base, and what of it each finding now is.
struct Side {
  BaseTree tree;
  std::unique_ptr<Audit> audit;
  std::unique_ptr<Change> change;
  std::vector<size_t> of_now;
};

bool has_no_base(const Place& place, const std::vector<Side>& sides, const SourceMap& sources) {
  return place.file < sources.size() && std::any_of(sides.begin(), sides.end(), [&](const Side& side) {
           return is_unknown(side.tree, sources[place.file].path());
         });
}

// What any base has as grave, and as far, is not new.
void set_standing(Finding& finding, size_t index, const std::vector<Side>& sides, const SourceMap& sources) {
  Standing& standing = finding.standing;
  std::string worse;
  for (const Side& side : sides) {
    if (side.of_now[index] == kNew) continue;
    const Finding& was = side.audit->judged.findings[side.of_now[index]];
    std::string how;
    if (finding.verdict == Verdict::violation) {
      how = finding.severity > was.severity
                ? fmt::format("the base has it, where it weighs {}", word(was.severity))
                : how_worse(finding, was, *side.change);
    }
    if (!how.empty()) {
      if (worse.empty()) worse = std::move(how);
      continue;
    }
    standing.novelty = Novelty::unchanged;
    standing.was_waived |= was.suppression.has_value();
  }
  if (standing.novelty == Novelty::unchanged) return;
  standing.novelty = Novelty::is_new;
  if (!worse.empty()) {
    standing.because = std::move(worse);
    return;
  }
  if (!finding.has_place || !has_no_base(finding.place, sides, sources)) return;
  standing.cause = Cause::base;
  standing.because = "the base of this file is not here, so it may be old";
}

// What leads to a finding by a file of which the base is not here may be old, unless something that is known
// to have changed explains it.
void doubt_unexplained(std::vector<Finding>& findings, const std::vector<Side>& sides,
                       const SourceMap& sources) {
  for (Finding& finding : findings) {
    Standing& standing = finding.standing;
    if (standing.novelty != Novelty::is_new || standing.cause != Cause::code) continue;
    const bool is_explained =
        standing.changed ? !has_no_base(*standing.changed, sides, sources) : !standing.because.empty();
    const bool may_be_old =
        !is_explained && std::any_of(finding.steps.begin(), finding.steps.end(), [&](const Step& step) {
          return has_no_base(step.place, sides, sources);
        });
    if (!may_be_old) continue;
    standing.changed.reset();
    standing.cause = Cause::base;
    standing.because = "the base of a file on the way there is not here, so it may be old";
  }
}

// Takes out of the first base what another has not: it was mended on the other line, so the change neither
// mended nor lost it.
void keep_common(std::vector<Side>& sides) {
  Side& first = sides.front();
  std::vector<Finding>& findings = first.audit->judged.findings;
  std::vector<bool> is_common(findings.size(), true);
  for (size_t s = 1; s < sides.size(); ++s) {
    const Audit& other = *sides[s].audit;
    const Change change(other.corpus.sources, first.audit->corpus.sources);
    const std::vector<size_t> of_first = match(findings, other.judged.findings, change);
    for (size_t i = 0; i < findings.size(); ++i) is_common[i] = is_common[i] && of_first[i] != kNew;
  }
  std::vector<size_t> now_at(findings.size(), kNew);
  std::vector<Finding> kept;
  for (size_t i = 0; i < findings.size(); ++i) {
    if (!is_common[i]) continue;
    now_at[i] = kept.size();
    kept.push_back(std::move(findings[i]));
  }
  findings = std::move(kept);
  for (size_t& at : first.of_now) at = at == kNew ? kNew : now_at[at];
}

// Of the same tree, judged by more than what governs: what that finds beyond.
class Beyond {
 public:
  Beyond(const CheckOptions& options, Audit& head, Progress& progress)
      : options_(options), head_(head), progress_(progress) {}

  // Judges by other rules or settings, and adds what is new to what the former judging found.
  Result<bool> add(std::optional<Governing> governing, Cause cause) {
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

  // With places in the tree's own sources, and rules that its report does not list yet.
  std::vector<Finding> findings;
  std::vector<RuleEntry> rules;

 private:
  void take(std::vector<Finding> found, Audit& audit, Cause cause) {
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
      move_places(finding, sources);
      move_requirements(finding, audit.tables->policies.catalog);
      note_rule(pack, finding.rule);
      findings.push_back(std::move(finding));
    }
  }

  // The same file among the tree's own sources; one that the base's settings leave out is added to them.
  FileId moved(FileId file, const SourceMap& sources) {
    const auto [at, is_new] = files_.try_emplace(sources[file].path(), 0);
    if (!is_new) return at->second;
    for (FileId own = 0; own < head_.corpus.sources.size(); ++own) {
      if (head_.corpus.sources[own].path() == sources[file].path()) return at->second = own;
    }
    return at->second = head_.corpus.sources.add(sources[file].path(), std::string(sources[file].bytes()));
  }

  void move_places(Finding& finding, const SourceMap& sources) {
    const auto move = [&](Place& place) {
      if (place.file < sources.size()) place.file = moved(place.file, sources);
    };
    if (finding.has_place) move(finding.place);
    for (Step& step : finding.steps) move(step.place);
    for (Place& place : finding.also_at) move(place);
    for (Identity& identity : finding.stands_for) move(identity.place);
    if (finding.suppression) move(finding.suppression->place);
  }

  // Rows of another catalogue by their names; those that the governing one lacks are left out.
  void move_requirements(Finding& finding, const std::vector<Framework>& catalog) const {
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

  std::optional<std::pair<uint32_t, uint32_t>> find_row(const std::string& framework,
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

  void note_rule(const RulePack& pack, const std::string& id) {
    const Rule* rule = pack.find(id);
    const bool is_known =
        rule == nullptr || head_.tables->policies.rules.find(id) != nullptr ||
        std::any_of(rules.begin(), rules.end(), [&](const RuleEntry& each) { return each.id == id; });
    if (is_known) return;
    rules.push_back(rule_entry(*rule));
  }

  const CheckOptions& options_;
  Audit& head_;
  Progress& progress_;
  std::shared_ptr<Audit> former_;
  std::map<std::string, FileId> files_;
};

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

// Crosswise merges part two lines at a few commits; each is audited in full.
constexpr size_t kMostBases = 4;

Result<std::vector<Side>> list_sides(const Target& target, const BaseCommit& commit) {
  std::vector<Side> sides;
  std::vector<std::string> commits = {commit.commit};
  commits.insert(commits.end(), commit.others.begin(), commit.others.end());
  if (commits.size() > kMostBases) commits.resize(kMostBases);
  for (const std::string& each : commits) {
    BaseCommit own = commit;
    own.commit = each;
    Result<BaseTree> tree = list_base(target, own);
    if (!tree) return tree.error();
    sides.emplace_back().tree = *std::move(tree);
  }
  return sides;
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

// Compares with each base, and says of each finding of the tree how it stands. Leaves in the first base what
// all of them have.
Result<bool> compare_sides(const CheckOptions& options, Audit& head, std::vector<Side>& sides,
                           Progress& progress) {
  for (Side& side : sides) {
    Result<std::unique_ptr<Audit>> audit = audit_base(options, side.tree, head, progress);
    if (!audit) return audit.error();
    side.audit = *std::move(audit);
    head.compared->known.merge(side.audit->compared->known);
  }
  for (const Side& side : sides) add_left_out(options, *side.audit, head);
  std::vector<std::string> moved = judge_where_they_were(options, *sides.front().audit, head, progress);
  for (Side& side : sides) {
    side.change = std::make_unique<Change>(side.audit->corpus.sources, head.corpus.sources);
    side.of_now = match(head.judged.findings, side.audit->judged.findings, *side.change);
  }
  for (size_t i = 0; i < head.judged.findings.size(); ++i)
    set_standing(head.judged.findings[i], i, sides, head.corpus.sources);
  keep_common(sides);
  find_causes(head.judged.findings, sides.front().audit->judged.findings, *sides.front().change);
  doubt_unexplained(head.judged.findings, sides, head.corpus.sources);
  head.compared->comparison.notes = std::move(moved);
  return true;
}

// Sets what the change takes away: evidence, and findings of the base.
void tell_losses(Audit& head, const Side& side) {
  const Audit& base = *side.audit;
  const std::vector<Finding>& before = base.judged.findings;
  head.gaps = collect_gaps(head.corpus, head.facts, head.settings);
  std::vector<GapEntry> gaps = *head.gaps;
  add_now_left_out(head.corpus, base.corpus, gaps);
  const Unread unread = find_unread(gaps, *base.gaps, before, side.of_now, *side.change);
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
  tell_losses(head, sides->front());

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
