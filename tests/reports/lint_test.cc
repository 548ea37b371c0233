#include "reports/lint/sarif_lint.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "reports/sarif/sarif_report.h"
#include "tests/reports/fixture.h"

using namespace payaudit;

namespace {

// The file of the shop, with two results, a flow and a related place.
std::string good() {
  return write_sarif(shop_audit().report);
}

std::string with(std::string text, std::string_view old, std::string_view fresh) {
  const size_t at = text.find(old);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old.size(), fresh);
}

std::string after(std::string text, std::string_view anchor, std::string_view old, std::string_view fresh) {
  const size_t from = text.find(anchor);
  REQUIRE(from != std::string::npos);
  const size_t at = text.find(old, from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old.size(), fresh);
}

std::vector<std::string> checks(const std::string& text, bool is_for_alerts) {
  std::vector<std::string> names;
  for (const LintMessage& message : lint_sarif(text, {.is_for_alerts = is_for_alerts})) {
    // Here a property that is not there was renamed.
    if (message.check == "property" && message.pointer.ends_with("/was")) continue;
    INFO(message.pointer << " " << message.text);
    CHECK((message.pointer.empty() || message.pointer[0] == '/'));
    CHECK_FALSE(message.text.empty());
    if (names.empty() || names.back() != message.check) names.push_back(message.check);
  }
  return names;
}

// The only thing the lint has to say about a changed file.
void check(const std::string& text, const std::string& expected) {
  CHECK(checks(text, true) == std::vector<std::string>{expected});
}

const std::string kFirstResult = "\"results\": [";

}  // namespace

TEST_CASE("the lint has nothing to say about our own files") {
  CHECK(checks(good(), true).empty());
  CHECK(checks(write_sarif(clean_audit().report), true).empty());
  CHECK(checks(write_sarif_full(shop_audit().report), false).empty());
}

TEST_CASE("what is no SARIF log is refused") {
  check("{", "json");
  check("{} x", "json");
  check("\xff\xfe", "json");
  check("[]", "log");
  check("{\"version\": \"2.1.0\", \"runs\": []}", "runs");
  check(with(good(), "\"version\": \"2.1.0\"", "\"version\": \"2.0.0\""), "version");
  check(std::string(100, '['), "json");
}

TEST_CASE("a result must have one location with a file and a line") {
  check(after(good(), kFirstResult, "\"locations\": [", "\"locations\": [], \"was\": ["), "locations");
  check(after(good(), kFirstResult, "\"startLine\": 6,", ""), "locations");
  check(after(good(), kFirstResult, "\"uri\": \"services/checkout/db/V3__cards.sql\",", ""), "artifact");
  const std::string place =
      "{\"physicalLocation\": {\"artifactLocation\": {\"uri\": \"a\"}, \"region\": {\"startLine\": 1}}},";
  check(after(good(), kFirstResult, "\"locations\": [", "\"locations\": [" + place), "locations");
}

TEST_CASE("a message must have a text, the arguments it asks for, and links that lead somewhere") {
  check(after(good(), kFirstResult, "\"message\": {", "\"message\": {\"id\": \"x\"}, \"was\": {"),
        "message-text");
  check(after(good(), kFirstResult, "Card security code", "Card {0} code"), "message-arguments");
  check(after(good(), kFirstResult, "(2)", "(9)"), "message-link");
}

TEST_CASE("ruleIndex must be that of the rule named") {
  check(after(good(), kFirstResult, "\"ruleIndex\": 0", "\"ruleIndex\": 99"), "rule-index");
  check(after(good(), kFirstResult, "\"ruleIndex\": 0", "\"ruleIndex\": -1"), "rule-index");
  check(after(good(), kFirstResult, "\"ruleIndex\": 0", "\"ruleIndex\": 1"), "rule-index");
  CHECK(checks(after(good(), kFirstResult, "\"ruleId\": \"cvv-stored\"", "\"ruleId\": \"other\""), true) ==
        std::vector<std::string>{"rule-id", "rule-index"});
}

TEST_CASE("rules must be told apart and described") {
  CHECK(checks(with(good(), "\"id\": \"pan-logged\"", "\"id\": \"cvv-stored\""), true) ==
        std::vector<std::string>{"rule-twice", "rule-id", "rule-index"});
  check(with(good(), "\"help\": {", "\"was\": {"), "rule-text");
  check(with(good(), "\"defaultConfiguration\": {", "\"was\": {"), "level");
}

TEST_CASE("a region must end after it starts") {
  check(after(good(), kFirstResult, "\"endColumn\": 6", "\"endColumn\": 1"), "region");
  check(after(good(), kFirstResult, "\"endColumn\": 6", "\"endLine\": 2, \"endColumn\": 6"), "region");
  check(after(good(), kFirstResult, "\"startColumn\": 3", "\"startColumn\": 0"), "region");
}

