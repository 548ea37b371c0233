// The whole pipeline: a tree in, a report out. What every command that audits runs.
#pragma once

#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "checker/audit/read.h"
#include "checker/audit/tables.h"
#include "checker/cli/options.h"
#include "checker/cli/progress.h"
#include "checker/settings/settings.h"
#include "reports/report.h"
#include "rules/judge/examples.h"
#include "rules/judge/judge.h"
#include "scanners/facts/facts.h"

namespace payaudit {

// An audit's stages, kept for whoever wants to look at them. The report points into the corpus.
struct Audit {
  Target target;
  Settings settings;
  Declaration declared;
  std::unique_ptr<Tables> tables;
  std::set<std::string, std::less<>> rule_ids;  // of all rules there are, judged or not
  Corpus corpus;
  Facts facts;
  Report report;
  std::vector<std::pair<std::string, double>> timings;  // stage, milliseconds
};

// Lists, reads and states; judges and reports if `is_judging`. The error is for settings, policies and paths
// that do not exist.
Result<std::unique_ptr<Audit>> run_audit(const AuditOptions& options, bool is_judging);

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
