#include "checker/gate/waiver_use.h"

#include <catch2/catch.hpp>

#include "checker/audit/gate.h"
#include "rules/judge/said_once.h"

using namespace payaudit;

namespace {

const std::set<std::string, std::less<>> kRules = {"pan-logged", "store-public"};
constexpr std::string_view kToday = "2026-11-29";
constexpr std::string_view kPrint = "0123456789abcdef0123456789abcdef";

// A tree of a few lines in three files, and the violations in it.
struct Violated {
  SourceMap sources;
  std::vector<Finding> findings;

  Violated() {
    sources.add("src/a.py", "log(pan)\nlog(pan)\n");
    sources.add("src/b.py", "log(pan)\n");
    sources.add("infra/main.tf", "acl = public\n");
  }

  Finding& add(const std::string& rule, FileId file, uint32_t line, const std::string& fingerprint,
               Severity severity = Severity::high) {
    Finding& finding = findings.emplace_back();
    finding.rule = rule;
    finding.severity = severity;
    finding.place = {file, sources[file].line_span(line)};
    finding.fingerprint = fingerprint;
    finding.symbol = "pan";
    return finding;
  }
};

std::string entry(const std::string& id, const std::string& what, const std::string& days) {
  return "- {id: " + id + ", " + what +
         ", kind: accepted-risk, reason: it was looked at and does no harm, owner: shop, approver: "
         "security, " +
         days + "}\n";
}
const std::string kDays = "approved_on: 2026-11-01, expires: 2027-01-31";

// Each finding's state, then what the gate says of the waivers.
std::string check(Violated& tree, const std::string& entries, bool is_whole = true) {
  const std::string text = "waivers:\n" + entries;
  const auto waivers = parse_waivers(std::string(kWaiversPath), text, kToday, kRules);
  REQUIRE(waivers);
  const FileId file = tree.sources.add(std::string(kWaiversPath), text);
  const std::vector<Finding> added =
      apply_waivers(*waivers, {tree.sources, file, kToday, kRules, is_whole}, tree.findings);
  std::string told;
  for (const Finding& finding : tree.findings) {
    told += told.empty() ? "" : ", ";
    told += finding.suppression ? finding.suppression->id : "open";
    if (!finding.standing.because.empty())
      told += " (" + std::string(word(finding.standing.cause)) + ": " + finding.standing.because + ")";
  }
  for (const Finding& finding : added)
    told += "\n" + finding.rule + " " + std::string(word(finding.severity)) + ": " + finding.message;
  return told;
}

std::string of(std::string_view fingerprint) {
  return "fingerprint: " + std::string(fingerprint);
}

}  // namespace

TEST_CASE("a waiver of a fingerprint covers that finding alone") {
  Violated tree;
  tree.add("pan-logged", 0, 1, std::string(kPrint));
  tree.add("pan-logged", 0, 2, "ffff456789abcdef0123456789abcdef");
  CHECK(check(tree, entry("W-1", of(kPrint), kDays)) == "W-1, open");
  const Suppression& why = *tree.findings[0].suppression;
  CHECK(why.kind == "accepted-risk");
  CHECK(why.by == "shop");
  CHECK(why.approver == "security");
  CHECK(why.until == "2027-01-31");
  CHECK(tree.sources[why.place.file].line_of(why.place.span.begin) == 2);
}

TEST_CASE("a waiver of a rule and a pattern covers all the places that the pattern has") {
  Violated tree;
  tree.add("pan-logged", 0, 1, std::string(32, '1'));
  tree.add("pan-logged", 1, 1, std::string(32, '2'));
  tree.add("store-public", 1, 1, std::string(32, '3'));
  tree.add("pan-logged", 2, 1, std::string(32, '4'));
  CHECK(check(tree, entry("W-1", "rule: pan-logged, path: src/**", kDays)) == "W-1, W-1, open, open");
}

TEST_CASE("a symbol narrows it to things of that name") {
  Violated tree;
  tree.add("pan-logged", 0, 1, std::string(32, '1')).symbol = "card";
  tree.add("pan-logged", 0, 2, std::string(32, '2'));
  CHECK(check(tree, entry("W-1", "rule: pan-logged, path: src, symbol: pan", kDays)) == "open, W-1");
}