TEST_CASE("URIs must be encoded, relative and within the tree") {
  check(with(good(), "Pay%20Ment%5B1%5D.java", "Pay Ment.java"), "uri");
  check(with(good(), "Pay%20Ment%5B1%5D.java", "Pay[1].java"), "uri");
  check(with(good(), "Pay%20Ment%5B1%5D.java", "Pay%2.java"), "uri");
  check(with(good(), "\"uri\": \"settings/", "\"uri\": \"../settings/"), "uri-climbs");
  check(with(good(), "\"uri\": \"settings/", "\"uri\": \"file:///settings/"), "uri-absolute");
  check(with(good(), "\"uri\": \"settings/", "\"uri\": \"/settings/"), "uri-absolute");
  check(with(good(), "\"%SRCROOT%\": {", "\"%SRCROOT%\": {\"uri\": \"file:///home/\","), "uri-absolute");
}

TEST_CASE("references to taxa must lead to what they name") {
  check(after(good(), kFirstResult, "\"CWE-312\"", "\"CWE-999\""), "taxon-index");
  check(after(good(), "\"relationships\"", "\"index\": 0", "\"index\": 9"), "taxon-index");
  check(after(good(), "\"relationships\"", "\"index\": 0", "\"index\": 1"), "taxon-index");
  check(after(good(), "\"relationships\"", "\"index\": 3", "\"index\": 7"), "taxonomy-index");
  check(after(good(), "\"supportedTaxonomies\"", "\"index\": 1", "\"index\": 2"), "taxonomy-index");
  check(with(good(), "\"target\": {", "\"target\": [{\"id\": \"x\"}], \"was\": {"), "taxon");
  CHECK(checks(after(good(), kFirstResult, "\"taxa\": [", "\"taxa\": [{\"target\": {\"id\": \"CWE-312\"}},"),
               true) == std::vector<std::string>{"property", "taxon"});
  CHECK(checks(after(good(), "\"taxonomies\"", "\"CWE-312\"", "\"CWE-532\""), true) ==
        std::vector<std::string>{"taxon-twice", "taxon-index"});
}

TEST_CASE("GUIDs must be GUIDs") {
  CHECK(checks(with(good(), "\"guid\": \"", "\"guid\": \"x"), true).front() == "guid");
}

TEST_CASE("nothing may be null") {
  check(after(good(), kFirstResult, "\"kind\": \"fail\",", "\"kind\": \"fail\", \"hostedViewerUri\": null,"),
        "null");
}

TEST_CASE("a run must not stand there twice") {
  const std::string text = good();
  const size_t begin = text.find("\"runs\": [") + 9;
  const size_t end = text.rfind("]");
  const std::string run = text.substr(begin, end - begin);
  check(text.substr(0, end) + "," + run + text.substr(end), "run-twice");
}

TEST_CASE("a run must say what it is and what columns count") {
  check(with(good(), "\"automationDetails\": {", "\"was\": {"), "automation-id");
  check(with(good(), "\"columnKind\"", "\"was\""), "column-kind");
  check(with(good(), "\"executionSuccessful\"",
             "\"startTimeUtc\": \"2026-01-02T00:00:00Z\", \"endTimeUtc\": \"2026-01-01T00:00:00Z\", "
             "\"executionSuccessful\""),
        "times");
}

TEST_CASE("the severity of a rule must be a text that GitHub reads") {
  check(with(good(), "\"security-severity\": \"9.5\"", "\"security-severity\": 9.5"), "security-severity");
  check(with(good(), "\"security-severity\": \"9.5\"", "\"security-severity\": \"0.0\""),
        "security-severity");
  check(with(good(), "\"security-severity\": \"9.5\"", "\"security-severity\": \"high\""),
        "security-severity");
  check(with(good(), "\"security-severity\": \"9.5\",", ""), "security-severity");
  check(with(good(), "\"security\",", ""), "security-severity");
}

TEST_CASE("a rule has at most ten tags, each once") {
  std::string tags;
  for (int i = 0; i < 25; ++i) tags += fmt::format("\"tag{}\",", i);
  check(with(good(), "\"storage\",", tags), "tags");
  check(with(good(), "\"storage\",", "\"storage\", \"storage\","), "tags");
}

TEST_CASE("kind and level must agree, and failures have a level") {
  check(after(good(), kFirstResult, "\"level\": \"error\",", ""), "level");
  CHECK(checks(after(good(), kFirstResult, "\"kind\": \"fail\"", "\"kind\": \"pass\""), true) ==
        std::vector<std::string>{"level", "alert"});
}

