// The kinds of broken SARIF that were tried on public validators: twelve that some of them catch, thirteen
// that all of them miss. The lint catches each, whatever else it says of the file.
#include <fmt/format.h>

#include <catch2/catch.hpp>

#include <algorithm>

#include "reports/lint/sarif_lint.h"
#include "reports/sarif/sarif_report.h"
#include "tests/reports/fixture.h"

using namespace payaudit;

namespace {

// The file of the shop with the first `old` behind `anchor` replaced.
std::string changed(std::string_view anchor, std::string_view old, std::string_view fresh) {
  std::string text = write_sarif(shop_audit().report);
  const size_t from = text.find(anchor);
  REQUIRE(from != std::string::npos);
  const size_t at = text.find(old, from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old.size(), fresh);
}

void check(const std::string& text, const std::string& expected) {
  const std::vector<LintMessage> messages = lint_sarif(text);
  CHECK(std::any_of(messages.begin(), messages.end(),
                    [&](const LintMessage& message) { return message.check == expected; }));
}

// In the first result.
void check(std::string_view old, std::string_view fresh, const std::string& expected) {
  INFO(old << " -> " << fresh);
  check(changed("\"results\": [", old, fresh), expected);
}

// In the first rule, or before it.
void check_rule(std::string_view old, std::string_view fresh, const std::string& expected) {
  INFO(old << " -> " << fresh);
  check(changed("", old, fresh), expected);
}

std::string with_tags(int count) {
  std::string tags = "\"tags\": [";
  for (int i = 0; i < count; ++i) tags += fmt::format("\"t{}\",", i);
  return tags;
}

}  // namespace

TEST_CASE("the twelve kinds that some validators catch") {
  check("\"locations\": [", "\"locations\": [], \"was\": [", "locations");
  check("\"message\": {", "\"message\": {\"id\": \"x\"}, \"was\": {", "message-text");
  check("\"ruleIndex\": 0", "\"ruleIndex\": 99", "rule-index");
  check("\"ruleId\": \"cvv-stored\"", "\"ruleId\": \"pan-logged\"", "rule-index");
  check("\"endColumn\": 6", "\"endLine\": 2, \"endColumn\": 6", "region");
  check_rule("\"executionSuccessful\"",
             "\"startTimeUtc\": \"2026-01-02T00:00:00Z\", \"endTimeUtc\": \"2026-01-01T00:00:00Z\", "
             "\"executionSuccessful\"",
             "times");
  check("\"kind\": \"fail\"", "\"kind\": \"fail\", \"confidence\": \"high\"", "property");
  check_rule("\"guid\": \"", "\"guid\": \"x", "guid");
  const std::string first = "\"relatedLocations\": [";
  const std::string place =
      "{\"physicalLocation\": {\"artifactLocation\": {\"uri\": \"a\"}}, \"message\": {\"text\": \"x\"}},";
  check(first, first + place + place, "related-twice");
  check("\"uri\": \"", "\"uri\": \"a b", "uri");
  check("\"threadFlows\": [", "\"threadFlows\": [{\"locations\": [{\"index\": 0}]},", "flow");
  check("Card security code", "Card {0} code", "message-arguments");
}

TEST_CASE("the kinds that all validators miss") {
  check("\"taxa\": [", "\"taxa\": [{\"id\": \"CWE-1\", \"index\": 99, \"toolComponent\": {\"index\": 0}},",
        "taxon-index");
  check("\"taxa\": [", "\"taxa\": [{\"id\": \"CWE-1\", \"index\": 0, \"toolComponent\": {\"index\": 99}},",
        "taxonomy-index");
  check("\"uri\": \"", "\"uri\": \"../", "uri-climbs");
  const std::string text = changed("", "\"version\"", "\"version\"");
  const size_t begin = text.find("\"runs\": [") + 9;
  const size_t end = text.rfind(']');
  check(text.substr(0, end) + "," + text.substr(begin, end - begin) + text.substr(end), "run-twice");
  check("\"ruleIndex\"", "\"baselineState\": \"new\", \"ruleIndex\"", "baseline");
  check_rule("\"security-severity\": \"9.5\"", "\"security-severity\": 9.5", "security-severity");
  check_rule("\"security-severity\": \"9.5\"", "\"security-severity\": \"0.0\"", "security-severity");
  check_rule("\"tags\": [", with_tags(25), "tags");
  check("\"kind\": \"fail\"", "\"kind\": \"pass\"", "level");
  check_rule("\"id\": \"pan-logged\"", "\"id\": \"cvv-stored\"", "rule-twice");
  check("\"ruleIndex\"",
        "\"suppressions\": [{\"kind\": \"external\", \"status\": \"accepted\", \"justification\": \"x\"}], "
        "\"ruleIndex\"",
        "alert");
  check("\"level\": \"error\"", "\"level\": \"note\"", "order");
  check("\"ruleIndex\"", "\"baselineState\": \"absent\", \"ruleIndex\"", "alert");
}
