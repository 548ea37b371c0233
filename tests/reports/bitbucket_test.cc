#include "reports/bitbucket/code_insights.h"

#include <catch2/catch.hpp>

#include <set>

#include "reports/lint/document.h"
#include "tests/golden.h"
#include "tests/reports/fixture.h"

using namespace payaudit;

namespace {

JsonDocument parse(const Report& report) {
  std::string error;
  auto document = JsonDocument::parse(write_code_insights(report), error);
  REQUIRE(document);
  return *document;
}

std::string result_of(const Report& report) {
  const JsonDocument document = parse(report);
  return std::string(document.root()["report"]["result"].text());
}

}  // namespace

TEST_CASE("Bitbucket: a report with the counts, and new findings as annotations") {
  const std::string text = write_code_insights(compared_audit().report);
  CHECK(text == golden("reports/golden/gate/compared.bitbucket.json", text));
}

TEST_CASE("Bitbucket: a tree without findings is a report without annotations") {
  const std::string text = write_code_insights(clean_audit().report);
  CHECK(text == golden("reports/golden/gate/clean.bitbucket.json", text));
}

TEST_CASE("Bitbucket: a hundred annotations in a batch, a thousand in all, and the rest is counted") {
  const JsonDocument document = parse(many_violations(1203, Severity::medium).report);
  const JsonNode batches = document.root()["annotations"];
  REQUIRE(batches.size() == 10);
  std::set<std::string_view> ids;
  for (size_t i = 0; i < 10; ++i) {
    CHECK(batches.at(i).size() == 100);
    for (size_t j = 0; j < 100; ++j) ids.insert(batches.at(i).at(j)["external_id"].text());
  }
  CHECK(ids.size() == 1000);
  CHECK(document.root()["report"]["details"].text().find("203 more findings are not annotated") !=
        std::string_view::npos);
}

TEST_CASE("Bitbucket: a long message is cut at a character") {
  Audit audit = many_violations(1, Severity::low);
  audit.report.findings[0].message.clear();
  for (int i = 0; i < 600; ++i) audit.report.findings[0].message += "ö";
  const JsonDocument document = parse(audit.report);
  const std::string_view summary = document.root()["annotations"].at(0).at(0)["summary"].text();
  CHECK(summary.size() == 2 * 450 - 3 + 1);  // "r: " has one byte a character, the ellipsis three
  CHECK(summary.substr(summary.size() - 3) == "…");
}

TEST_CASE("Bitbucket: the result is the gate's") {
  CHECK(result_of(clean_audit().report) == "PASSED");
  CHECK(result_of(shop_audit().report) == "FAILED");
  Audit audit = clean_audit();
  audit.report.exit_status = 3;
  CHECK(result_of(audit.report) == "FAILED");
}
