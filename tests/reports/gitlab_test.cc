#include "reports/gitlab/code_quality.h"

#include <catch2/catch.hpp>

#include <set>

#include "reports/lint/document.h"
#include "tests/golden.h"
#include "tests/reports/fixture.h"

using namespace payaudit;

TEST_CASE("GitLab: all open violations are issues, also those that the base had") {
  const std::string text = write_code_quality(compared_audit().report);
  CHECK(text == golden("reports/golden/gate/compared.gitlab.json", text));
}

TEST_CASE("GitLab: a tree without findings is an empty array") {
  const std::string text = write_code_quality(clean_audit().report);
  CHECK(text == golden("reports/golden/gate/clean.gitlab.json", text));
}

TEST_CASE("GitLab: no two issues have one fingerprint") {
  Audit audit = many_violations(5, Severity::low);
  for (Finding& finding : audit.report.findings) finding.fingerprint = "ab";
  std::string error;
  const auto document = JsonDocument::parse(write_code_quality(audit.report), error);
  REQUIRE(document);
  std::set<std::string> known;
  for (size_t i = 0; i < document->root().size(); ++i)
    known.insert(std::string(document->root().at(i)["fingerprint"].text()));
  CHECK(known == std::set<std::string>{"ab", "ab-2", "ab-3", "ab-4", "ab-5"});
}

TEST_CASE("GitLab: each severity has its word") {
  const std::pair<Severity, std::string> words[] = {{Severity::critical, "blocker"},
                                                    {Severity::high, "critical"},
                                                    {Severity::medium, "major"},
                                                    {Severity::low, "minor"},
                                                    {Severity::info, "info"}};
  for (const auto& [severity, word] : words) {
    const std::string text = write_code_quality(many_violations(1, severity).report);
    CHECK(text.find("\"severity\": \"" + word + "\"") != std::string::npos);
  }
}

TEST_CASE("GitLab: a finding about the tree as a whole stands where what is expected is declared") {
  Audit audit;
  audit.add("src/a.tf", "x");
  audit.add("payaudit.yaml", "x");
  Finding finding = violation("r", Severity::high, {}, "nothing is there");
  finding.has_place = false;
  audit.report.findings = {finding};
  CHECK(write_code_quality(audit.report).find("\"path\": \"payaudit.yaml\"") != std::string::npos);
}
