#include "checker/cli/options.h"

#include <catch2/catch.hpp>

#include <vector>

using namespace payaudit;

namespace {

Command parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "payaudit");
  return parse_command_line(static_cast<int>(arguments.size()), arguments.data(), {});
}

}  // namespace

TEST_CASE("check takes a path, formats with files and a threshold") {
  const Command command =
      parse({"check", "src", "-f", "text", "-f", "sarif:out.sarif", "--fail-on", "critical", "-j", "2"});
  const CheckOptions& options = std::get<CheckOptions>(command);
  CHECK(options.paths == std::vector<std::string>{"src"});
  REQUIRE(options.outputs.size() == 2);
  CHECK(options.outputs[1].format == "sarif");
  CHECK(options.outputs[1].file == "out.sarif");
  CHECK(options.fail_on == "critical");
  CHECK(options.jobs == 2);
}

TEST_CASE("a path may follow a format and a folder of policies") {
  const Command command = parse({"check", "-f", "json", "--policies", PAYAUDIT_ROOT "/policies", "src"});
  const CheckOptions& options = std::get<CheckOptions>(command);
  CHECK(options.paths == std::vector<std::string>{"src"});
  CHECK(options.outputs.size() == 1);
  CHECK(options.policy_folders.size() == 1);
}

TEST_CASE("without a format, check prints text") {
  const Command command = parse({"check"});
  CHECK(std::get<CheckOptions>(command).outputs.front().format == "text");
}

TEST_CASE("an unknown format is a usage error that lists the formats") {
  const Command command = parse({"check", "-f", "pdf"});
  const Printed& printed = std::get<Printed>(command);
  CHECK(printed.is_error);
  CHECK(printed.text ==
        "error: --format: 'pdf' is not a format; there are text, json, sarif, sarif-full, github, "
        "github-summary, "
        "gitlab, junit, markdown, azure, bitbucket, sonar, csv, agent, baseline\n");
}

TEST_CASE("an unknown option is a usage error") {
  CHECK(std::get<Printed>(parse({"check", "--no-such-option"})).is_error);
}

TEST_CASE("an unknown command is told with the likely one") {
  CHECK(std::get<Printed>(parse({"chek", "."})).text ==
        "error: no command is called 'chek'; did you mean 'check'?\n");
}

TEST_CASE("help is not an error") {
  const Command command = parse({"--help"});
  CHECK_FALSE(std::get<Printed>(command).is_error);
  CHECK(std::get<Printed>(command).text.find("check") != std::string::npos);
}

namespace {

// The usage error, or "ok".
std::string check(std::vector<const char*> arguments) {
  const Command command = parse(std::move(arguments));
  const Printed* printed = std::get_if<Printed>(&command);
  return printed == nullptr ? "ok" : printed->text;
}

}  // namespace

TEST_CASE("several paths are taken") {
  const Command command = parse({"check", "a", "b/c.tf"});
  CHECK(std::get<CheckOptions>(command).paths == std::vector<std::string>{"a", "b/c.tf"});
}

TEST_CASE("two reports in one place are refused") {
  CHECK(check({"check", "-f", "text", "-f", "json"})
            .find("text and json would both be written to standard output") != std::string::npos);
  CHECK(check({"check", "-f", "json:x", "-f", "sarif:./x"}).find("json and sarif would both be written to") !=
        std::string::npos);
  CHECK(check({"check", "-f", "json", "-f", "text:/dev/stdout"}).find("would both") != std::string::npos);
  CHECK(check({"check", "-f", "json:a", "-f", "json:b", "-f", "text"}) == "ok");
}

TEST_CASE("the file of -o is that of the one format that has none") {
  const Command command = parse({"check", "-f", "json", "-f", "sarif:a.sarif", "-o", "a.json"});
  CHECK(std::get<CheckOptions>(command).outputs.front().file == "a.json");
  CHECK(check({"check", "-f", "json:a", "-o", "b"}).find("every format has a file already") !=
        std::string::npos);
  CHECK(check({"check", "-f", "json", "-f", "text", "-o", "b"}).find("would both") != std::string::npos);
  CHECK(check({"check", "-f", "json:"}).find("names no file after the colon") != std::string::npos);
}

TEST_CASE("a text from standard input is one and has a name") {
  const Command command = parse({"check", "-", "--stdin-path", "a/main.tf"});
  CHECK(std::get<CheckOptions>(command).text_path == "a/main.tf");
  CHECK(check({"check", "-"}).find("--stdin-path NAME") != std::string::npos);
  CHECK(check({"check", "-", "a", "--stdin-path", "x.tf"}).find("stands alone") != std::string::npos);
  CHECK(check({"check", "--stdin-path", "x.tf"}).find("write - as the PATH") != std::string::npos);
}

