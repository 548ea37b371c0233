// A report goes to more people than the sources it is about.
#include <catch2/catch.hpp>

#include "reports/agent/agent_report.h"
#include "reports/azure/issues.h"
#include "reports/bitbucket/code_insights.h"
#include "reports/csv/csv_report.h"
#include "reports/github/annotations.h"
#include "reports/gitlab/code_quality.h"
#include "reports/json/json_report.h"
#include "reports/junit/junit_report.h"
#include "reports/markdown/markdown_report.h"
#include "reports/sarif/sarif_report.h"
#include "reports/sonar/generic_issues.h"
#include "reports/text/text_report.h"
#include "tests/reports/fixture.h"

using namespace payaudit;

namespace {

const std::string kNumber = "4000056655665556";  // published for tests
const std::string kKey = "FAKE-fake-FAKE-fake-0123456789";

// Neither the number nor the key is in any output, whole or between other digits.
void check(const Audit& audit) {
  const Report& report = audit.report;
  for (const std::string& output :
       {write_text(report), write_text(report, {.show = Show::all}),
        write_text(report, {.is_coloured = true}), write_json(report), write_sarif(report),
        write_sarif_full(report), write_agent(report, Told::all), write_annotations(report, Told::all),
        write_issues(report, Told::all), write_code_insights(report, Told::all), write_code_quality(report),
        write_csv(report), write_generic_issues(report), write_junit(report),
        write_markdown(report, {.told = Told::all})}) {
    CHECK(output.size() > 100);
    CHECK(output.find(kNumber) == std::string::npos);
    CHECK(output.find(kKey) == std::string::npos);
    CHECK(output.find(kNumber.substr(6)) == std::string::npos);
    CHECK(output.find(kKey.substr(3, 10)) == std::string::npos);
    CHECK(output.find(kKey.substr(20)) == std::string::npos);
  }
}

}  // namespace

TEST_CASE("a card number and a key in shown lines are in no output") {
  Audit audit;
  const FileId id =
      audit.add("a.properties", "card = " + kNumber + "  key = \"" + kKey + "\"  user = root\n");
  audit.report.secrets = {audit.find(id, kKey)};
  audit.report.findings = {
      violation("card-number-live", Severity::critical, audit.find(id, kNumber), "a card number"),
      violation("secret-hard-coded", Severity::high, audit.find(id, "\"" + kKey + "\""), "a key"),
      violation("user-root", Severity::low, audit.find(id, "root"), "beside them"),
      violation("all", Severity::low, {id, {0, 70}}, "the whole line")};
  check(audit);
}

TEST_CASE("a place that cuts a card number or a key shows no more of it") {
  Audit audit;
  const FileId id = audit.add("a.properties", "card = " + kNumber + "  key = " + kKey + "\n");
  audit.report.secrets = {audit.find(id, kKey)};
  audit.report.findings = {
      violation("a", Severity::high, audit.find(id, kNumber.substr(3)), "from the fourth digit"),
      violation("b", Severity::high, audit.find(id, kKey.substr(4)), "from the fifth character"),
      violation("c", Severity::high, audit.find(id, kKey.substr(0, 25)), "to the twenty-fifth character")};
  check(audit);
}

TEST_CASE("a card number and a key at the edge of a cut line are in no output") {
  for (const size_t distance : {0, 20, 39, 45, 110, 119, 150, 1000, 1020, 1024, 1030}) {
    Audit audit;
    const std::string gap(distance, 'x');
    const FileId id = audit.add(
        "min.js", gap + kNumber + "," + kKey + "," + gap + "HERE" + gap + kNumber + "," + kKey + gap);
    const Place first = audit.find(id, kKey);
    const uint32_t second = static_cast<uint32_t>((*audit.sources)[id].bytes().rfind(kKey));
    audit.report.secrets = {first, {id, {second, second + static_cast<uint32_t>(kKey.size())}}};
    audit.report.findings = {
        violation("r", Severity::high, audit.find(id, "HERE"), "between them, in a long line")};
    check(audit);
  }
}

TEST_CASE("a card number in prose is in no output") {
  Audit audit;
  const FileId id = audit.add("a.yaml", "x: 1\n");
  Finding finding = violation("r", Severity::high, audit.find(id, "1"), "holds " + kNumber);
  finding.label = finding.reason = finding.symbol = finding.fix = "of " + kNumber;
  finding.steps = {{audit.find(id, "x"), "context " + kNumber, StepRole::context},
                   {audit.find(id, "x"), "flow " + kNumber, StepRole::source}};
  Finding open = finding;
  open.verdict = Verdict::undetermined;
  Finding waived = finding;
  waived.suppression = Suppression{"is " + kNumber, "@name", "2027-01-31", audit.find(id, "x")};
  audit.report.findings = {finding, waived, open};
  audit.report.gaps = {{"b.yaml", "syntax", "near " + kNumber, true, {1, 1}, true}};
  audit.report.notes = {"see " + kNumber};
  Comparison& comparison = audit.report.comparison.emplace();
  comparison.against = "main";
  comparison.notes = {"of " + kNumber};
  comparison.gone.emplace_back();
  comparison.gone[0].rule = "r";
  comparison.gone[0].message = "was " + kNumber;
  for (Finding& each : audit.report.findings) {
    each.standing = {Novelty::is_new, Cause::code, audit.find(id, "x"), "it holds " + kNumber};
    each.edits = {{each.place, kNumber}};
  }
  check(audit);
}
