// What counts: inline suppressions, the threshold, gaps, the exit status.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "checker/audit/read.h"
#include "reports/report.h"
#include "rules/findings/finding.h"
#include "rules/policy/catalog.h"

namespace payaudit {

// `payaudit:ignore RULE until=2027-01-31 by=@name reason="…"`, on the line of the finding or alone on the
// line above it.
struct InlineSuppression {
  Place place;  // of the comment
  uint32_t line = 0;
  bool is_in_prose = false;  // it may only be spoken of: it suppresses, and is no finding itself
  bool is_alone = false;     // nothing but the comment on its line: it governs the next line
  std::string rule;
  std::string until;
  std::string by;
  std::string reason;
  bool is_ended = false;  // its day is past, and nothing else is wrong with it
  std::string problem;    // why it suppresses nothing: "has no reason", "ended on 2026-01-31", "unknown rule
                          // 'pan-loged', did you mean 'pan-logged'?"
};

// All of a corpus, in order. `today` is an ISO date; a suppression is valid through its day. Unknown rules
// are a problem, and so is a comment that all but says it: `payaudit: ignore`.
std::vector<InlineSuppression> find_suppressions(const Corpus& corpus,
                                                 const std::set<std::string, std::less<>>& rule_ids,
                                                 std::string_view today);

// Says of violations that no comment can suppress them: the critical ones, and what certainly bears on a
// requirement of the catalogue that is not waived in the code.
void refuse_comments(const std::vector<Framework>& catalog, std::vector<Finding>& findings);

// Marks the suppressed violations; those that a waiver suppresses stay as they are. One whose suppression has
// ended, on the day `since` or later, gets `Cause::waiver`, unless the code made it new. Returns a finding
// `suppression-invalid` for each suppression with a problem, or that met what takes no comment, and
// `suppression-unused` for each that met no violation, if its rule was `judged`.
std::vector<Finding> apply_suppressions(const std::vector<InlineSuppression>& suppressions,
                                        const std::set<std::string, std::less<>>& judged,
                                        const SourceMap& sources, std::vector<Finding>& findings,
                                        std::string_view since = {});

// Says of each finding whether it counts for the exit status: open violations at or above the threshold;
// where the tree was compared, only new ones, of the causes that gate. Counts there what is new and what is
// not.
void mark_gating(Report& report);

// Findings that gate -> 1; else gaps that count -> 3; else 0.
int exit_status(const Report& report);

}  // namespace payaudit
