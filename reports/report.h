// What the writers print, as plain structs that `checker` fills. A writer needs nothing else: no facts, no
// rules, no files, no clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
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

// What one rule of a requirement was judged on, and what became of it.
struct RuleResult {
  std::string rule;
  std::string kind;     // of what it is about, as facts call it: "flow"
  size_t seen = 0;      // things of that kind in the tree
  size_t examined = 0;  // of these, those that the rule is about, and that bear on the requirement
  int violations = 0;
  int undetermined = 0;
  int satisfied = 0;
  int waived = 0;
};

// A part of a requirement: what it asks, which rules test it.
struct LegEntry {
  std::string says;
  std::string procedure;           // the standard's number for the test of it; may be empty
  std::vector<std::string> rules;  // empty: a record shows it
  std::string since;               // where it binds later than its row; ISO date
  bool is_future = false;          // it does not bind yet
};

struct RequirementEntry {
  std::string id;
  std::string title;
  // Whether it binds: applies, may apply, not declared, future, not applicable; why it does not or may not,
  // and what has to be declared to say.
  std::string applies;
  std::string why;
  std::string declare;
  bool is_judged = true;  // findings count for it: it applies or may apply, and its framework is judged
  std::string since;      // ISO dates, or EIF+Nm; empty: none known
  std::string applies_from;
  std::string jurisdiction;
  std::string confidence;
  std::string superseded_by;
  std::string note;
  std::string law;              // act and article, whom it binds, how data may leave; of laws of places
  std::string source;           // what was read of that law
  bool is_customizable = true;  // false: the standard excludes its customized approach
  std::string shows;            // partial, record, none
  std::vector<std::string> rules;
  std::string record;  // what to attach where artefacts cannot show it; may be empty
  int record_max_age_days = 0;
  bool is_age_by_analysis = false;  // the days are the outermost: a targeted risk analysis sets the age
  std::string record_series;        // daily, weekly …: one record proves one period
  // Counted over the rules of the requirement; a waived violation is no violation and does not vanish.
  int violations = 0;
  int satisfied = 0;
  int undetermined = 0;
  int waived = 0;
  bool is_examined = false;        // at least one of its rules gave a verdict on something
  std::vector<LegEntry> legs;      // empty: it is not parted
  std::vector<RuleResult> tested;  // by the order of `rules`; of what binds only
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
  int waived = 0;
  int evidence_required = 0;  // requirements that need a record
};

// A place that was not examined; of a format or a type that nothing knows, the first place of all.
struct GapEntry {
  std::string path;
  std::string reason;  // word(GapReason)
  std::string detail;
  bool has_position = false;
  Position position;
  bool counts = true;     // its lines are not examined: it lowers the share, and --strict does not pass it
  bool is_fatal = false;  // makes the analysis incomplete by itself
  size_t count = 1;       // places that this entry stands for
};

// How much of the files of one format was examined. Lines of test code are not among them.
struct FormatCoverage {
  std::string format;  // "typescript"
  std::string kind;    // source, script, configuration, schema, page
  size_t files = 0;
  size_t lines = 0;
  size_t lines_examined = 0;
};

// Files that no verdict is about, and why: ignored, minified, media, test code.
struct LeftOut {
  std::string reason;              // "ignored by git"
  size_t count = 0;                // files, folders or rules, as the reason says
  std::vector<std::string> first;  // at most kShown of them, sorted
  static constexpr size_t kShown = 20;
};

struct Coverage {
  std::vector<FormatCoverage> formats;  // by lines not examined, most first
  size_t lines = 0;                     // of files that matter
  size_t lines_examined = 0;
  size_t files = 0;       // that matter
  size_t text_files = 0;  // data and prose: searched for card numbers and secrets
  size_t test_files = 0;  // test code: searched likewise
  size_t test_lines = 0;
  std::vector<LeftOut> left_out;
  double min_examined = 0;     // share of lines below which the analysis is incomplete
  bool is_incomplete = false;  // exit status 3, unless there are findings
  std::string reason;          // why it is incomplete: "0 % of the lines were examined"
};

// On whatever is given to an assessor.
constexpr std::string_view kNoClaim = "supports an assessment, claims no compliance";

// What the report was made of. Digests are SHA-256 in hexadecimal.
struct Provenance {
  std::string commit;           // full hash; empty: the tree is in no repository with a commit
  std::string committed_at;     // ISO 8601 with its offset
  bool is_dirty = false;        // the tree has changes that the commit lacks
  std::string pack_digest;      // of the rules and all other policies
  std::string settings_digest;  // of payaudit.yaml; empty: there is none
};

// A finding of the base that is no more. Its place is one of the base.
struct GoneEntry {
  std::string rule;
  Severity severity = Severity::medium;
  std::string message;
  std::string path;
  uint32_t line = 0;  // 0: it has none
  std::string fingerprint;
};

// What the tree was compared with, and what came of it.
struct Comparison {
  std::string against;         // as asked for: "origin/main", "payaudit.baseline"
  std::string commit;          // full hash of the commit whose tree it was; empty: a baseline file
  bool is_merge_base = false;  // that commit is not the one asked for, but where the two lines part
  // Open violations.
  size_t fresh = 0;
  size_t unchanged = 0;
  std::vector<GoneEntry> gone;
  std::vector<Cause> gating;       // causes for which a new finding gates
  std::vector<std::string> notes;  // what of the base could not be read; stale entries of a baseline
};

struct Report {
  std::string tool_version;
  Provenance provenance;
  std::string on;                      // the day that is judged, ISO
  const SourceMap* sources = nullptr;  // of all places in findings; never null when written
  // Card numbers, keys, passwords in the sources, of whatever rules: writers mask them wherever they show a
  // line. In any order.
  std::vector<Place> secrets;
  std::vector<RuleEntry> rules;
  std::vector<FrameworkEntry> frameworks;
  std::vector<Finding> findings;   // sorted; all verdicts
  std::vector<GapEntry> gaps;      // sorted by path
  std::vector<std::string> notes;  // once-only advice: what to declare in payaudit.yaml and why
  Coverage coverage;
  Severity show_from = Severity::info;  // writers show findings from here on, and count all
  Severity fail_on = Severity::high;
  bool is_gated = true;                  // false: --fail-on none
  std::optional<Comparison> comparison;  // absent: all findings count
  int exit_status = 0;
};

}  // namespace payaudit
