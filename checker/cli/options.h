// What the command line asks for, as plain structs: made by parse.cc, carried out by checker/commands.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "checker/gate/waivers.h"
#include "reports/text/text_report.h"
#include "rules/findings/finding.h"
#include "scanners/source/result.h"

namespace payaudit {

// Exit statuses of every command.
inline constexpr int kExitClean = 0;
inline constexpr int kExitFindings = 1;  // at or above --fail-on
inline constexpr int kExitUsage =
    2;  // usage, configuration or policy error; what was asked for could not be written
inline constexpr int kExitIncomplete = 3;  // gaps above the allowed

struct Output {
  std::string format;  // one of format_names() of checker/cli/outputs.h
  std::string file;    // empty: standard output
};

// What is outside of the program.
struct Outside {
  bool takes_colour = false;    // standard output is a terminal that shows colours to somebody who wants them
  bool takes_progress = false;  // standard error is a terminal whose last line can be written again
  bool is_for_agent = false;    // a program that writes code runs this one: see checker/cli/agents.h
  std::string step_summary;     // GITHUB_STEP_SUMMARY: the file for the summary of a workflow's step
  std::string
      files_address;  // of the pages of audited files, see checker/cli/github.h; empty: there are none
  std::string commit = "unknown";
};

// What every command that audits shares.
struct AuditOptions {
  std::vector<std::string> paths = {"."};
  std::optional<std::string> text_path;  // the audited text comes from standard input, in place of this file
  std::string settings_file;             // empty: the payaudit.yaml found upwards from the paths
  std::vector<std::string> policy_folders;  // --policies: add or replace by id
  std::vector<std::string> exclude;         // --exclude: patterns from the root, beside those of the settings
  std::vector<std::string> only_rules;      // --rule: no others are judged; empty: all
  std::string on;                           // --as-of: the day that is judged, ISO; empty: today
  unsigned jobs = 0;                        // 0: all processors
  bool parses_tests = false;                // --tests: test code is parsed like all other
  bool is_timed = false;                    // --timing, to standard error
  bool is_verbose = false;                  // -v: to standard error, what is audited by which settings
  bool shows_progress = false;              // to standard error, from a second on
  bool keeps_violations = false;            // one by one, for whoever waives them
};

struct CheckOptions : AuditOptions {
  std::vector<Output> outputs;
  std::optional<std::string> fail_on;  // a severity or "none"; empty: settings, else high
  bool is_strict = false;              // --strict: any gap makes the analysis incomplete
  Severity show_from = Severity::info;
  Show show = Show::violations;
  Told told = Told::only_new;  // --report
  std::string step_summary;    // where the format github also writes its summary; empty: nowhere
  std::string files_address;   // what links of Markdown begin with; empty: they are no links
  bool is_quiet = false;       // -q: of the text only findings and the last line; no progress
  bool use_colour = false;
  bool with_catalogue = false;                 // JSON: with all rules and requirements
  std::string base;                            // --base: a revision; empty: the tree is compared with none
  std::string baseline;                        // --baseline: a file of known findings; empty: none
  std::vector<Cause> gate_on = {Cause::code};  // --gate-on: new findings of these causes gate
};

struct CoverageOptions : AuditOptions {
  enum class Format : uint8_t { table, csv, json, xlsx } format = Format::table;
  std::string file;       // empty: standard output, which takes no workbook
  std::string framework;  // empty: all that are judged
};

struct FactsOptions : AuditOptions {
  std::string trace_rule;
  bool show_units = false;
  bool show_kinds = false;
};

struct ExplainOptions {
  std::string id;
  bool as_markdown = false;  // the page of a rule, as docs/rules has it
  std::vector<std::string> policy_folders;
};

struct FrameworksOptions {
  std::vector<std::string> policy_folders;
};

struct InitOptions {
  std::string folder = ".";            // gets payaudit.yaml
  std::vector<std::string> platforms;  // --ci: build servers whose files are written
  std::string show;                    // --show: print this file, and write nothing
  bool shows_progress = false;
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

struct WaiverOptions : AuditOptions {
  enum class Action : uint8_t { add, list, check } action = Action::list;
  enum class Format : uint8_t { text, json, csv } format = Format::text;  // of list
  bool is_audited = true;                                                 // check: false reads the file alone
  // add
  std::string what;        // a rule or a fingerprint
  std::string where;       // PATH or PATH:LINE; empty: anywhere
  bool takes_all = false;  // one entry for each finding that is meant
  Waiver waiver;           // what the entry says
};

struct VersionOptions {
  std::string commit;
};

// Text to print and an exit status: `--help`, or a usage error.
struct Printed {
  std::string text;
  bool is_error = false;
};

using Command = std::variant<Printed, VersionOptions, CheckOptions, CoverageOptions, FactsOptions,
                             ExplainOptions, FrameworksOptions, InitOptions, RulesOptions, PolicyOptions,
                             LintSarifOptions, WaiverOptions>;

// Never exits and prints nothing.
Command parse_command_line(int argc, const char* const* argv, const Outside& around);

}  // namespace payaudit
