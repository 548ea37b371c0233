#include "reports/coverage/coverage_writers.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/golden.h"
#include "tests/reports/fixture.h"

using namespace payaudit;

namespace {

// The audit of the shop with a row that does not bind, one that binds later, and one that was tested.
Report shop() {
  static Audit audit = shop_audit();
  Report report = audit.report;
  report.on = "2026-11-29";
  std::vector<RequirementEntry>& rows = report.frameworks[0].requirements;
  rows[0].tested = {
      {.rule = "cvv-stored", .kind = "field", .seen = 12, .examined = 3, .violations = 1, .satisfied = 2}};
  rows[0].legs = {{"not kept in tables", "3.3.1.2", {"cvv-stored"}, "", false},
                  {"deleted from memory after authorization", "", {}, "", false},
                  {"asked for from next year on", "", {}, "2027-01-01", true}};
  report.provenance = {"0123456789abcdef0123456789abcdef01234567", "2026-11-28T10:00:00+01:00", true,
                       std::string(64, 'a'), std::string(64, 'b')};
  rows[1].is_customizable = false;
  rows[3].is_age_by_analysis = true;
  rows[3].record_series = "weekly";
  rows[0].record = "Walk-through of the authorization process";
  rows[1].applies = "not applicable";
  rows[1].why = "binds issuers; payaudit.yaml declares roles: merchant";
  rows[1].is_judged = false;
  rows[2].applies = "future";
  rows[2].why = "applies from 2027-07-10";
  rows[2].is_judged = false;
  rows[3].record_max_age_days = 0;
  return report;
}

}  // namespace

TEST_CASE("the table of a shop says of each row why it stands so and what to bring") {
  const std::string table = write_coverage_table(shop(), "");
  CHECK(table == golden("reports/golden/coverage.txt", table));
}

TEST_CASE("no line of the table is longer than a hundred characters") {
  const std::string table = write_coverage_table(shop(), "");
  for (size_t at = 0; at < table.size();) {
    const size_t end = table.find('\n', at);
    INFO(table.substr(at, end - at));
    CHECK(end - at <= 100);
    at = end + 1;
  }
}

TEST_CASE("CSV has a line of names, then one a requirement of the frameworks that are judged") {
  Report report = shop();
  report.frameworks[0].requirements[0].title = "=cmd, \"quoted\"";
  const std::string csv = write_coverage_csv(report, "");
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 7);
  CHECK(csv.starts_with("framework,version,as_of,requirement,title,applies,why,"));
  CHECK(csv.find("pci-dss,4.0.1,2026-11-29,3.3.1.2,\" =cmd, \"\"quoted\"\"\",applies,,,violation,1,0,0,0,"
                 "not kept in tables: violation; deleted from memory after authorization: record; asked for "
                 "from next year on: future,") != std::string::npos);
  CHECK(csv.find("psr,") == std::string::npos);
  CHECK(write_coverage_csv(report, "psr").find("psr,") != std::string::npos);
}

TEST_CASE("JSON has all frameworks, what was tested and the day") {
  const std::string json = write_coverage_json(shop(), "");
  CHECK(json.find("\"as_of\": \"2026-11-29\"") != std::string::npos);
  CHECK(json.find("\"examined\": 3") != std::string::npos);
  CHECK(json.find("\"framework\": \"psr\"") != std::string::npos);
  CHECK(json.find("claims no compliance") != std::string::npos);
}

TEST_CASE("what does not bind has its own word, whatever was found") {
  RequirementEntry row;
  row.violations = 1;
  row.applies = "not applicable";
  row.is_judged = false;
  CHECK(state_of(row) == "not applicable");
  row.applies = "applies";
  CHECK(state_of(row) == "not judged");
  row.is_judged = true;
  CHECK(state_of(row) == "violation");
  row.superseded_by = "6.4.2";
  CHECK(state_of(row) == "superseded");
}

TEST_CASE("JSON names the place of everything that a rule has said of a requirement") {
  Report report = shop();
  std::vector<Finding> of_row;
  for (Finding& finding : report.findings) {
    const bool bears = std::any_of(finding.bears_on.begin(), finding.bears_on.end(), [](const BearsOn& row) {
      return row.framework == 0 && row.requirement == 0;
    });
    if (finding.has_place && bears) of_row.push_back(finding);
  }
  REQUIRE(!of_row.empty());
  report.frameworks[0].requirements[0].tested = {{.rule = of_row.front().rule, .kind = "field"}};
  const std::string json = write_coverage_json(report, "pci-dss");
  const Source& source = (*report.sources)[of_row.front().place.file];
  const size_t places = json.find("\"places\": [");
  REQUIRE(places != std::string::npos);
  CHECK(json.find("\"path\": \"" + std::string(source.path()) + "\"", places) != std::string::npos);
  CHECK(json.find("\"verdict\": \"" + std::string(word(of_row.front().verdict)) + "\"", places) !=
        std::string::npos);
}
