#include "reports/azure/issues.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include <sstream>

#include "tests/golden.h"
#include "tests/reports/fixture.h"

using namespace payaudit;

namespace {

std::string decoded(std::string text) {
  const std::pair<std::string_view, char> codes[] = {
      {"%3B", ';'}, {"%0D", '\r'}, {"%0A", '\n'}, {"%5D", ']'}, {"%AZP25", '%'}};
  for (const auto& [code, c] : codes) {
    for (size_t at = text.find(code); at != std::string::npos; at = text.find(code, at + 1))
      text.replace(at, code.size(), 1, c);
  }
  return text;
}

// What the agent takes a property of the first command for: up to the next `;` inside the brackets.
std::string property(const std::string& output, const std::string& name) {
  const std::string head = output.substr(0, output.find(']'));
  const size_t at = head.find(name + '=');
  REQUIRE(at != std::string::npos);
  const size_t begin = at + name.size() + 1;
  return decoded(head.substr(begin, head.find(';', begin) - begin));
}

}  // namespace

TEST_CASE(
    "Azure: new findings are issues on the line that made them new, and the task ends with the counts") {
  const std::string text = write_issues(compared_audit().report);
  CHECK(text == golden("reports/golden/gate/compared.azure", text));
  CHECK(text.find("##vso[task.complete result=Failed;]") != std::string::npos);
  CHECK(text.find(", 1 waived%3B") != std::string::npos);
}

TEST_CASE("Azure: every line is one command") {
  std::stringstream lines(write_issues(shop_audit().report));
  for (std::string line; std::getline(lines, line);) {
    CHECK(line.compare(0, 11, "##vso[task.") == 0);
    CHECK(count(line, "]") == 1);
  }
}

TEST_CASE("Azure: nothing in a name or a message ends a value or a command") {
  Audit audit;
  audit.report.coverage.lines = 1;
  const FileId id = audit.add("a;b]c%3B.txt", "x");
  audit.report.findings = {violation("r", Severity::high, audit.find(id, "x"), "is; a] 5 %3B ##vso[x]")};
  const std::string text = write_issues(audit.report);
  CHECK(property(text, "sourcepath") == "a;b]c%3B.txt");
  CHECK(property(text, "type") == "error");
  const std::string line = text.substr(0, text.find('\n'));
  CHECK(decoded(line.substr(line.find(']') + 1)).find("r (high): Is; a] 5 %3B ##vso[x].") == 0);
}

TEST_CASE(
    "Azure: ten of a level are kept, of more nine are written and their number; a notice is a warning") {
  Audit audit = many_violations(40, Severity::high);
  audit.report.coverage.lines = 1;
  for (size_t i = 20; i < 40; ++i)
    audit.report.findings[i].severity = i < 30 ? Severity::medium : Severity::info;
  const std::string text = write_issues(audit.report);
  CHECK(count(text, "type=error;") == 10);
  CHECK(count(text, "type=warning;") == 10);
  CHECK(count(text, "]and 11 more") == 2);
}

TEST_CASE(
    "Azure: a clean task succeeds, one with findings that do not gate has issues, an incomplete one fails") {
  Audit audit = clean_audit();
  audit.report.coverage.lines = 1;
  CHECK(write_issues(audit.report)
            .find("result=Succeeded;]no violations at or above high, 0 waived%3B exit 0\n") !=
        std::string::npos);
  Audit low = many_violations(1, Severity::low);
  low.report.coverage.lines = 1;
  CHECK(write_issues(low.report).find("result=SucceededWithIssues;]") != std::string::npos);
  audit.report.coverage.is_incomplete = true;
  audit.report.coverage.reason = "0 of 9 lines examined";
  audit.report.exit_status = 3;
  const std::string text = write_issues(audit.report);
  CHECK(text.find("type=error;code=incomplete;]") != std::string::npos);
  CHECK(text.find("result=Failed;]") != std::string::npos);
}

TEST_CASE("Azure: what a terminal obeys is not written") {
  Audit audit;
  const FileId id = audit.add("a\x1b[2J.txt", "x");
  audit.report.findings = {violation("r", Severity::high, audit.find(id, "x"), "m")};
  CHECK(write_issues(audit.report).find('\x1b') == std::string::npos);
}
