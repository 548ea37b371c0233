#include "checker/audit/gate.h"

#include <catch2/catch.hpp>

#include "checker/cli/options.h"

using namespace payaudit;

namespace {

// Applies the suppressions of `text` to one violation of `rule` on the line that holds `at`; returns what
// stands in the findings.
std::string check(const std::string& text, const std::string& rule, const std::string& at,
                  const std::string& today = "2026-11-23", bool takes_comments = true) {
  Corpus corpus;
  static const auto tables = load_tables({});
  read_texts({{"main.tf", text}}, **tables, corpus);
  Finding violation;
  violation.rule = rule;
  violation.severity = takes_comments ? Severity::high : Severity::critical;
  violation.takes_comments = takes_comments;
  const uint32_t begin = static_cast<uint32_t>(text.find(at));
  violation.place = {0, {begin, begin + static_cast<uint32_t>(at.size())}};
  std::vector<Finding> findings = {violation};
  const std::vector<Finding> added =
      apply_suppressions(find_suppressions(corpus, {"pan-logged", "store-public"}, today),
                         {"pan-logged", "store-public"}, corpus.sources, findings);
  std::string told = findings[0].suppression ? "suppressed: " + findings[0].suppression->reason : "open";
  if (!findings[0].standing.because.empty()) told += " (" + findings[0].standing.because + ")";
  for (const Finding& finding : added) told += "; " + finding.rule + ": " + finding.message;
  return told;
}

}  // namespace

TEST_CASE("a suppression on the line with reason and date suppresses") {
  CHECK(check("a = 1 # payaudit:ignore store-public until=2027-01-31 by=@ops reason=\"behind a VPN\"\n",
              "store-public", "a = 1") == "suppressed: behind a VPN");
}

TEST_CASE("alone on a line it governs the next one") {
  CHECK(check("# payaudit:ignore store-public until=2027-01-31 reason=\"x\"\na = 1\n", "store-public",
              "a = 1") == "suppressed: x");
}

TEST_CASE("without a reason it suppresses nothing and is a finding") {
  CHECK(check("a = 1 # payaudit:ignore store-public until=2027-01-31\n", "store-public", "a = 1") ==
        "open; suppression-invalid: suppression has no reason=\"…\"");
}

TEST_CASE("its day is its last; the day after it is a finding") {
  const std::string text = "a = 1 # payaudit:ignore store-public until=2026-11-22 reason=\"x\"\n";
  CHECK(check(text, "store-public", "a = 1", "2026-11-22") == "suppressed: x");
  CHECK(check(text, "store-public", "a = 1", "2026-11-23") ==
        "open (its suppression in the code ended on 2026-11-22); suppression-invalid: suppression ended on "
        "2026-11-22");
}

TEST_CASE("what takes no comment is not suppressed by one, and that is said") {
  CHECK(
      check("a = 1 # payaudit:ignore store-public until=2027-01-31 reason=\"x\"\n", "store-public", "a = 1",
            "2026-11-23", false) ==
      "open; suppression-invalid: suppression of 'store-public' suppresses nothing: a comment cannot waive a "
      "critical finding");
}

TEST_CASE("a misspelt rule is told with the likely one") {
  CHECK(check("a = 1 # payaudit:ignore store-publik until=2027-01-31 reason=\"x\"\n", "store-public",
              "a = 1") ==
        "open; suppression-invalid: suppression names the unknown rule 'store-publik', did you mean "
        "'store-public'?");
}

TEST_CASE("a suppression that meets no violation is a finding") {
  CHECK(check("a = 1\n\nb = 2 # payaudit:ignore store-public until=2027-01-31 reason=\"x\"\n", "store-public",
              "a = 1") ==
        "open; suppression-unused: suppression of 'store-public' meets no violation on line 3");
}

TEST_CASE("what is all but a suppression is said, whatever the spelling") {
  const std::string told =
      "open; suppression-invalid: suppression is not written `payaudit:ignore RULE …`, and suppresses "
      "nothing";
  for (const char* comment :
       {"payaudit: ignore store-public until=2027-01-31 reason=\"x\"", "payaudit:ignored store-public",
        "payaudit-ignore store-public", "payaudit ignore store-public", "PAYAUDIT:IGNORE store-public",
        "payaudit:disable store-public", "payaudit : ignore", "payaudit:ignore: store-public",
        "payaudit: skip store-public", "payaudit: ignroe", "payaudit:ignore-next-line store-public"}) {
    INFO(comment);
    CHECK(check("a = 1 # " + std::string(comment) + "\n", "store-public", "a = 1") == told);
  }
}

TEST_CASE("a comment that only speaks of the tool is no suppression") {
  for (const char* comment : {"payaudit.yaml says so", "payaudit reads this", "payaudit: see the manual",
                              "payaudit", "payaudit/checker", "payaudit check ."}) {
    INFO(comment);
    CHECK(check("a = 1 # " + std::string(comment) + "\n", "store-public", "a = 1") == "open");
  }
}

TEST_CASE("the exit status is 1 for findings, else 3 for an incomplete analysis, else 0") {
  Report report;
  const auto status = [&] {
    mark_gating(report);
    return exit_status(report);
  };
  CHECK(status() == kExitClean);
  report.gaps.push_back({"b.tf", "syntax", "", false, {}, true});
  CHECK(status() == kExitClean);
  report.coverage.is_incomplete = true;
  CHECK(status() == kExitIncomplete);
  Finding finding;
  finding.severity = Severity::medium;
  report.findings.push_back(finding);
  CHECK(status() == kExitIncomplete);
  report.findings.front().severity = Severity::high;
  CHECK(status() == kExitFindings);
  report.is_gated = false;
  CHECK(status() == kExitIncomplete);
  report.is_gated = true;
  report.findings.front().suppression = Suppression{};
  CHECK(status() == kExitIncomplete);
}
