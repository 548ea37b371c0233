#include "reports/csv/csv_report.h"

#include <catch2/catch.hpp>

#include <vector>

#include "reports/csv/rows.h"
#include "tests/golden.h"
#include "tests/reports/fixture.h"

using namespace payaudit;

namespace {

// RFC 4180, section 2, to the letter.
std::vector<std::vector<std::string>> parse(const std::string& text) {
  std::vector<std::vector<std::string>> rows(1);
  std::string cell;
  bool is_quoted = false;
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (is_quoted) {
      if (c != '"') {
        cell += c;
      } else if (at + 1 < text.size() && text[at + 1] == '"') {
        cell += text[++at];
      } else {
        is_quoted = false;
      }
    } else if (c == '"') {
      REQUIRE(cell.empty());
      is_quoted = true;
    } else if (c == ',' || c == '\r') {
      rows.back().push_back(std::move(cell));
      cell.clear();
      if (c == ',') continue;
      REQUIRE(text.at(++at) == '\n');
      rows.emplace_back();
    } else {
      REQUIRE(c != '\n');
      cell += c;
    }
  }
  CHECK_FALSE(is_quoted);
  CHECK(rows.back().empty());
  rows.pop_back();
  return rows;
}

}  // namespace

TEST_CASE("CSV: a row for each finding of every verdict, waived ones with their reason") {
  const std::string text = write_csv(compared_audit().report);
  CHECK(text == golden("reports/golden/gate/compared.csv", text));
  const auto rows = parse(text);
  CHECK(rows.size() == 1 + compared_audit().report.findings.size());
  for (const auto& row : rows) CHECK(row.size() == rows[0].size());
}

TEST_CASE("CSV: commas, quotes and line breaks stay in their cell") {
  CHECK(parse(csv_row({"a,b", "c\"d", "e\r\nf", "", "g"})) ==
        std::vector<std::vector<std::string>>{{"a,b", "c\"d", "e\r\nf", "", "g"}});
}

TEST_CASE("CSV: no cell begins as a formula does") {
  for (const char* text : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"}) {
    const std::string cell = parse(csv_row({text}))[0][0];
    CHECK(cell == std::string(" ") + text);
  }
}

TEST_CASE("CSV: a hostile file name and message are text") {
  Audit audit;
  const FileId id = audit.add("=cmd|' /C calc'!A0,\"x\"", "x");
  audit.report.findings = {violation("r", Severity::high, audit.find(id, "x"), "=HYPERLINK(\"x\")")};
  const auto rows = parse(write_csv(audit.report));
  REQUIRE(rows.size() == 2);
  for (const std::string& cell : rows[1]) CHECK((cell.empty() || cell[0] != '='));
}
