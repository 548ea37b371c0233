// What waivers make of the findings of a tree.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "checker/gate/waivers.h"
#include "rules/findings/finding.h"

namespace payaudit {

enum class WaiverState : uint8_t {
  active,
  ending,   // within `kSoon` days
  ended,    // its last day is past
  draft,    // nobody approved it
  unused,   // it meets no violation
  invalid,  // it has problems, or runs too long for what it meets
};
std::string_view word(WaiverState state);
constexpr int kSoon = 30;

// A violation that a waiver is of.
struct Covered {
  std::string rule;
  std::string fingerprint;
  std::string path;   // empty: it is of the tree as a whole
  uint32_t line = 0;  // 0: it has none
  Severity severity = Severity::medium;
  std::string message;
};
Covered covered(const Finding& finding, const SourceMap& sources);
std::string spot(const Covered& covered);               // "'pan-logged' at src/Checkout.java:12"
std::string spots(const std::vector<Covered>& covers);  // of the first few, and how many more

struct WaiverUse {
  WaiverState state = WaiverState::active;
  std::string why;              // of what is unused or invalid: one sentence, first letter lower case
  std::vector<Covered> covers;  // what it waives; of one that waives nothing, what it would
};

// What waivers are held against.
struct WaiverScope {
  const SourceMap& sources;
  FileId file = 0;  // of the waivers' text
  std::string_view today;
  const std::set<std::string, std::less<>>& judged;  // rules
  bool is_whole = true;             // all of the tree was judged by all rules: what meets nothing is unused
  std::string_view since = {};      // the day of the base: what ended before is no news; empty: it is
  bool is_by_fingerprints = false;  // new is what a file of fingerprints lacks, as it lacks what was waived
};

// Marks the violations that waivers cover, one by one: to be called before what is one defect is joined. An
// ended waiver marks what it covered, where nothing else waives it, with `Cause::waiver` and its day; what a
// base has too is new by that, and what the change made stays new by its code. One whose fingerprint no
// violation has covers the one whose first 32 digits are the same, if it is the only one: its file was
// renamed.
//
// Returns a finding `waiver-invalid` for each that has problems, is a draft or runs too long,
// `waiver-expired` for each that has ended, and `waiver-unused` for each that meets nothing. `uses` gets one
// for each waiver.
std::vector<Finding> apply_waivers(const std::vector<Waiver>& waivers, const WaiverScope& scope,
                                   std::vector<Finding>& findings, std::vector<WaiverUse>* uses = nullptr);

}  // namespace payaudit
