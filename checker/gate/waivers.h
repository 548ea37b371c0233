// `.payaudit/waivers.yaml`: findings that somebody decided to live with, that somebody else agreed to, for a
// time. Only reads it: what a waiver covers is waiver_use.h.
//
//   version: 1
//   waivers:
//     - id: W-1
//       fingerprint: 3b1f…                  # of one finding; or of several:
//       rule: store-public                  #   rule and path, a pattern as gitignore has them, from the
//       path: infra/site/**                 #   root of the tree; and symbol, the name of the thing
//       kind: accepted-risk                 # or false-positive, compensating-control
//       reason: "what was looked at, and why it does no harm"
//       owner: "@shop"
//       approver: "@security"               # other than the owner; without one it is a draft
//       approved_on: 2026-11-02
//       expires: 2027-01-31                 # its last day
//       ticket: PAY-4711
//       worksheet: {constraints: …, objective: …, risk: …, definition: …, validation: …, maintenance: …}
//
// The worksheet is that of PCI DSS 4.0.1 Appendix C, all of it, for compensating controls only.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "checker/files/patterns.h"
#include "scanners/source/result.h"

namespace payaudit {

// From the root of the tree, which is the only place where it is looked for: no settings can move it.
constexpr std::string_view kWaiversPath = ".payaudit/waivers.yaml";
// From the day of approval to the last day.
constexpr int kLongestWaiver = 365;
constexpr int kLongestCriticalWaiver = 90;
constexpr size_t kShortestReason = 20;  // in characters

enum class WaiverKind : uint8_t { false_positive, accepted_risk, compensating_control };
std::string_view word(WaiverKind kind);  // "false-positive"

struct Worksheet {
  std::string constraints;
  std::string objective;
  std::string risk;
  std::string definition;
  std::string validation;
  std::string maintenance;
};

// Why an entry suppresses nothing, where it is written.
struct WaiverProblem {
  std::string message;
  std::string text;  // with path, line, column and a caret
};

struct Waiver {
  std::string id;
  std::string fingerprint;  // empty: it is of a rule and a path
  std::string rule;
  std::string path;  // the pattern as written
  Patterns paths;
  std::string symbol;  // empty: whatever the thing is called
  WaiverKind kind = WaiverKind::accepted_risk;
  std::string reason;
  std::string owner;
  std::string approver;
  std::string approved_on;  // ISO dates
  std::string expires;      // inclusive
  std::string ticket;
  Worksheet worksheet;
  uint32_t line = 1;  // of the entry
  uint32_t column = 1;
  std::vector<WaiverProblem> problems;
  bool is_draft = false;  // nobody approved it yet
  bool is_ended = false;

  bool holds() const { return problems.empty() && !is_draft && !is_ended; }
  int days() const;  // from its approval to its last day; 0 where it has no such days
};

// What is at fault with an entry is in the waiver; the error, with line and caret, is of a text that is no
// list of waivers. `path` is what messages show, `today` an ISO date. Work is linear in the text.
Result<std::vector<Waiver>> parse_waivers(const std::string& path, std::string text, std::string_view today,
                                          const std::set<std::string, std::less<>>& rule_ids);

// Whether two names mean one person: neither case nor white space tells them apart, nor a leading `@`.
bool is_same_person(std::string_view a, std::string_view b);

}  // namespace payaudit
