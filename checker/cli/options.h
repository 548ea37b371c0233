// What the command line asks for, as plain structs: made by parse.cc, carried out by checker/commands.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "reports/text/text_report.h"
#include "rules/findings/finding.h"
#include "scanners/source/result.h"

namespace payaudit {

// Exit statuses of every command.
inline constexpr int kExitClean = 0;
inline constexpr int kExitFindings = 1;    // at or above --fail-on
inline constexpr int kExitUsage = 2;       // usage, configuration or policy error
inline constexpr int kExitIncomplete = 3;  // gaps above the allowed

struct Output {
  std::string format;  // text, json, sarif, sarif-full
  std::string file;    // empty: standard output
};

// What every command that audits shares.
struct AuditOptions {
  std::string path = ".";
  std::string settings_file;                // empty: payaudit.yaml in the root, if there is one
  std::vector<std::string> policy_folders;  // --policies: add or replace by id
  unsigned jobs = 0;                        // 0: all processors
  bool parses_tests = false;                // --tests: test code is parsed like all other
  bool is_timed = false;                    // --timing, to standard error
};

struct CheckOptions : AuditOptions {
  std::vector<Output> outputs;
  std::optional<std::string> fail_on;  // a severity or "none"; empty: settings, else high
  bool is_strict = false;              // --strict: any gap makes the analysis incomplete
  Show show = Show::violations;
  bool use_colour = false;
};

struct CoverageOptions : AuditOptions {
  std::string framework;  // empty: all that are judged
  bool as_json = false;
};

struct FactsOptions : AuditOptions {
  std::string trace_rule;
  bool show_units = false;
  bool show_kinds = false;
};

struct ExplainOptions {
  std::string id;
  std::vector<std::string> policy_folders;
};

struct RulesOptions {
  std::vector<std::string> policy_folders;
  bool as_json = false;
};

struct PolicyOptions {
  enum class Action : uint8_t { test, lint } action = Action::test;
  std::vector<std::string> policy_folders;
  std::string only;  // one rule id
};

struct LintSarifOptions {
  std::vector<std::string> files;
  bool is_evidence = false;  // a file of all verdicts, not one for alerts
};

struct VersionOptions {};

// Text to print and an exit status: `--help`, or a usage error.
struct Printed {
  std::string text;
  bool is_error = false;
};

using Command = std::variant<Printed, VersionOptions, CheckOptions, CoverageOptions, FactsOptions,
                             ExplainOptions, RulesOptions, PolicyOptions, LintSarifOptions>;

// Never exits and prints nothing. `is_terminal`: standard output is one.
Command parse_command_line(int argc, const char* const* argv, bool is_terminal);

}  // namespace payaudit
