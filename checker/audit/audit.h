// The whole pipeline: a tree in, a report out. What every command that audits runs.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "checker/audit/read.h"
#include "checker/audit/tables.h"
#include "checker/cli/options.h"
#include "checker/cli/progress.h"
#include "checker/gate/waiver_use.h"
#include "checker/settings/settings.h"
#include "reports/report.h"
#include "rules/judge/examples.h"
#include "rules/judge/judge.h"
#include "scanners/facts/facts.h"

namespace payaudit {

// What became of comparing a tree with a base, for its report.
struct Compared {
  Comparison comparison;
  std::vector<Finding> lost;                 // evidence that the base had; may be waived as other findings
  std::vector<Finding> added;                // what other rules or settings find beyond those that govern
  std::set<std::string, std::less<>> known;  // fingerprints of what the gate itself found in the base
  Settings own;                              // those of the tree, which do not govern it
  // The tree's own waivers where they are others than those that govern: they suppress nothing yet.
  std::string own_waivers_text;
  std::optional<std::vector<Waiver>> own_waivers;
  std::string since;  // the day of the base; empty: not known
};

// Settings, policies and waivers of another revision, which govern in place of those on the disk.
struct Governing {
  Settings settings;
  std::string settings_text;
  std::vector<Document> policies;  // of the folders that the settings and the command line name
  std::string waivers_text;
};

// An audit's stages, kept for whoever wants to look at them. The report points into the corpus.
struct Audit {
  Target target;
  Settings settings;
  Declaration declared;
  std::shared_ptr<Tables> tables;
  std::set<std::string, std::less<>> rule_ids;  // of all rules there are, judged or not
  Corpus corpus;
  Facts facts;
  Judged judged;                       // until the report is made of it
  std::optional<Governing> governing;  // absent: settings and policies are those of the disk
  std::unique_ptr<Compared> compared;  // nullptr: nothing is compared
  std::string waivers_text;            // what governs, as read; empty: there are none
  std::vector<Waiver> waivers;
  std::vector<WaiverUse> waiver_uses;  // one for each
  // As waivers are held against them: before what is one defect is joined. Only where they are asked for;
  // what binds nobody is not applicable among them.
  std::vector<Finding> violations;
  std::optional<std::vector<GapEntry>> gaps;  // where somebody asked for them before the report
  Report report;
  std::vector<std::pair<std::string, double>> timings;  // stage, milliseconds
};

// Lists, reads and states; judges and reports if `is_judging`. The error is for settings, policies and paths
// that do not exist.
Result<std::unique_ptr<Audit>> run_audit(const AuditOptions& options, bool is_judging);

// The stages of it, in their order, for whoever has something to do between them.
Result<std::unique_ptr<Audit>> prepare_audit(const AuditOptions& options,
                                             std::optional<Governing> governing = std::nullopt);
Result<bool> read_audited(const AuditOptions& options, Audit& audit, Progress& progress);
void find_facts(const AuditOptions& options, Audit& audit, Progress& progress);
void judge_facts(Audit& audit);
void conclude(const AuditOptions& options, Audit& audit);

ReadLimits read_limits(const AuditOptions& options, const Audit& audit);
unsigned threads_of(const AuditOptions& options);
// The patterns of --exclude, or what is wrong with one.
Result<Patterns> excluded_by(const std::vector<std::string>& written);
// The day that dates are compared with: SOURCE_DATE_EPOCH where it is set, so that a run can be repeated;
// else today, in UTC.
std::string current_day();

// Says in the report what it was made of. Asks git and reads policies again: for reports that tell it.
void add_provenance(const AuditOptions& options, Audit& audit);

// Units to facts, over all domains.
Facts make_facts(const Units& units, const Tables& tables, const Settings& settings, unsigned threads,
                 Progress* progress = nullptr);

// The facts of a few texts: what the examples of rules are judged on.
Scanned scan_texts(std::span<const ExampleFile> files, const Tables& tables);

// What payaudit.yaml declares, as judging needs it. References `settings` and `policies`, which must outlive
// it.
JudgeSettings judge_settings(const Settings& settings, const Policies& policies);

}  // namespace payaudit