TEST_CASE("colour is for terminals that want it, unless it is asked for or refused") {
  const auto colour = [](std::vector<const char*> arguments, bool takes_colour) {
    arguments.insert(arguments.begin(), {"payaudit", "check"});
    Outside around;
    around.takes_colour = takes_colour;
    const Command command = parse_command_line(static_cast<int>(arguments.size()), arguments.data(), around);
    return std::get<CheckOptions>(command).use_colour;
  };
  CHECK(colour({}, true));
  CHECK_FALSE(colour({}, false));
  CHECK(colour({"--color", "always"}, false));
  CHECK_FALSE(colour({"--color", "never"}, true));
}

TEST_CASE("rules, patterns, severity and quiet are options of check") {
  const Command command = parse(
      {"check", "--rule", "a", "--rule", "b", "--exclude", "x", "--severity", "medium", "-q", "-v", "src"});
  const CheckOptions& options = std::get<CheckOptions>(command);
  CHECK(options.only_rules == std::vector<std::string>{"a", "b"});
  CHECK(options.exclude == std::vector<std::string>{"x"});
  CHECK(options.show_from == Severity::medium);
  CHECK(options.is_quiet);
  CHECK(options.is_verbose);
  CHECK(options.paths == std::vector<std::string>{"src"});
}

TEST_CASE("coverage takes a format and a file") {
  const Command command = parse({"coverage", "-f", "xlsx", "-o", "coverage.xlsx", "src"});
  const CoverageOptions& options = std::get<CoverageOptions>(command);
  CHECK(options.format == CoverageOptions::Format::xlsx);
  CHECK(options.file == "coverage.xlsx");
  CHECK(options.paths == std::vector<std::string>{"src"});
}

TEST_CASE("a program that writes code gets its format, unless it asks for what only the text has") {
  const auto format = [](std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), {"payaudit", "check"});
    Outside around;
    around.is_for_agent = true;
    const Command command = parse_command_line(static_cast<int>(arguments.size()), arguments.data(), around);
    return std::get<CheckOptions>(command).outputs.front().format;
  };
  CHECK(format({}) == "agent");
  CHECK(format({"--report", "all"}) == "agent");
  CHECK(format({"-f", "text"}) == "text");
  CHECK(format({"-f", "sarif:out.sarif"}) == "sarif");
  CHECK(format({"--show", "all"}) == "text");
  CHECK(format({"-o", "out.txt"}) == "text");
}

TEST_CASE("what is told in full of a compared tree is new, unless all is asked for") {
  CHECK(std::get<CheckOptions>(parse({"check"})).told == Told::only_new);
  CHECK(std::get<CheckOptions>(parse({"check", "--report", "all"})).told == Told::all);
  CHECK(std::get<Printed>(parse({"check", "--report", "some"})).is_error);
}

TEST_CASE("waiver add takes a finding, a place and what the entry says") {
  const Command command =
      parse({"waiver", "add", "pan-logged", "src/a.py:3", "--kind", "compensating-control", "--reason", "r",
             "--owner", "o", "--expires", "2027-01-31", "--risk", "low"});
  const WaiverOptions& options = std::get<WaiverOptions>(command);
  CHECK(options.action == WaiverOptions::Action::add);
  CHECK(options.what == "pan-logged");
  CHECK(options.where == "src/a.py:3");
  CHECK(options.paths == std::vector<std::string>{"."});
  CHECK(options.waiver.kind == WaiverKind::compensating_control);
  CHECK(options.waiver.worksheet.risk == "low");
  CHECK(options.keeps_violations);
}

TEST_CASE("what a waiver cannot do without is asked for") {
  CHECK(check({"waiver"}).find("subcommand") != std::string::npos);
  CHECK(check({"waiver", "add"}).find("required") != std::string::npos);
  CHECK(check({"waiver", "add", "x", "--kind", "accepted-risk", "--owner", "o", "--expires", "2027-01-31"})
            .find("--reason is required") != std::string::npos);
  CHECK(check({"waiver", "add", "x", "--kind", "none"}).find("--kind") != std::string::npos);
}

TEST_CASE("waiver list takes a format, waiver check may do without an audit") {
  CHECK(std::get<WaiverOptions>(parse({"waiver", "list", "-f", "csv"})).format == WaiverOptions::Format::csv);
  const Command command = parse({"waiver", "check", "--no-audit", "tree"});
  CHECK_FALSE(std::get<WaiverOptions>(command).is_audited);
  CHECK(std::get<WaiverOptions>(command).paths == std::vector<std::string>{"tree"});
}
