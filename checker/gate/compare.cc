#include "checker/gate/compare.h"

#include <fmt/format.h>

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
#include "checker/gate/cause.h"
#include "checker/gate/gate_findings.h"
#include "checker/gate/governing.h"
#include "checker/gate/lost.h"
#include "checker/gate/match.h"
#include "checker/gate/unread.h"
#include "checker/gate/waiver_file.h"
#include "rules/judge/fingerprint.h"
#include "rules/judge/said_once.h"

namespace payaudit {
namespace {

// Reads the tree of the base into `base`, with the units of `head` for what is equal.
Result<bool> read_base_tree(const CheckOptions& options, BaseTree& tree, Audit& head, Audit& base,
                            Progress& progress) {
  const Result<Patterns> excluded = excluded_by(options.exclude);
  if (!excluded) return excluded.error();
  FileList list;
  for (const auto& [path, file] : tree.files) list.paths.push_back(path);
  leave_out({{base.settings.ignore, base.settings.base, "ignore"}, {*excluded, "", "--exclude"}}, list);
  std::map<std::string_view, FileId> read;
  for (FileId file = 0; file < head.corpus.formats.size(); ++file)
    read.emplace(head.corpus.sources[file].path(), file);
  std::vector<std::string> wanted;
  for (const std::string& path : list.paths) {
    if (tree.changed.contains(path)) wanted.push_back(path);
  }
  const ReadLimits limits = read_limits(options, base);
  std::map<std::string, std::string> contents = read_base(base.target, tree, wanted, limits.file_bytes);
  std::vector<GivenFile> files;
  for (const std::string& path : list.paths) {
    if (const auto bytes = contents.find(path); bytes != contents.end()) {
      files.push_back({path, std::move(bytes->second), std::nullopt});
    } else if (const auto same = read.find(path); same != read.end() && !tree.changed.contains(path)) {
      files.push_back({path, {}, same->second});
    }
  }
  read_given(std::move(files), head.corpus, *base.tables, limits, threads_of(options), progress, base.corpus);
  return true;
}

bool is_unknown(const BaseTree& tree, const std::string& path) {
  if (tree.missing.contains(path)) return true;
  return std::any_of(tree.missing.begin(), tree.missing.end(), [&](const std::string& folder) {
    return folder.ends_with('/') && path.starts_with(folder);
  });
}

// The base audited as the tree is: what it says of itself is not reported.
Result<std::unique_ptr<Audit>> audit_base(const CheckOptions& options, BaseTree& tree, Audit& head,
                                          Progress& progress) {
  auto base = std::make_unique<Audit>();
  base->target = head.target;
  base->settings = head.settings;
  base->declared = head.declared;
  base->tables = head.tables;
  base->rule_ids = head.rule_ids;
  if (const Result<bool> read = read_base_tree(options, tree, head, *base, progress); !read)
    return read.error();
  find_facts(options, *base, progress);
  judge_facts(*base);
  base->waivers = head.waivers;
  base->waivers_text = head.waivers_text;
  std::vector<Finding> own = waive(options, *base, base->judged.findings);
  set_fingerprints(own, std::vector<std::string>(own.size()), base->corpus.sources);
  base->compared = std::make_unique<Compared>();
  for (const Finding& finding : own) base->compared->known.insert(finding.fingerprint);
  base->report.gaps = collect_gaps(base->corpus, base->facts, base->settings);
  give_back(base->corpus, head.corpus);
  return base;
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

void set_standings(Audit& head, const Audit& base, const BaseTree& tree, const std::vector<size_t>& of_now) {
  for (size_t i = 0; i < of_now.size(); ++i) {
    Finding& finding = head.judged.findings[i];
    Standing& standing = finding.standing;
    if (of_now[i] != kNew) {
      standing.novelty = Novelty::unchanged;
      const Finding& was = base.judged.findings[of_now[i]];
      standing.was_waived = was.suppression.has_value();
      if (finding.verdict != Verdict::violation || finding.severity <= was.severity) continue;
      // What weighs more than it did is not what the base had let pass.
      standing = Standing();
      standing.novelty = Novelty::is_new;
      standing.because = fmt::format("the base has it, where it weighs {}", word(was.severity));
      continue;
    }
    standing.novelty = Novelty::is_new;
    if (finding.has_place && is_unknown(tree, head.corpus.sources[finding.place.file].path())) {
      standing.cause = Cause::base;
      standing.because = "the base of this file is not here, so it may be old";
    }
  }
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
  Result<BaseTree> tree = list_base(*target, *commit);
  if (!tree) return tree.error();

  Result<std::unique_ptr<Audit>> prepared = prepare_audit(options, *governing);
  if (!prepared) return prepared;
  Audit& head = **prepared;
  Progress progress(options.shows_progress);
  if (const Result<bool> read = read_audited(options, head, progress); !read) return read.error();
  find_facts(options, head, progress);
  judge_facts(head);
  const Result<std::unique_ptr<Audit>> base = audit_base(options, *tree, head, progress);
  if (!base) return base.error();

  head.compared = std::make_unique<Compared>();
  Compared& compared = *head.compared;
  compared.own = own->settings;
  if (const Result<bool> known = read_own_waivers(head, *governing); !known) return known.error();
  compared.since = ask_git_line(target->root, {"show", "-s", "--format=%cs", commit->commit});
  compared.known = (*base)->compared->known;
  const Change change((*base)->corpus.sources, head.corpus.sources);
  const std::vector<size_t> of_now = match(head.judged.findings, (*base)->judged.findings, change);
  set_standings(head, **base, *tree, of_now);
  find_causes(head.judged.findings, (*base)->judged.findings, change);
  const Unread unread = find_unread(collect_gaps(head.corpus, head.facts, head.settings),
                                    (*base)->report.gaps, (*base)->judged.findings, of_now, change);
  LostEvidence lost = find_lost(head.judged.findings, (*base)->judged.findings, of_now,
                                head.tables->policies.rules, change, unread.files);
  lost.findings.insert(lost.findings.end(), unread.findings.begin(), unread.findings.end());
  find_causes(lost.findings, (*base)->judged.findings, change);
  set_fingerprints(lost.findings, std::vector<std::string>(lost.findings.size()), head.corpus.sources);

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

  Comparison& comparison = compared.comparison;
  comparison.against = options.base;
  comparison.commit = commit->commit;
  comparison.is_merge_base = commit->is_merge_base;
  comparison.gating = options.gate_on;
  comparison.notes = std::move(tree->notes);
  comparison.gone = gone_of(**base, of_now, unread.files);
  if (lost.gone > 0) {
    comparison.notes.push_back(fmt::format("evidence of {} {} went with what it was about", lost.gone,
                                           lost.gone == 1 ? "thing" : "things"));
  }
  compared.lost = std::move(lost.findings);
  compared.added = std::move(beyond.findings);
  conclude(options, head);
  for (RuleEntry& rule : beyond.rules) head.report.rules.push_back(std::move(rule));
  std::sort(head.report.rules.begin(), head.report.rules.end(),
            [](const RuleEntry& a, const RuleEntry& b) { return a.id < b.id; });
  return std::move(*prepared);
}

}  // namespace payaudit
