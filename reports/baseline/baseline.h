// The file of known findings: what a tree without a base to compare with is compared with. One sorted line a
// finding, by its identity and never by count, so that two branches merge by keeping the lines of both
// (`merge=union`).
//
//   finding FINGERPRINT RULE PATH
//   rule RULE
//
// The `rule` lines tell which rules were judged when it was written: what another rule finds later is new for
// the rule, not for the code. Lines that begin with # and empty ones say nothing.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "reports/report.h"
#include "scanners/source/result.h"

namespace payaudit {

struct BaselineEntry {
  std::string fingerprint;
  std::string rule;
  std::string path;   // may be empty: it is about the tree as a whole
  uint32_t line = 0;  // of the file
};

struct Baseline {
  std::vector<BaselineEntry> entries;  // sorted by fingerprint, no two of one
  std::set<std::string, std::less<>> rules;
};

// All violations, also those that are waived, one by one: what is told once stands for several.
std::string write_baseline(const Report& report);

// The error is for a line that is none of a baseline, with `path`, line and a next step.
Result<Baseline> parse_baseline(std::string_view path, std::string_view text);

}  // namespace payaudit
