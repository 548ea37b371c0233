#include "reports/sarif/sarif_report.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "reports/sarif/guid.h"
#include "reports/sarif/line_hash.h"
#include "reports/sarif/location.h"
#include "tests/golden.h"
#include "tests/reports/fixture.h"

using namespace payaudit;

namespace {

// The hash of a line by its definition: the units from the start of the line, a polynomial of 100 terms.
std::string defined_hash(std::u16string_view units) {
  uint64_t hash = 0;
  for (size_t i = 0; i < 100; ++i) hash = hash * 37 + (i < units.size() ? units[i] : 0);
  return fmt::format("{:x}", hash);
}

// Of each line the units that it and what follows are hashed by, and the occurrence.
void check(std::string_view file, const std::vector<std::pair<std::u16string, int>>& lines) {
  const std::vector<LineHash> hashes = line_hashes(file);
  REQUIRE(hashes.size() == lines.size());
  for (size_t i = 0; i < lines.size(); ++i) {
    CHECK(to_string(hashes[i]) == fmt::format("{}:{}", defined_hash(lines[i].first), lines[i].second));
  }
}

}  // namespace

TEST_CASE("the file for continuous integration holds open violations only") {
  const Audit audit = shop_audit();
  const std::string text = write_sarif(audit.report);
  CHECK(text == golden("reports/golden/shop.sarif", text));
}

TEST_CASE("the file for evidence holds every verdict and what is suppressed") {
  const Audit audit = shop_audit();
  const std::string text = write_sarif_full(audit.report);
  CHECK(text == golden("reports/golden/shop-full.sarif", text));
}

TEST_CASE("how a finding is waived goes by the finding, not by its rule") {
  Audit audit = many_violations(2, Severity::medium);
  audit.report.findings[1].takes_comments = false;
  const std::string text = write_sarif(audit.report);
  CHECK(count(text, "\"waive\": \"payaudit:ignore ") == 1);
  CHECK(count(text, "\"waive\": \"payaudit waiver add ") == 1);
  audit.report.findings[0].suppression = Suppression{"r", "@a", "2027-01-01", audit.report.findings[0].place};
  CHECK(count(write_sarif_full(audit.report), "\"waive\"") == 1);
}

TEST_CASE("an audit without findings is a run with no results") {
  const Audit audit = clean_audit();
  const std::string text = write_sarif(audit.report);
  CHECK(text == golden("reports/golden/clean.sarif", text));
}

TEST_CASE("after five thousand results the rest is cut, and the file says so") {
  Audit audit;
  const FileId id = audit.add("a.txt", "x\n");
  for (int i = 0; i < 5003; ++i) {
    audit.report.findings.push_back(violation("r", Severity::low, audit.find(id, "x"), "m"));
  }
  const std::string text = write_sarif(audit.report);
  CHECK(count(text, "\"ruleId\"") == 5000);
  CHECK(text.find("3 less grave results are not in this file") != std::string::npos);
  CHECK(count(write_sarif_full(audit.report), "\"ruleId\"") == 5003);
}

TEST_CASE("a line is hashed with what follows it, without spaces and tabs") {
  check("", {{u"\xffff", 1}});
  check("a b\tc", {{u"abc\xffff", 1}});
  check("a\nb\n", {{u"a\nb\n\xffff", 1}, {u"b\n\xffff", 1}, {u"\xffff", 1}});
  check("x\xf0\x9f\x98\x80\n", {{u"x\xd83d\xde00\n\xffff", 1}, {u"\xffff", 1}});
}

TEST_CASE("line breaks of every kind are hashed alike") {
  const std::vector<std::pair<std::u16string, int>> lines = {
      {u"a\nb\nc\xffff", 1}, {u"b\nc\xffff", 1}, {u"c\xffff", 1}};
  check("a\r\nb\rc", lines);
  check("a\nb\nc", lines);
}

TEST_CASE("the hash of an empty file is GitHub's") {
  CHECK(to_string(line_hashes("")[0]) == "c129715d7a2bc9a3:1");
}

TEST_CASE("equal lines before equal text are counted") {
  std::string file;
  std::u16string follows;
  for (int i = 0; i < 60; ++i) {
    file += "ab\n";
    follows += u"ab\n";
  }
  const std::vector<LineHash> hashes = line_hashes(file);
  REQUIRE(hashes.size() == 61);
  for (uint32_t i = 0; i < 26; ++i) {
    CHECK(to_string(hashes[i]) == fmt::format("{}:{}", defined_hash(follows), i + 1));
  }
  CHECK(hashes[27].occurrence == 1);
}

TEST_CASE("paths become URIs with everything unusual encoded") {
  CHECK(uri("src/a b[1].java") == "src/a%20b%5B1%5D.java");
  CHECK(uri("größe/a:b%.tf") == "gr%C3%B6%C3%9Fe/a%3Ab%25.tf");
  CHECK(uri("\xff\n") == "%FF%0A");
}

TEST_CASE("no part of a message is taken for a link or a placeholder") {
  CHECK(message_text("list[0] of {x}") == "list[0] of {x}");
  CHECK(message_text("a [b](c)") == "a \\[b\\](c)");
  CHECK(message_text("format {0}") == "format { 0}");
  CHECK(link_text("list[0]") == "list\\[0\\]");
}

TEST_CASE("names of taxonomies are version 5 UUIDs that never change") {
  CHECK(guid("CWE") == guid("CWE"));
  CHECK(guid("CWE") != guid("PCI DSS"));
  CHECK(guid("CWE")[14] == '5');
}

TEST_CASE("a result about the tree as a whole is put at the settings") {
  Audit audit;
  audit.add("src/a.java", "x");
  audit.add("payaudit.yaml", "version: 1\n");
  audit.add("Dockerfile", "x");
  Finding finding = violation("r", Severity::high, {}, "nothing is there");
  finding.has_place = false;
  audit.report.findings = {finding};
  const std::string text = write_sarif(audit.report);
  CHECK(text.find("\"uri\": \"payaudit.yaml\"") != std::string::npos);
  CHECK(text.find("\"place\": \"the tree as a whole\"") != std::string::npos);
  CHECK(text.find("primaryLocationLineHash") == std::string::npos);
}

TEST_CASE("without settings it is put at the file nearest to the root") {
  Audit audit;
  audit.add("src/a.java", "x");
  audit.add("README", "x");
  audit.add("Dockerfile", "x");
  Finding finding = violation("r", Severity::high, {}, "nothing is there");
  finding.has_place = false;
  audit.report.findings = {finding};
  CHECK(write_sarif(audit.report).find("\"uri\": \"Dockerfile\"") != std::string::npos);
}