TEST_CASE("only violations are waived") {
  Violated tree;
  tree.add("pan-logged", 0, 1, std::string(kPrint)).verdict = Verdict::undetermined;
  CHECK(check(tree, entry("W-1", of(kPrint), kDays)) ==
        "open\nwaiver-unused low: waiver W-1 meets no finding: the fingerprint " + std::string(kPrint));
}

TEST_CASE("a waiver at one place excuses no other of the same defect") {
  Violated tree;
  for (FileId file = 0; file < 2; ++file) {
    Finding& finding = tree.add("pan-logged", file, 1, std::string(32, static_cast<char>('1' + file)));
    finding.once = "one secret";
    finding.message = "the same";
  }
  CHECK(check(tree, entry("W-1", of(std::string(32, '1')), kDays)) == "W-1, open");
  RulePack pack;
  pack.rules.emplace_back().id = "pan-logged";
  CHECK(count_violations(tree.findings, pack, tree.sources).size() == 2);
}

TEST_CASE("an ended waiver gives the finding back, with the day") {
  Violated tree;
  tree.add("pan-logged", 0, 2, std::string(kPrint));
  CHECK(check(tree, entry("W-3", of(kPrint), "approved_on: 2026-07-01, expires: 2026-10-01")) ==
        "open (waiver: waiver W-3 ended on 2026-10-01)\n"
        "waiver-expired medium: waiver W-3 ended on 2026-10-01; it covered 'pan-logged' at src/a.py:2");
  Violated gone;
  CHECK(check(gone, entry("W-3", "rule: pan-logged, path: src/**",
                          "approved_on: 2026-07-01, expires: 2026-10-01")) ==
        "\nwaiver-expired low: waiver W-3 ended on 2026-10-01; what it covered is not found now: "
        "'pan-logged' in "
        "src/**");
}

TEST_CASE("of many places a message names the first") {  // beyond kMostSpots of waiver_use.cc
  Violated tree;
  for (int i = 0; i < 5; ++i) tree.add("pan-logged", 1, 1, std::string(32, static_cast<char>('1' + i)));
  CHECK(
      check(tree, entry("W-3", "rule: pan-logged, path: src", "approved_on: 2026-07-01, expires: 2026-10-01"))
          .ends_with("'pan-logged' at src/b.py:1 and 2 more"));
}

TEST_CASE("under a base only what ended since then is new, and not what the code made") {
  const auto ended = [](Novelty novelty, std::string_view since, bool is_by_fingerprints = false) {
    Violated tree;
    tree.add("pan-logged", 0, 1, std::string(kPrint)).standing.novelty = novelty;
    const std::string text =
        "waivers:\n" + entry("W-3", of(kPrint), "approved_on: 2026-07-01, expires: 2026-10-01");
    const auto waivers = parse_waivers("w", text, kToday, kRules);
    WaiverScope scope{tree.sources, tree.sources.add("w", text), kToday, kRules};
    scope.since = since;
    scope.is_by_fingerprints = is_by_fingerprints;
    apply_waivers(*waivers, scope, tree.findings);
    const Standing& standing = tree.findings[0].standing;
    return std::string(word(standing.novelty)) + " " + std::string(word(standing.cause));
  };
  CHECK(ended(Novelty::unchanged, "2026-09-30") == "new waiver");
  CHECK(ended(Novelty::unchanged, "2026-10-02") == "unchanged code");
  CHECK(ended(Novelty::is_new, "2026-09-30") == "new code");
  CHECK(ended(Novelty::is_new, "", true) == "new waiver");
}

TEST_CASE("a finding that another waiver covers is not given back") {
  Violated tree;
  tree.add("pan-logged", 0, 1, std::string(kPrint));
  CHECK(check(tree, entry("W-3", of(kPrint), "approved_on: 2026-07-01, expires: 2026-10-01") +
                        entry("W-4", of(kPrint), kDays))
            .starts_with("W-4\nwaiver-expired"));
}

