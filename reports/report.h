// What the writers print, as plain structs that `checker` fills. A writer needs nothing else: no facts, no
// rules, no files, no clock.
#pragma once

#include <string>
#include <vector>

#include "rules/findings/finding.h"
#include "scanners/source/source.h"

namespace payaudit {

// A requirement that a rule bears on.
struct Mapping {
  size_t framework = 0;     // index into Report::frameworks
  std::string requirement;  // "3.3.1.2"
};

// A rule as its readers see it. One for every loaded rule, used or not, sorted by id.
struct RuleEntry {
  std::string id;
  std::string title;
  Severity severity = Severity::medium;
  std::string why;
  std::string fix;
  std::vector<int> cwe;
  std::string since;
  std::string area;  // folder of the rule: storage, flow, cloud …
  std::vector<Mapping> maps;
};

struct RequirementEntry {
  std::string id;
  std::string title;
  std::string shows;  // full, partial, record, none
  std::vector<std::string> rules;
  std::string record;  // what to attach where artefacts cannot show it; may be empty
  int record_max_age_days = 0;
  // Counted over the rules of the requirement, suppressed findings apart.
  int violations = 0;
  int satisfied = 0;
  int undetermined = 0;
  bool is_examined = false;  // at least one of its rules gave a verdict on something
};

struct FrameworkEntry {
  std::string id;       // "pci-dss"
  std::string name;     // "PCI DSS"
  std::string version;  // "4.0.1"
  std::string organization;
  std::string status;  // "in force", "agreed, not adopted"
  bool is_judged =
      true;  // false: a readiness framework that is switched off; listed in SARIF rules, not in summaries
  std::vector<RequirementEntry> requirements;
  // Distinct findings, by verdict, of all its rules.
  int violations = 0;
  int satisfied = 0;
  int undetermined = 0;
  int evidence_required = 0;  // requirements that need a record
};

struct GapEntry {
  std::string path;
  std::string reason;  // word(GapReason)
  std::string detail;
  bool has_position = false;
  Position position;
  bool counts = true;  // makes the analysis incomplete (exit status 3)
};

struct Report {
  std::string tool_version;
  const SourceMap* sources = nullptr;  // of all places in findings; never null when written
  // Card numbers, keys, passwords in the sources, of whatever rules: writers mask them wherever they show a
  // line. In any order.
  std::vector<Place> secrets;
  std::vector<RuleEntry> rules;
  std::vector<FrameworkEntry> frameworks;
  std::vector<Finding> findings;   // sorted; all verdicts
  std::vector<GapEntry> gaps;      // sorted by path
  std::vector<std::string> notes;  // once-only advice: what to declare in payaudit.yaml and why
  size_t files_examined = 0;
  size_t lines_examined = 0;
  size_t files_out_of_scope = 0;  // images, fonts, prose: no reader is meant to exist
  Severity fail_on = Severity::high;
  bool is_gated = true;  // false: --fail-on none
  int exit_status = 0;
};

}  // namespace payaudit
