#include "reports/github/annotations.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include <map>
#include <optional>
#include <sstream>
#include <vector>

#include "tests/golden.h"
#include "tests/reports/fixture.h"

using namespace payaudit;

namespace {

struct Command {
  std::string name;
  std::map<std::string, std::string> properties;
  std::string text;
};

std::string decoded(std::string text, bool is_property) {
  const auto replace = [&](std::string_view code, char c) {
    for (size_t at = text.find(code); at != std::string::npos; at = text.find(code, at + 1))
      text.replace(at, code.size(), 1, c);
  };
  replace("%0D", '\r');
  replace("%0A", '\n');
  if (is_property) replace("%3A", ':'), replace("%2C", ',');
  replace("%25", '%');
  return text;
}

// A line as the runner reads it: `::name key=value,key=value::text`, with nothing before it.
std::optional<Command> parse(const std::string& line) {
  const size_t end = line.find("::", 2);
  if (line.compare(0, 2, "::") != 0 || end == std::string::npos) return std::nullopt;
  Command command;
  const std::string head = line.substr(2, end - 2);
  const size_t space = head.find(' ');
  command.name = head.substr(0, space);
  std::stringstream properties(space == std::string::npos ? "" : head.substr(space + 1));
  for (std::string property; std::getline(properties, property, ',');) {
    const size_t equals = property.find('=');
    command.properties[property.substr(0, equals)] = decoded(property.substr(equals + 1), true);
  }
  command.text = decoded(line.substr(end + 2), false);
  return command;
}

std::vector<Command> commands(const std::string& output) {
  std::vector<Command> all;
  std::stringstream lines(output);
  for (std::string line; std::getline(lines, line);)
    if (const auto command = parse(line)) all.push_back(*command);
  return all;
}

size_t count(const std::vector<Command>& all, std::string_view name) {
  return static_cast<size_t>(
      std::count_if(all.begin(), all.end(), [&](const Command& command) { return command.name == name; }));
}

// The one command of a violation in a file of a name.
Command check(const std::string& path, const std::string& message) {
  Audit audit;
  audit.report.coverage.lines = 1;
  const FileId id = audit.add(path, "one\ntwo\n");
  audit.report.findings = {violation("r", Severity::high, audit.find(id, "two"), message)};
  const std::vector<Command> all = commands(write_annotations(audit.report));
  REQUIRE(all.size() == 1);
  return all[0];
}

}  // namespace

TEST_CASE("GitHub: new findings are annotated on the line that made them new") {
  const std::string text = write_annotations(compared_audit().report);
  CHECK(text == golden("reports/golden/gate/compared.github", text));
  CHECK(text.find("file=services/checkout/src/Mask.java,line=2,endLine=2,col=27,") != std::string::npos);
  CHECK(text.find("services/checkout/src/Pay Ment[1].java:5:3: where it stands") != std::string::npos);
}

TEST_CASE("GitHub: of a tree that was not compared all open findings are annotated") {
  const std::string text = write_annotations(shop_audit().report);
  CHECK(text == golden("reports/golden/gate/shop.github", text));
}

TEST_CASE("GitHub: what was waived is counted, also where it is none") {
  CHECK(write_annotations(shop_audit().report).find(", 1 waived;") != std::string::npos);
  CHECK(write_annotations(clean_audit().report).find("no violations at or above high, 0 waived;") !=
        std::string::npos);
}

TEST_CASE("GitHub: a tree in which nothing could be examined is an error, not silence") {
  const std::vector<Command> all = commands(write_annotations(clean_audit().report));
  REQUIRE(all.size() == 1);
  CHECK(all[0].name == "error");
  CHECK(all[0].text.find("no file that could be examined") != std::string::npos);
}

TEST_CASE("GitHub: nothing in a name or a message ends a property, a command or a line") {
  const Command command = check("a,b:c%2C=::d.txt", "is 50 % of a\r\n::error::b, c: d");
  CHECK(command.properties.at("file") == "a,b:c%2C=::d.txt");
  CHECK(command.properties.at("line") == "2");
  CHECK(command.properties.at("title") == "r (high)");
  CHECK(command.text.find("Is 50 % of a ::error::b, c: d.") == 0);
}

TEST_CASE("GitHub: what a terminal obeys is not written, and a very long text is cut") {
  const Command command = check("a\x1b[2J.txt", std::string(100000, 'x'));
  CHECK(command.properties.at("file") == "a�[2J.txt");
  CHECK(command.text.size() < 4100);
}

TEST_CASE("GitHub: ten of a level are annotated, of more nine and their number") {
  const std::vector<Command> ten = commands(write_annotations(many_violations(10, Severity::high).report));
  CHECK(count(ten, "error") == 10 + 0);
  Audit audit = many_violations(23, Severity::high);
  audit.report.coverage.lines = 1;
  const std::vector<Command> all = commands(write_annotations(audit.report));
  CHECK(count(all, "error") == 10);
  CHECK(all.back().text == "and 14 more, see the summary of the step");
}

TEST_CASE("GitHub: each level has its ten") {
  Audit audit = many_violations(36, Severity::critical);
  audit.report.coverage.lines = 1;
  for (size_t i = 0; i < 24; ++i)
    audit.report.findings[12 + i].severity = i < 12 ? Severity::medium : Severity::info;
  const std::vector<Command> all = commands(write_annotations(audit.report));
  CHECK(count(all, "error") == 10);
  CHECK(count(all, "warning") == 10);
  CHECK(count(all, "notice") == 10);
}

TEST_CASE("GitHub: what the base had too comes behind what is new, and only on request") {
  Audit audit = many_violations(12, Severity::high);
  audit.report.coverage.lines = 1;
  audit.report.comparison.emplace();
  for (size_t i = 0; i < 12; ++i)
    audit.report.findings[i].standing.novelty = i < 11 ? Novelty::unchanged : Novelty::is_new;
  const std::vector<Command> fresh = commands(write_annotations(audit.report));
  REQUIRE(fresh.size() == 1);
  CHECK(fresh[0].properties.at("line") == "12");
  const std::vector<Command> all = commands(write_annotations(audit.report, Told::all));
  CHECK(all[0].properties.at("line") == "12");
  CHECK(count(all, "error") == 10);
}

TEST_CASE("GitHub: a finding about the tree as a whole has no file, and a long one no column") {
  Audit audit;
  const FileId id = audit.add("a.txt", "one\ntwo\n");
  audit.report.coverage.lines = 1;
  Finding missing = violation("r", Severity::low, {}, "nothing is there");
  missing.has_place = false;
  audit.report.findings = {missing, violation("r", Severity::low, {id, {0, 7}}, "m")};
  const std::vector<Command> all = commands(write_annotations(audit.report));
  REQUIRE(all.size() == 2);
  CHECK(all[0].properties.count("file") == 0);
  CHECK(all[1].properties.at("endLine") == "2");
  CHECK(all[1].properties.count("col") == 0);
}
