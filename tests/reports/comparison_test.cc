// What the formats that tell everything say of a tree that was compared with a base.
#include <catch2/catch.hpp>

#include "reports/json/json_report.h"
#include "reports/outline/figures.h"
#include "reports/sarif/sarif_report.h"
#include "reports/text/text_report.h"
#include "tests/golden.h"
#include "tests/reports/fixture.h"

using namespace payaudit;

TEST_CASE("the text tells new findings in full, and counts what is unchanged and gone") {
  const std::string text = write_text(compared_audit().report);
  CHECK(text == golden("reports/golden/compared.txt", text));
  CHECK_FALSE(has(text, "error[cvv-stored]"));
  CHECK(has(text, "unchanged: 1 in 1 rule (in full: --report all)\n  cvv-stored"));
}

TEST_CASE("all findings are told in full on request") {
  CHECK(has(write_text(compared_audit().report, {.told = Told::all}), "error[cvv-stored]"));
}

TEST_CASE("a quiet text still ends with all counts") {
  const std::string text = write_text(compared_audit().report, {.is_quiet = true});
  CHECK_FALSE(has(text, "in full: --report all"));
  CHECK(has(text,
            "3 violations at or above high, 1 waived; 2 new, 1 unchanged, 1 gone against origin/main "
            "(merge base 0123456789ab); 1 gates, 1 new by other rules does not gate; incomplete: "));
}

TEST_CASE("the closing line says none where none is waived, and none gates") {
  Audit audit = clean_audit();
  audit.report.coverage.lines = 1;
  CHECK(closing_line(audit.report) == "no violations at or above high, 0 waived; exit 0");
  audit.report.comparison.emplace();
  audit.report.comparison->against = "payaudit.baseline";
  CHECK(
      closing_line(audit.report) ==
      "no violations at or above high, 0 waived; 0 new, 0 unchanged, 0 gone against payaudit.baseline; none "
      "gates; exit 0");
  audit.report.is_gated = false;
  audit.report.comparison.reset();
  CHECK(closing_line(audit.report) == "no violations, 0 waived; exit 0");
}

TEST_CASE("the json report holds the comparison, and of each finding how it stands") {
  const std::string text = write_json(compared_audit().report);
  CHECK(text == golden("reports/golden/compared.json", text));
}

TEST_CASE("the SARIF for alerts holds all open findings, with the line that made them new as related") {
  const std::string text = write_sarif(compared_audit().report);
  CHECK(text == golden("reports/golden/compared.sarif", text));
  CHECK_FALSE(has(text, "baselineState"));
  CHECK(has(text, "\"fixes\": ["));
}

TEST_CASE("the SARIF for evidence says of each result how it stands to the base") {
  const std::string text = write_sarif_full(compared_audit().report);
  CHECK(text == golden("reports/golden/compared-full.sarif", text));
  CHECK(count(text, "\"baselineState\"") == count(text, "\"ruleId\""));
  CHECK(count(text, "\"absent\"") == 1);
  CHECK_FALSE(has(write_sarif_full(shop_audit().report), "baselineState"));
}

TEST_CASE("an edit that would have to be masked is no fix") {
  Audit audit = compared_audit();
  for (Finding& finding : audit.report.findings) {
    for (Edit& edit : finding.edits) edit.text = "card=4000056655665556";
  }
  CHECK_FALSE(has(write_sarif(audit.report), "\"fixes\""));
}

TEST_CASE("of one severity the new results come first, so that they are not cut") {
  Audit audit = many_violations(5001, Severity::low);
  audit.report.comparison.emplace();
  for (Finding& finding : audit.report.findings) finding.standing.novelty = Novelty::unchanged;
  audit.report.findings.back().standing = {Novelty::is_new, Cause::code, std::nullopt, "it was added"};
  const std::string text = write_sarif(audit.report);
  CHECK(text.find("New: it was added.") < text.find("\"ruleIndex\": 0,", text.find("\"ruleIndex\": 0,") + 1));
}
