#include "reports/text/text_report.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "tests/golden.h"
#include "tests/reports/fixture.h"

using namespace payaudit;

namespace {

// What is printed of one violation at `marked` in a file: the lines that show the source.
void check(const std::string& file, std::string_view marked, const std::string& expected) {
  Audit audit;
  const FileId id = audit.add("a.txt", file);
  Finding finding = violation("r", Severity::high, audit.find(id, marked), "m");
  finding.label = "here";
  audit.report.findings = {finding};
  const std::string text = write_text(audit.report);
  const size_t begin = text.find("   |\n");
  const size_t end = text.rfind("   |\n");
  REQUIRE(begin != std::string::npos);
  CHECK(text.substr(begin + 5, end - begin - 5) == expected);
}

}  // namespace

TEST_CASE("the report of a shop reads as a compiler's") {
  const Audit audit = shop_audit();
  const std::string text = write_text(audit.report);
  CHECK(text == golden("reports/golden/shop.txt", text));
}

TEST_CASE("all verdicts are printed on request") {
  const Audit audit = shop_audit();
  const std::string text = write_text(audit.report, {.show = Show::all});
  CHECK(text == golden("reports/golden/shop-all.txt", text));
}

TEST_CASE("a report without findings still says what was examined") {
  const Audit audit = clean_audit();
  const std::string text = write_text(audit.report);
  CHECK(text == golden("reports/golden/clean.txt", text));
}

TEST_CASE("what no comment may silence is waived in the file, and a waiver itself not at all") {
  Audit audit;
  const FileId id = audit.add("src/pay.py", "x\ny\n");
  Finding grave = violation("r", Severity::critical, audit.find(id, "y"), "m");
  grave.takes_comments = false;
  audit.report.findings = {grave};
  audit.report.rules = {{.id = "r"}};
  CHECK(count(write_text(audit.report), "waive: payaudit waiver add r src/pay.py:2 --kind") == 1);
  audit.report.rules = {{.id = "r", .area = "gate"}};
  CHECK(count(write_text(audit.report), "waive:") == 0);
}

TEST_CASE("a waived finding says which waiver, and who approved it") {
  Audit audit;
  const FileId id = audit.add("a.py", "x\n");
  Finding waived = violation("r", Severity::high, audit.find(id, "x"), "m");
  waived.suppression =
      Suppression{"known", "@shop", "2027-01-31", audit.find(id, "x"), "accepted-risk", "W-3", "@security"};
  audit.report.findings = {waived};
  CHECK(count(write_text(audit.report, {.show = Show::all}),
              "waived: known (W-3, accepted-risk; by @shop, approved by @security, until 2027-01-31; "
              "a.py:1:1)") == 1);
}

TEST_CASE("colour adds escapes and changes no text") {
  const Audit audit = shop_audit();
  std::string coloured = write_text(audit.report, {.is_coloured = true});
  CHECK(coloured.find("\x1b[1;31merror[cvv-stored]\x1b[0m") != std::string::npos);
  for (size_t at = coloured.find('\x1b'); at != std::string::npos; at = coloured.find('\x1b')) {
    coloured.erase(at, coloured.find('m', at) - at + 1);
  }
  CHECK(coloured == write_text(audit.report));
}

TEST_CASE("columns count characters, not bytes") {
  check("größe = geheim\n", "geheim",
        " 1 | größe = geheim\n"
        "   |         ^^^^^^ here\n");
}

TEST_CASE("a tab is four columns") {
  check("\tkey: 1\n", "key",
        " 1 |     key: 1\n"
        "   |     ^^^ here\n");
}

TEST_CASE("a carriage return before the line break is not shown") {
  check("a\r\nb\r\n", "b",
        " 2 | b\n"
        "   | ^ here\n");
}

TEST_CASE("of several lines the first is underlined and the last is named") {
  check("a: {\n b\n}\n", "{\n b\n}",
        " 1 | a: {\n"
        "   |    ^ here (to line 3)\n");
}

TEST_CASE("bytes that are not text are shown as one character each") {
  check("\xff\x1b[2J x\n", "x",
        " 1 | �␛[2J x\n"
        "   |       ^ here\n");
}

TEST_CASE("an empty place is one column wide") {
  Audit audit;
  const FileId id = audit.add("a.txt", "");
  audit.report.findings = {violation("r", Severity::low, {id, {0, 0}}, "m")};
  CHECK(write_text(audit.report).find(" 1 |\n   | ^\n") != std::string::npos);
}

TEST_CASE("of a long line only the part around the place is shown") {
  std::string line(100000, 'x');
  line.replace(50000, 3, "HIT");
  Audit audit;
  const FileId id = audit.add("min.js", line);
  audit.report.findings = {violation("r", Severity::high, audit.find(id, "HIT"), "m")};
  const std::string text = write_text(audit.report);
  const std::string before(39, 'x');
  const std::string after(116, 'x');
  CHECK(text.find(" 1 | …" + before + "HIT" + after + "…\n   | " + std::string(40, ' ') + "^^^\n") !=
        std::string::npos);
}

TEST_CASE("after ten findings of one rule the rest is counted") {
  Audit audit;
  std::string file;
  for (int i = 0; i < 33; ++i) file += fmt::format("user{:02}\n", i);
  const FileId id = audit.add("a.txt", file);
  for (int i = 0; i < 33; ++i) {
    audit.report.findings.push_back(violation("container-root", Severity::medium,
                                              audit.find(id, fmt::format("user{:02}", i)), "runs as root"));
  }
  const std::string brief = write_text(audit.report);
  CHECK(count(brief, "warning[container-root]: runs as root") == 10);
  CHECK(brief.find("… and 23 more of container-root") != std::string::npos);
  CHECK(count(write_text(audit.report, {.show = Show::all}), "warning[container-root]") == 33);
}

TEST_CASE("places far apart in a file get blocks of their own") {
  Audit audit;
  const FileId id = audit.add("a.txt", "one\n" + std::string(40, '\n') + "two\n");
  Finding finding = violation("r", Severity::high, audit.find(id, "two"), "m");
  finding.steps = {{audit.find(id, "one"), "declared", StepRole::context}};
  audit.report.findings = {finding};
  const std::string text = write_text(audit.report);
  CHECK(text.find("--> a.txt:42:1") != std::string::npos);
  CHECK(text.find("--> a.txt:1:1\n   |\n 1 | one\n   | --- declared\n") != std::string::npos);
}

TEST_CASE("a finding about the tree as a whole has no source") {
  Audit audit;
  Finding finding = violation("r", Severity::high, {}, "nothing is there");
  finding.has_place = false;
  audit.report.findings = {finding};
  CHECK(write_text(audit.report).find("error[r]: nothing is there (high)\n") == 0);
}