TEST_CASE("what a file for alerts must not hold") {
  const std::string full = write_sarif_full(shop_audit().report);
  for (const LintMessage& message : lint_sarif(full))
    CHECK((message.check == "alert" || message.check == "order"));
  CHECK_FALSE(lint_sarif(full).empty());
  const std::string waived =
      "\"suppressions\": [{\"kind\": \"external\", \"status\": \"accepted\", \"justification\": \"x\"}],";
  check(after(good(), kFirstResult, "\"ruleIndex\"", waived + "\"ruleIndex\""), "alert");
}

TEST_CASE("a suppression must say its status and why") {
  std::string full = write_sarif_full(shop_audit().report);
  CHECK(checks(with(full, "\"status\": \"accepted\",", ""), false) ==
        std::vector<std::string>{"suppression"});
  CHECK(checks(with(full, "\"justification\":", "\"was\":"), false) ==
        std::vector<std::string>{"suppression"});
}

TEST_CASE("a baseline is on all results or on none") {
  check(after(good(), kFirstResult, "\"ruleIndex\"", "\"baselineState\": \"new\", \"ruleIndex\""),
        "baseline");
}

TEST_CASE("results must stand in the order of their severity") {
  check(after(good(), kFirstResult, "\"level\": \"error\"", "\"level\": \"note\""), "order");
}

TEST_CASE("a rank must not contradict the severity") {
  check(after(good(), kFirstResult, "\"ruleIndex\"", "\"rank\": 1.0, \"ruleIndex\""), "rank");
  CHECK(checks(after(good(), kFirstResult, "\"ruleIndex\"", "\"rank\": 95.0, \"ruleIndex\""), true).empty());
}

TEST_CASE("related places must be told apart") {
  CHECK(checks(after(good(), "\"relatedLocations\"", "\"id\": 2", "\"id\": 1"), true) ==
        std::vector<std::string>{"message-link", "related-twice"});
  const std::string text = good();
  const size_t begin = text.find('{', text.find("\"relatedLocations\""));
  const size_t end = text.find("\"id\": 2", begin);
  const std::string first = text.substr(begin, text.rfind('{', end) - begin);
  check(with(text, first, first + with(first, "\"id\": 1", "\"id\": 7")), "related-twice");
}

TEST_CASE("every step of a flow has a place and a text of its own") {
  check(after(good(), "\"threadFlows\"", "\"location\": {", "\"index\": 0, \"was\": {"), "flow");
  check(after(good(), "\"threadFlows\"", "\"message\": {", "\"was\": {"), "flow");
  check(after(good(), "\"threadFlows\"", "\"executionOrder\": 1", "\"executionOrder\": 9"), "flow");
}

TEST_CASE("fingerprints must be there, be named with a version, and differ") {
  check(after(good(), kFirstResult, "\"partialFingerprints\": {", "\"was\": {"), "fingerprint");
  check(after(good(), kFirstResult, "payaudit/v1", "payaudit/first"), "fingerprint");
  check(after(good(), kFirstResult, "\"primaryLocationLineHash\": \"", "\"primaryLocationLineHash\": \"x"),
        "fingerprint");
  Audit audit = shop_audit();
  audit.report.findings[1].fingerprint = audit.report.findings[0].fingerprint;
  check(write_sarif(audit.report), "fingerprint-twice");
}

TEST_CASE("no property may be there that the standard does not have") {
  check(after(good(), kFirstResult, "\"kind\"", "\"severity\": \"high\", \"kind\""), "property");
  check(with(good(), "\"shortDescription\": {", "\"shortDescription\": {\"html\": \"x\","), "property");
  check(with(good(), "\"%SRCROOT%\": {", "\"%SRCROOT%\": {\"path\": \"x\","), "property");
  CHECK(checks(with(good(), "\"tags\": [", "\"anything\": 1, \"tags\": ["), true).empty());
}

TEST_CASE("a fix must say what it replaces, and where") {
  const std::string fixed = write_sarif(compared_audit().report);
  CHECK(checks(fixed, true).empty());
  CHECK(checks(write_sarif_full(compared_audit().report), false).empty());
  check(with(fixed, "\"artifactChanges\": [", "\"artifactChanges\": [], \"was\": ["), "fix");
  check(with(fixed, "\"replacements\": [", "\"replacements\": [], \"was\": ["), "fix");
  check(with(fixed, "\"deletedRegion\": {", "\"deletedRegion\": {}, \"was\": {"), "fix");
  check(after(fixed, "\"deletedRegion\": {", "\"startLine\": 1", "\"startLine\": 9"), "region");
}

TEST_CASE("more results than are shown are too many") {
  Audit audit;
  const FileId id = audit.add("a.txt", "x\n");
  for (uint32_t i = 0; i < 5001; ++i) {
    audit.report.findings.push_back(violation("r", Severity::low, {id, {i, i}}, "m"));
  }
  const std::string full = write_sarif_full(audit.report);
  check(full, "limit");
  CHECK(checks(full, false).empty());
}