TEST_CASE("what is invalid or a draft suppresses nothing and is told") {
  Violated tree;
  tree.add("pan-logged", 0, 1, std::string(kPrint));
  CHECK(check(tree, entry("W-1", of(kPrint), "approved_on: 2026-12-24, expires: 2027-01-31")) ==
        "open\nwaiver-invalid medium: waiver W-1 suppresses nothing: 2026-12-24 is to come");
  Violated other;
  other.add("pan-logged", 0, 1, std::string(kPrint));
  CHECK(check(other,
              "- {id: W-2, " + of(kPrint) +
                  ", kind: accepted-risk, reason: it was looked at and does no harm, owner: shop, expires: "
                  "2027-01-31}\n") ==
        "open\nwaiver-invalid medium: waiver W-2 is a draft that nobody approved, and suppresses nothing");
}

TEST_CASE("a critical finding is waived for 90 days at most") {  // kLongestCriticalWaiver of waivers.h
  const auto runs_till = [](const std::string& expires) {
    Violated tree;
    tree.add("pan-logged", 0, 1, std::string(32, '1'), Severity::critical);
    tree.add("pan-logged", 0, 2, std::string(32, '2'));
    return check(tree,
                 entry("W-1", "rule: pan-logged, path: src", "approved_on: 2026-11-01, expires: " + expires));
  };
  CHECK(runs_till("2027-01-30") == "W-1, W-1");
  CHECK(runs_till("2027-01-31") ==
        "open, W-1\n"
        "waiver-invalid medium: waiver W-1 runs 91 days from its approval, and for a critical finding 90 are "
        "the "
        "most: 'pan-logged' at src/a.py:1");
}

TEST_CASE("a renamed file's finding stays waived, if there is only one") {
  const std::string identity(kPrint);
  const std::string waived = entry("W-1", of(identity + "-1111111111111111"), kDays);
  Violated one;
  one.add("pan-logged", 0, 1, identity + "-2222222222222222");
  CHECK(check(one, waived) == "W-1");
  Violated two;
  two.add("pan-logged", 0, 1, identity + "-2222222222222222");
  two.add("pan-logged", 1, 1, identity + "-3333333333333333");
  CHECK(check(two, waived).starts_with("open, open\nwaiver-unused"));
  Violated both;
  both.add("pan-logged", 0, 1, identity + "-2222222222222222");
  both.add("pan-logged", 1, 1, identity + "-1111111111111111");
  CHECK(check(both, waived) == "open, W-1");
}

TEST_CASE("the renamed is not taken from the waiver that names it") {
  const std::string identity(kPrint);
  Violated tree;
  tree.add("pan-logged", 0, 1, identity + "-2222222222222222");
  CHECK(check(tree, entry("W-1", of(identity + "-1111111111111111"), kDays) +
                        entry("W-2", of(identity + "-2222222222222222"), kDays))
            .starts_with("W-2\nwaiver-unused low: waiver W-1"));
}

TEST_CASE("nothing is called unused where not all was looked at") {
  Violated tree;
  CHECK(check(tree, entry("W-1", of(kPrint), kDays), false).empty());
}

TEST_CASE("a critical finding and one of authentication data take no comment") {
  Violated tree;
  tree.add("pan-logged", 0, 1, std::string(32, '1'), Severity::critical);
  tree.add("pan-logged", 0, 2, std::string(32, '2')).bears_on = {{0, 1, true}};
  tree.add("pan-logged", 1, 1, std::string(32, '3')).bears_on = {{0, 1, false}, {0, 0, true}};
  tree.add("pan-logged", 2, 1, std::string(32, '4')).also = {{"store-public", "m", {{0, 1, true}}}};
  std::vector<Framework> catalog(1);
  catalog[0].requirements.resize(2);
  catalog[0].requirements[1].takes_comments = false;
  refuse_comments(catalog, tree.findings);
  CHECK_FALSE(tree.findings[0].takes_comments);
  CHECK_FALSE(tree.findings[1].takes_comments);
  CHECK(tree.findings[2].takes_comments);
  CHECK_FALSE(tree.findings[3].takes_comments);
}
