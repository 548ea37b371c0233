// What validators of SARIF miss and consumers trip over: references that lead nowhere, results that a
// consumer drops, splits or shows wrongly, names of properties that there are none of. Not a schema check:
// wrong types in general are left to the schema of SARIF 2.1.0.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace payaudit {

struct LintMessage {
  std::string pointer;  // RFC 6901, into the document: "/runs/0/results/3/message"
  std::string check;    // a word that never changes: "rule-index"
  std::string text;     // a clause that says what is wrong
};

struct LintOptions {
  // For code scanning, which takes every result for an open alert: open findings only, the gravest first, at
  // most 5,000. Otherwise a file for evidence.
  bool is_for_alerts = true;
};

// In the order of the document. Empty: nothing to complain about. Never fails: bytes that are no JSON are a
// message.
std::vector<LintMessage> lint_sarif(std::string_view bytes, const LintOptions& options = {});

}  // namespace payaudit
