// The command line. The only file that includes CLI11, which takes seconds to compile.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <sstream>

#include "checker/cli/options.h"

namespace payaudit {
namespace {

constexpr std::array<std::string_view, 4> kFormats = {"text", "json", "sarif", "sarif-full"};

// "sarif:out.sarif" -> {sarif, out.sarif}
Output parse_output(const std::string& text) {
  const size_t colon = text.find(':');
  const Output output{text.substr(0, colon), colon == std::string::npos ? "" : text.substr(colon + 1)};
  if (std::find(kFormats.begin(), kFormats.end(), output.format) == kFormats.end()) {
    throw CLI::ValidationError("--format", fmt::format("'{}' is not a format; there are {}", output.format,
                                                       fmt::join(kFormats, ", ")));
  }
  return output;
}

void add_policies(CLI::App* command, std::vector<std::string>& folders) {
  command
      ->add_option("--policies", folders, "Folder of policies to add; the same id replaces the built-in one")
      ->type_name("DIR")
      ->allow_extra_args(false)  // one each time, so that a path may follow
      ->check(CLI::ExistingDirectory);
}

void add_audit(CLI::App* command, AuditOptions& options) {
  command->add_option("PATH", options.path, "Folder or file to audit (default: the current folder)")
      ->envname("PAYAUDIT_PATH");
  command->add_option("-c,--config", options.settings_file, "Settings file (default: payaudit.yaml in PATH)")
      ->type_name("FILE")
      ->envname("PAYAUDIT_CONFIG");
  add_policies(command, options.policy_folders);
  command->add_option("-j,--jobs", options.jobs, "Threads; 0 means all processors")
      ->envname("PAYAUDIT_JOBS")
      ->check(CLI::Range(0, 256));
  command->add_flag("--tests", options.parses_tests,
                    "Parse test code too (default: it is searched for card numbers and secrets only)");
  command->add_flag("--timing", options.is_timed, "Print the time of each stage to standard error");
}

}  // namespace

Command parse_command_line(int argc, const char* const* argv, bool is_terminal) {
  CLI::App app{
      "Reads a repository as it stands and says, requirement by requirement, what it proves about PCI DSS "
      "4.0.1,\n"
      "PSD2/PSR, KYC/AML and data residency. Nothing leaves the machine.",
      "payaudit"};
  app.require_subcommand(0, 1);
  bool wants_version = false;
  app.add_flag("-V,--version", wants_version, "Print the version");

  CheckOptions check;
  std::vector<std::string> formats;
  std::string fail_on;
  std::string show = "violations";
  std::string colour = "auto";
  CLI::App* check_command = app.add_subcommand("check", "Audit a tree, print findings, gate");
  add_audit(check_command, check);
  check_command
      ->add_option("-f,--format", formats,
                   "text, json, sarif or sarif-full, with :FILE to write a file; repeatable")
      ->type_name("FORMAT[:FILE]")
      ->allow_extra_args(false)
      ->envname("PAYAUDIT_FORMAT");
  check_command
      ->add_option(
          "--fail-on", fail_on,
          "Exit with 1 from this severity on: critical, high, medium, low, info or none (default: high)")
      ->check(CLI::IsMember({"critical", "high", "medium", "low", "info", "none"}))
      ->envname("PAYAUDIT_FAIL_ON");
  check_command->add_flag(
      "--strict", check.is_strict,
      "Exit with 3 when anything was not examined (default: less than gaps.min_examined)");
  check_command
      ->add_option("--show", show,
                   "Which verdicts the text format prints in full: violations, undetermined, satisfied, all")
      ->check(CLI::IsMember({"violations", "undetermined", "satisfied", "all"}));
  check_command->add_option("--color", colour, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}));

  CoverageOptions coverage;
  CLI::App* coverage_command =
      app.add_subcommand("coverage", "Requirement by requirement: which rules, which verdicts, which gaps");
  add_audit(coverage_command, coverage);
  coverage_command->add_option("--framework", coverage.framework, "Only this framework, such as pci-dss");
  coverage_command->add_flag("--json", coverage.as_json, "Print JSON");

  FactsOptions facts;
  CLI::App* facts_command =
      app.add_subcommand("facts", "What the scanners saw, and why a rule did or did not match");
  add_audit(facts_command, facts);
  facts_command->add_option("--trace", facts.trace_rule, "Show how this rule judged each fact")
      ->type_name("RULE");
  facts_command->add_flag("--units", facts.show_units, "Show the neutral form that each file was read into");
  facts_command->add_flag("--kinds", facts.show_kinds, "List all kinds of fact and their attributes");

  ExplainOptions explain;
  CLI::App* explain_command =
      app.add_subcommand("explain", "A rule or a requirement: why, fix, examples, what it maps to");
  explain_command->add_option("ID", explain.id, "Rule id or requirement number")->required();
  add_policies(explain_command, explain.policy_folders);

  RulesOptions rules;
  CLI::App* rules_command = app.add_subcommand("rules", "List all rules");
  rules_command->add_flag("--json", rules.as_json, "Print JSON");
  add_policies(rules_command, rules.policy_folders);

  PolicyOptions policy;
  CLI::App* policy_command = app.add_subcommand("policy", "For rule authors");
  policy_command->require_subcommand(1);
  CLI::App* policy_test = policy_command->add_subcommand("test", "Run the examples of rules");
  CLI::App* policy_lint = policy_command->add_subcommand("lint", "Check policy files");
  for (CLI::App* command : {policy_test, policy_lint}) {
    command->add_option("DIR", policy.policy_folders, "Folders of policies (default: the built-in ones)")
        ->check(CLI::ExistingDirectory);
  }
  policy_test->add_option("--rule", policy.only, "Only this rule");

  LintSarifOptions lint_sarif;
  CLI::App* lint_command = app.add_subcommand("lint-sarif", "Check SARIF files for what validators miss");
  lint_command->add_option("FILE", lint_sarif.files, "SARIF files")->required()->check(CLI::ExistingFile);

  lint_command->add_flag("--evidence", lint_sarif.is_evidence,
                         "Files of all verdicts, as sarif-full writes them; not for alerts");

  try {
    app.parse(argc, argv);
    for (const std::string& format : formats) check.outputs.push_back(parse_output(format));
  } catch (const CLI::ParseError& error) {
    std::ostringstream out, err;
    app.exit(error, out, err);
    const bool is_error = error.get_exit_code() != 0;
    return Printed{is_error ? err.str() : out.str(), is_error};
  }
  if (wants_version) return VersionOptions{};
  if (check_command->parsed()) {
    if (check.outputs.empty()) check.outputs.push_back({"text", ""});
    if (!fail_on.empty()) check.fail_on = fail_on;
    check.show = show == "all"          ? Show::all
                 : show == "satisfied"  ? Show::satisfied
                 : show == "violations" ? Show::violations
                                        : Show::undetermined;
    check.use_colour = colour == "always" || (colour == "auto" && is_terminal);
    return check;
  }
  if (coverage_command->parsed()) return coverage;
  if (facts_command->parsed()) return facts;
  if (explain_command->parsed()) return explain;
  if (rules_command->parsed()) return rules;
  if (policy_command->parsed()) {
    policy.action = policy_test->parsed() ? PolicyOptions::Action::test : PolicyOptions::Action::lint;
    return policy;
  }
  if (lint_command->parsed()) return lint_sarif;
  return Printed{app.help(), false};
}

}  // namespace payaudit
