#include "reports/sonar/generic_issues.h"

#include <catch2/catch.hpp>

#include <set>

#include "reports/lint/document.h"
#include "tests/golden.h"
#include "tests/reports/fixture.h"

using namespace payaudit;

namespace {

// The range of the one violation at `marked` in a file, as JSON.
std::string range(const std::string& file, std::string_view marked) {
  Audit audit;
  const FileId id = audit.add("a.txt", file);
  audit.report.findings = {violation("r", Severity::high, audit.find(id, marked), "m")};
  std::string error;
  const auto document = JsonDocument::parse(write_generic_issues(audit.report), error);
  REQUIRE(document);
  return document->root()["issues"].at(0)["primaryLocation"]["textRange"].print();
}

}  // namespace

TEST_CASE("Sonar: all open violations are issues, and their rules are told") {
  const std::string text = write_generic_issues(compared_audit().report);
  CHECK(text == golden("reports/golden/gate/compared.sonar.json", text));
}

TEST_CASE("Sonar: a tree without findings has no issue and no rule") {
  const std::string text = write_generic_issues(clean_audit().report);
  CHECK(text == golden("reports/golden/gate/clean.sonar.json", text));
}

TEST_CASE("Sonar: every issue names a rule that stands there once") {
  std::string error;
  const auto document = JsonDocument::parse(write_generic_issues(compared_audit().report), error);
  REQUIRE(document);
  std::set<std::string_view> rules;
  const JsonNode told = document->root()["rules"];
  for (size_t i = 0; i < told.size(); ++i) CHECK(rules.insert(told.at(i)["id"].text()).second);
  const JsonNode issues = document->root()["issues"];
  CHECK(issues.size() == 3);
  for (size_t i = 0; i < issues.size(); ++i) CHECK(rules.count(issues.at(i)["ruleId"].text()) == 1);
}

TEST_CASE("Sonar: columns count UTF-16 units from 0") {
  CHECK(range("ab\n", "b") == R"({"startLine":1,"endLine":1,"startColumn":1,"endColumn":2})");
  CHECK(range("\n😀ö=x\n", "x") == R"({"startLine":2,"endLine":2,"startColumn":4,"endColumn":5})");
  CHECK(range("ab\ncd\n", "b\nc") == R"({"startLine":1,"endLine":2,"startColumn":1,"endColumn":1})");
}

TEST_CASE("Sonar: without columns where they could be wrong, or where nothing is between them") {
  CHECK(range("\xff=x\n", "x") == R"({"startLine":1,"endLine":1})");
  CHECK(range("ab\n", "") == R"({"startLine":1,"endLine":1})");
}
