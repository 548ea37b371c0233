// The command line. The only file that includes CLI11, which takes seconds to compile.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <sstream>

#include "checker/cli/completions.h"
#include "checker/cli/description.h"
#include "checker/cli/manual.h"
#include "checker/cli/options.h"
#include "checker/cli/outputs.h"
#include "checker/init/recipes.h"
#include "rules/cel/cel.h"
#include "rules/policy/fields.h"

namespace payaudit {
namespace {

void add_policies(CLI::App* command, std::vector<std::string>& folders) {
  command
      ->add_option("--policies", folders, "Folder of policies to add; the same id replaces the built-in one")
      ->type_name("DIR")
      ->allow_extra_args(false)  // one each time, so that a path may follow
      ->check(CLI::ExistingDirectory);
}

// What CLI11 reads of the commands that audit, beside the options themselves.
struct AuditWords {
  std::string text_path;
  bool is_quiet = false;
};

void add_audit_flags(CLI::App* command, AuditOptions& options, AuditWords& words) {
  command
      ->add_option(
          "-c,--config", options.settings_file,
          "Settings file (default: the nearest payaudit.yaml, from PATH up to the top of the repository)")
      ->type_name("FILE")
      ->envname("PAYAUDIT_CONFIG");
  add_policies(command, options.policy_folders);
  command
      ->add_option(
          "--exclude", options.exclude,
          "Leave out what matches, as gitignore reads it, from the top of the repository; repeatable")
      ->type_name("GLOB")
      ->allow_extra_args(false);
  command->add_option("-j,--jobs", options.jobs, "Threads; 0 means all processors")
      ->envname("PAYAUDIT_JOBS")
      ->check(CLI::Range(0, 256));
  command->add_flag("--tests", options.parses_tests,
                    "Parse test code too (default: it is searched for card numbers and secrets only)");
  command->add_flag("--timing", options.is_timed, "Print the time of each stage to standard error");
  command->add_flag("-v,--verbose", options.is_verbose,
                    "Say on standard error what is audited, by which settings, and what is left out");
  command->add_flag("-q,--quiet", words.is_quiet,
                    "No progress; of the text format only findings and the last line");
}

void add_audit(CLI::App* command, AuditOptions& options, AuditWords& words) {
  command
      ->add_option(
          "PATH", options.paths,
          "Folders or files to audit (default: the current folder); `-` is one text from standard input")
      ->envname("PAYAUDIT_PATH");
  command
      ->add_option("--stdin-path", words.text_path,
                   "With `-`: the file that the text stands for, which says its format and its settings")
      ->type_name("NAME");
  add_audit_flags(command, options, words);
}

// An ISO date; empty: it is one.
std::string problem_of_date(const std::string& text) {
  const auto day = full_date(text);
  return day && *day == text ? std::string() : fmt::format("'{}' is no date; write YYYY-MM-DD", text);
}

void add_day(CLI::App* command, AuditOptions& options) {
  command->add_option("--as-of", options.on, "Judge the law of this day (default: today)")
      ->type_name("YYYY-MM-DD")
      ->check(CLI::Validator(problem_of_date, ""));
}

void add_rules(CLI::App* command, AuditOptions& options) {
  command->add_option("--rule", options.only_rules, "Judge only this rule; repeatable")
      ->type_name("ID")
      ->allow_extra_args(false);
}

// payaudit waiver add, list, check.
class WaiverCommand {
 public:
  WaiverCommand(CLI::App& app, AuditWords& words)
      : command_(
            app.add_subcommand("waiver", "Findings that are not mended for now: who waived them, till when")),
        add_(command_->add_subcommand("add",
                                      "Write a waiver of an open finding; a draft until somebody approves")),
        list_(command_->add_subcommand("list", "The waivers, their state, and what each covers now")),
        check_(command_->add_subcommand("check",
                                        "Exit with 1 where a waiver is invalid, ended, a draft or unused")) {
    command_->require_subcommand(1);
    for (CLI::App* each : {list_, check_})
      each->add_option("PATH", options_.paths, "The audited tree (default: the current folder)");
    const std::map<std::string, WaiverOptions::Format> formats{{"text", WaiverOptions::Format::text},
                                                               {"json", WaiverOptions::Format::json},
                                                               {"csv", WaiverOptions::Format::csv}};
    list_->add_option("-f,--format", options_.format, "text, json or csv")
        ->type_name("FORMAT")
        ->transform(CLI::CheckedTransformer(formats));
    check_->add_flag_callback(
        "--no-audit", [this] { options_.is_audited = false; },
        "Read the file of waivers alone: fast, and says nothing of what they cover");
    add_entry();
    for (CLI::App* each : {add_, list_, check_}) {
      add_audit_flags(each, options_, words);
      add_day(each, options_);
    }
  }

