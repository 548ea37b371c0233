// The checks behind sarif_lint.h, by the object they are about. For this folder only.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "reports/lint/document.h"
#include "reports/lint/sarif_lint.h"

namespace payaudit {

class LintLog {
 public:
  explicit LintLog(LintOptions options) : options_(options) {}

  const LintOptions& options() const { return options_; }
  void say(std::string pointer, std::string_view check, std::string text) {
    messages_.push_back({std::move(pointer), std::string(check), std::move(text)});
  }
  std::vector<LintMessage> take() { return std::move(messages_); }

 private:
  LintOptions options_;
  std::vector<LintMessage> messages_;
};

// "parent/name", "parent/3".
std::string below(std::string_view parent, std::string_view name);
std::string below(std::string_view parent, size_t index);

// A run with what its results refer to. Views into the document.
struct LintRun {
  JsonNode node;
  std::string pointer;
  JsonNode rules;  // of the driver
  JsonNode taxonomies;
  std::unordered_map<std::string_view, JsonNode> rule_by_id;  // of the driver and its extensions
};

// everywhere.cc: what holds of any object wherever it stands: nulls, URIs, regions, GUIDs, times.
void check_everywhere(LintLog& log, JsonNode root);

// properties.cc: names that the standard does not have.
void check_properties(LintLog& log, JsonNode root);

// run_checks.cc
LintRun check_run(LintLog& log, JsonNode run, std::string pointer);
// Whether a reference to a taxon leads to the taxon that it names.
void check_taxon(LintLog& log, const LintRun& run, JsonNode reference, const std::string& pointer);

// result_checks.cc
void check_results(LintLog& log, const LintRun& run);

}  // namespace payaudit