  bool is_parsed() const { return command_->parsed(); }

  AuditOptions& audit() { return options_; }
  const WaiverOptions& options() {
    options_.action = add_->parsed()    ? WaiverOptions::Action::add
                      : list_->parsed() ? WaiverOptions::Action::list
                                        : WaiverOptions::Action::check;
    options_.keeps_violations = add_->parsed();
    for (const WaiverKind kind :
         {WaiverKind::false_positive, WaiverKind::accepted_risk, WaiverKind::compensating_control}) {
      if (kind_ == word(kind)) options_.waiver.kind = kind;
    }
    return options_;
  }

 private:
  void add_entry() {
    Waiver& waiver = options_.waiver;
    add_->add_option("FINDING", options_.what, "Rule id or fingerprint")
        ->type_name("RULE|FINGERPRINT")
        ->required();
    add_->add_option("PATH", options_.where, "Where it stands, as a report says it")
        ->type_name("PATH[:LINE]");
    add_->add_option("--tree", options_.paths, "The audited tree (default: the current folder)")
        ->type_name("PATH")
        ->allow_extra_args(false);
    add_->add_flag("--all", options_.takes_all,
                   "Where several findings are meant, an entry for each of them");
    add_->add_option("--kind", kind_, "false-positive, accepted-risk or compensating-control")
        ->required()
        ->check(CLI::IsMember({"false-positive", "accepted-risk", "compensating-control"}));
    add_->add_option("--reason", waiver.reason,
                     fmt::format("Why it does no harm, in {} characters at least", kShortestReason))
        ->required();
    add_->add_option("--owner", waiver.owner, "Who answers for it")->required();
    add_->add_option("--expires", waiver.expires,
                     fmt::format("Its last day, at most {} days from its approval; {} for critical findings",
                                 kLongestWaiver, kLongestCriticalWaiver))
        ->type_name("YYYY-MM-DD")
        ->required()
        ->check(CLI::Validator(problem_of_date, ""));
    add_->add_option("--approver", waiver.approver,
                     "Who approved it, other than the owner; without: a draft");
    add_->add_option("--approved-on", waiver.approved_on, "The day of the approval (default: today)")
        ->type_name("YYYY-MM-DD")
        ->check(CLI::Validator(problem_of_date, ""));
    add_->add_option("--ticket", waiver.ticket, "Where it was decided");
    Worksheet& worksheet = waiver.worksheet;
    const std::pair<const char*, std::string&> boxes[] = {{"constraints", worksheet.constraints},
                                                          {"objective", worksheet.objective},
                                                          {"risk", worksheet.risk},
                                                          {"definition", worksheet.definition},
                                                          {"validation", worksheet.validation},
                                                          {"maintenance", worksheet.maintenance}};
    for (const auto& [name, text] : boxes) {
      add_->add_option(fmt::format("--{}", name), text,
                       fmt::format("Of a compensating control: box '{}' of its worksheet", name));
    }
  }

  WaiverOptions options_;
  std::string kind_;
  CLI::App* command_;
  CLI::App* add_;
  CLI::App* list_;
  CLI::App* check_;
};

void add_init(CLI::App* command, InitOptions& options) {
  command
      ->add_option(
          "DIR", options.folder,
          "The folder that gets payaudit.yaml; files for a build server go to the top of its repository")
      ->check(CLI::ExistingDirectory);
  std::vector<std::string> names;
  for (const Platform& platform : platforms()) names.emplace_back(platform.name);
  command
      ->add_option("--ci", options.platforms,
                   fmt::format("Write the files for {}; repeatable", fmt::join(names, ", ")))
      ->type_name("PLATFORM")
      ->allow_extra_args(false)
      ->check(CLI::IsMember(names).description(""));
  command
      ->add_option("--show", options.show,
                   "Print one of these files, such as gate.sh or github.yml, and write nothing")
      ->type_name("FILE");
}

// What CLI11 cannot say: a text from standard input is one, and has a name.
void finish_audit(AuditOptions& options, const AuditWords& words, const Outside& around) {
  options.shows_progress = around.takes_progress && !words.is_quiet;
  const bool is_text = std::find(options.paths.begin(), options.paths.end(), "-") != options.paths.end();
  if (!is_text) {
    if (!words.text_path.empty())
      throw CLI::ValidationError("--stdin-path",
                                 "is the name of a text from standard input; write - as the PATH");
    return;
  }
  if (options.paths.size() > 1) throw CLI::ValidationError("PATH", "`-` is one text, and stands alone");
  if (words.text_path.empty()) {
    throw CLI::ValidationError("PATH",
                               "`-` needs --stdin-path NAME: the name says which format the text has");
  }
  options.text_path = words.text_path;
}

// The first word is a command; what is none is told as that. Empty: it is one.
std::string unknown_command(const CLI::App& app, int argc, const char* const* argv) {
  if (argc < 2 || *argv[1] == '-') return {};
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_name() == argv[1]) return {};
    if (!command->get_group().empty()) names.push_back(command->get_name());
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  const std::string_view near = nearest(argv[1], known);
  return fmt::format("error: no command is called '{}'; {}\n", argv[1],
                     near.empty() ? fmt::format("there are {}", fmt::join(names, ", "))
                                  : fmt::format("did you mean '{}'?", near));
}

// `FILE` of `FILE:checked so`; the colon of `FORMAT[:FILE]` is its own. Empty: a flag.
std::string value_of(const CLI::Option& option) {
  const std::string type = option.get_items_expected_max() == 0 ? std::string() : option.get_type_name();
  size_t colon = type.find(':');
  if (colon != std::string::npos && colon > 0 && type[colon - 1] == '[') colon = type.find(':', colon + 1);
  return type.substr(0, colon);
}

// Of `TEXT:{low,high}` and of `FORMAT:value in {csv->1,json->2} OR {1,2}`.
std::vector<std::string> choices_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const size_t open = type.find('{');
  if (open == std::string::npos) return {};
  std::vector<std::string> choices =
      CLI::detail::split(type.substr(open + 1, type.find('}') - open - 1), ',');
  for (std::string& choice : choices) choice = choice.substr(0, choice.find("->"));
  return choices;
}

DescribedOption describe(const CLI::Option& option) {
  DescribedOption described;
  described.is_positional = option.get_positional();
  if (described.is_positional) {
    described.names = {option.get_name(true)};
  } else {
    for (const std::string& name : option.get_snames()) described.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) described.names.push_back("--" + name);
  }
  described.value = value_of(option);
  described.text = option.get_description();
  described.variable = option.get_envname();
  described.choices = choices_of(option);
  described.is_repeatable = option.get_items_expected_max() > 1;
  described.is_required = option.get_required();
  using Completes = DescribedOption::Completes;
  const std::string& kind = described.is_positional ? described.names.front() : described.value;
  if (kind == "FORMAT[:FILE]") described.choices = output_formats();
  described.completes = !described.choices.empty()         ? Completes::choices
                        : kind == "FILE" || kind == "PATH" ? Completes::files
                        : kind == "DIR"                    ? Completes::folders
                        : kind == "ID" || kind == "RULE"   ? Completes::rules
                                                           : Completes::nothing;
  return described;
}

// What is hidden from the help is left out here too.
DescribedCommand describe(const CLI::App& app) {
  DescribedCommand described{app.get_name(), app.get_description(), {}, {}};
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_group().empty()) described.options.push_back(describe(*option));
  }
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (!command->get_group().empty()) described.commands.push_back(describe(*command));
  }
  return described;
}

// The texts that a package holds of the program: `man` or the name of a shell.
std::string generate(const CLI::App& app, std::string_view what) {
  const DescribedCommand program = describe(app);
  if (what == "bash") return write_bash_completion(program);
  if (what == "zsh") return write_zsh_completion(program);
  if (what == "fish") return write_fish_completion(program);
  return write_manual(program, PAYAUDIT_VERSION);
}

}  // namespace

Command parse_command_line(int argc, const char* const* argv, const Outside& around) {
  CLI::App app{
      "Reads a repository as it stands and says, requirement by requirement, what it proves about PCI DSS "
      "4.0.1,\n"
      "PSD2/PSR, KYC/AML and data residency. Nothing leaves the machine.",
      "payaudit"};
  app.require_subcommand(0, 1);
  bool wants_version = false;
  app.add_flag("-V,--version", wants_version, "Print the version");

  AuditWords words;
  CheckOptions check;
  std::vector<std::string> formats;
  std::string output;
  std::string show_from;
  std::string fail_on;
  std::string show = "violations";
  std::string colour = "auto";
  std::string told = "new";
  CLI::App* check_command = app.add_subcommand("check", "Audit trees or files, print findings, gate");
  add_audit(check_command, check, words);
  add_rules(check_command, check);
  add_day(check_command, check);
  std::vector<std::string> gate_on;
  check_command
      ->add_option(
          "--base", check.base,
          "Compare with where this branch began: the merge base of HEAD and this revision, whose settings "
          "and waivers govern; only what is new gates")
      ->type_name("REV");
  check_command
      ->add_option("--baseline", check.baseline,
                   "Compare with a file of known findings, as `-f baseline:FILE` writes it")
      ->type_name("FILE")
      ->excludes("--base");
  check_command
      ->add_option(
          "--gate-on", gate_on,
          "With --base or --baseline, causes for which a new finding gates: code, rules, settings, waiver, "
          "base (default: code)")
      ->type_name("CAUSE,…")
      ->delimiter(',')
      ->check(CLI::IsMember({"code", "rules", "settings", "waiver", "base"}));
  check_command
      ->add_option("-f,--format", formats,
                   fmt::format("{}; with :FILE to write a file; repeatable (default: text, or agent where a "
                               "program that writes code says that it runs this)",
                               format_names()))
      ->type_name("FORMAT[:FILE]")
      ->allow_extra_args(false)
      ->envname("PAYAUDIT_FORMAT");
  check_command->add_option("-o,--output", output, "The file of the format that has none of its own")
      ->type_name("FILE");
  check_command
      ->add_option("--severity", show_from,
                   "Show findings from this severity on: critical, high, medium, low or info; "
                   "the gate and the figures count all")
      ->check(CLI::IsMember({"critical", "high", "medium", "low", "info"}));
  check_command->add_flag("--with-catalogue", check.with_catalogue,
                          "JSON with all rules and requirements, not only those of the findings");
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
  check_command
      ->add_option(
          "--report", told,
          "Compared with a base: new or all findings in full (default: new; the gate and the figures "
          "count all)")
      ->check(CLI::IsMember({"new", "all"}));
  check_command->add_option("--color", colour, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}));

  CoverageOptions coverage;
  CLI::App* coverage_command =
      app.add_subcommand("coverage", "Requirement by requirement: which rules, which verdicts, which gaps");
  add_audit(coverage_command, coverage, words);
  add_rules(coverage_command, coverage);
  add_day(coverage_command, coverage);
  coverage_command->add_option("--framework", coverage.framework, "Only this framework, such as pci-dss");
  using Format = CoverageOptions::Format;
  const std::map<std::string, Format> coverage_formats{
      {"table", Format::table}, {"csv", Format::csv}, {"json", Format::json}, {"xlsx", Format::xlsx}};
  coverage_command->add_option("-f,--format", coverage.format, "table, csv, json or xlsx")
      ->type_name("FORMAT")
      ->transform(CLI::CheckedTransformer(coverage_formats));
  coverage_command->add_option("-o,--output", coverage.file, "Write to this file instead of standard output")
      ->type_name("FILE");
  coverage_command->add_flag_callback(
      "--json", [&coverage] { coverage.format = Format::json; }, "The same as -f json");

  FactsOptions facts;
  CLI::App* facts_command =
      app.add_subcommand("facts", "What the scanners saw, and why a rule did or did not match");
  add_audit(facts_command, facts, words);
  facts_command->add_option("--trace", facts.trace_rule, "Show how this rule judged each fact")
      ->type_name("RULE");
  facts_command->add_flag("--units", facts.show_units, "Show the neutral form that each file was read into");
  facts_command->add_flag("--kinds", facts.show_kinds, "List all kinds of fact and their attributes");

  ExplainOptions explain;
  CLI::App* explain_command =
      app.add_subcommand("explain", "A rule or a requirement: why, fix, examples, what it maps to");
  explain_command->add_option("ID", explain.id, "Rule id or requirement number")->required();
  add_policies(explain_command, explain.policy_folders);
  explain_command
      ->add_option_function<std::string>(
          "-f,--format",
          [&explain](const std::string& format) { explain.as_markdown = format == "markdown"; },
          "text, or markdown for the page of a rule")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "markdown"}));

  FrameworksOptions frameworks;
  CLI::App* frameworks_command =
      app.add_subcommand("frameworks", "The frameworks, and what an owner can declare of himself");
  add_policies(frameworks_command, frameworks.policy_folders);

  InitOptions init;
  CLI::App* init_command =
      app.add_subcommand("init", "Write a commented payaudit.yaml and the files for a build server");
  add_init(init_command, init);

  RulesOptions rules;
  CLI::App* rules_command = app.add_subcommand("rules", "List all rules");
  rules_command->add_flag("--json", rules.as_json, "Print JSON");
  add_policies(rules_command, rules.policy_folders);

  PolicyOptions policy;
  std::vector<std::string> more_policies;
  CLI::App* policy_command = app.add_subcommand("policy", "For rule authors");
  policy_command->require_subcommand(1);
  CLI::App* policy_test = policy_command->add_subcommand("test", "Run the examples of rules");
  CLI::App* policy_lint = policy_command->add_subcommand("lint", "Check policy files");
  for (CLI::App* command : {policy_test, policy_lint}) {
    command->add_option("DIR", policy.policy_folders, "Folders of policies (default: the built-in ones)")
        ->check(CLI::ExistingDirectory);
    add_policies(command, more_policies);
  }
  policy_test->add_option("--rule", policy.only, "Only this rule")->type_name("ID");

  LintSarifOptions lint_sarif;
  CLI::App* lint_command = app.add_subcommand("lint-sarif", "Check SARIF files for what validators miss");
  lint_command->add_option("FILE", lint_sarif.files, "SARIF files")->required()->check(CLI::ExistingFile);

  lint_command->add_flag("--evidence", lint_sarif.is_evidence,
                         "Files of all verdicts, as sarif-full writes them; not for alerts");

  WaiverCommand waiver(app, words);

  std::string generated;
  CLI::App* generate_command =
      app.add_subcommand("generate", "The manual page, or the completion of a shell; for packagers")
          ->group("");
  generate_command->add_option("WHAT", generated, "man, bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"man", "bash", "zsh", "fish"}));

  try {
    app.parse(argc, argv);
    if (check_command->parsed()) finish_audit(check, words, around);
    if (coverage_command->parsed()) finish_audit(coverage, words, around);
    if (facts_command->parsed()) finish_audit(facts, words, around);
    if (waiver.is_parsed()) finish_audit(waiver.audit(), words, around);
  } catch (const CLI::ParseError& error) {
    if (const std::string unknown = unknown_command(app, argc, argv); !unknown.empty())
      return Printed{unknown, true};
    std::ostringstream out, err;
    app.exit(error, out, err);
    const bool is_error = error.get_exit_code() != 0;
    return Printed{is_error ? err.str() : out.str(), is_error};
  }
  if (generate_command->parsed()) return Printed{generate(app, generated), false};
  if (wants_version) return VersionOptions{around.commit};
  if (check_command->parsed()) {
    // Who asks for a file, or for what only the text has, gets the text.
    const bool is_for_agent =
        around.is_for_agent && output.empty() && show == "violations" && colour == "auto";
    const Result<std::vector<Output>> outputs =
        read_outputs(formats, output, is_for_agent ? "agent" : "text");
    if (!outputs) return Printed{fmt::format("error: {}\n", outputs.error().message), true};
    if (check.base.empty() && check_command->count("--base") > 0)
      return Printed{"error: --base: an empty revision (is a variable of the build server not set?)\n", true};
    if (check.text_path && !check.base.empty())
      return Printed{"error: --base: a text from standard input has no base; --baseline FILE takes one\n",
                     true};
    if (!gate_on.empty() && check.base.empty() && check.baseline.empty())
      return Printed{
          "error: --gate-on: nothing is compared, so nothing is new: say with what by --base REV or "
          "--baseline FILE, or leave it out, then all findings gate\n",
          true};
    check.outputs = *outputs;
    check.is_quiet = words.is_quiet;
    if (!gate_on.empty()) check.gate_on.clear();
    for (const std::string& cause : gate_on) check.gate_on.push_back(*find_cause(cause));
    check.told = told == "all" ? Told::all : Told::only_new;
    check.step_summary = around.step_summary;
    check.files_address = around.files_address;
    if (const auto severity = find_severity(show_from)) check.show_from = *severity;
    if (!fail_on.empty()) check.fail_on = fail_on;
    check.show = show == "all"          ? Show::all
                 : show == "satisfied"  ? Show::satisfied
                 : show == "violations" ? Show::violations
                                        : Show::undetermined;
    check.use_colour = colour == "always" || (colour == "auto" && around.takes_colour);
    return check;
  }
  if (coverage_command->parsed()) return coverage;
  if (facts_command->parsed()) return facts;
  if (explain_command->parsed()) return explain;
  if (frameworks_command->parsed()) return frameworks;
  if (init_command->parsed()) {
    init.shows_progress = around.takes_progress;
    return init;
  }
  if (rules_command->parsed()) return rules;
  if (policy_command->parsed()) {
    policy.policy_folders.insert(policy.policy_folders.end(), more_policies.begin(), more_policies.end());
    policy.action = policy_test->parsed() ? PolicyOptions::Action::test : PolicyOptions::Action::lint;
    return policy;
  }
  if (lint_command->parsed()) return lint_sarif;
  if (waiver.is_parsed()) return waiver.options();
  return Printed{app.help(), false};
}

}  // namespace payaudit
