#include "checker/audit/widened.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

using namespace payaudit;

namespace {

// Each entry of `now` that `before` does not have, with its place.
std::string check(std::string before, std::string now) {
  const Result<Settings> old = parse_settings("payaudit.yaml", std::move(before));
  const Result<Settings> current = parse_settings("payaudit.yaml", std::move(now));
  REQUIRE(old);
  REQUIRE(current);
  std::string told;
  for (const Loosening& entry : widened(*current, *old))
    told += fmt::format("{} {} at {}:{}; ", entry.key, entry.text, entry.line, entry.column);
  return told;
}

}  // namespace

TEST_CASE("a new pattern and a rule newly off are told with their places") {
  CHECK(check("ignore: [a]\n", "ignore:\n  - a\n  - \"**\"\nrules: {off: [hsts-missing]}\n") ==
        "ignore ** at 3:5; rules.off hsts-missing at 4:15; ");
}

TEST_CASE("entries that moved, or went, are nothing new") {
  CHECK(check("ignore: [a, b]\nrules: {off: [hsts-missing]}\n", "ignore: [b]\n") == "");
}

TEST_CASE("a file that was not there declared nothing") {
  CHECK(check("", "ignore: a\n") == "ignore a at 1:9; ");
}

TEST_CASE("a gate that fails later is told, and what holds without it is `high`") {
  CHECK(check("", "fail_on: critical\n") == "fail_on critical at 1:10; ");
  CHECK(check("fail_on: low\n", "fail_on: none\n") == "fail_on none at 1:10; ");
  CHECK(check("fail_on: low\n", "profile: uk\n") == "fail_on high at 1:1; ");
  CHECK(check("fail_on: none\n", "fail_on: info\n") == "");
  CHECK(check("", "fail_on: high\n") == "");
}

TEST_CASE("gaps that may be more are told") {
  CHECK(check("", "gaps: {min_examined: 0.5}\n") == "gaps.min_examined 0.5 at 1:22; ");
  CHECK(check("gaps: {min_examined: 1}\n", "version: 1\n") == "gaps.min_examined 0.9 at 1:1; ");
  CHECK(check("gaps: {min_examined: 0.5}\n", "gaps: {min_examined: 0.7}\n") == "");
  CHECK(check("", "version: 1\ngaps:\n  fail_on: []\n") == "gaps.fail_on unreadable at 3:3; ");
  CHECK(check("gaps: {fail_on: [limit, unreadable]}\n", "gaps: {}\n") == "gaps.fail_on limit at 1:1; ");
  CHECK(check("gaps: {fail_on: [limit]}\n", "gaps: {fail_on: [limit, syntax]}\n") == "");
}

TEST_CASE("a scope that shrinks is told, whichever list says so") {
  CHECK(check("scope: {cde: [pay/**], out: [docs/**]}\n", "scope: {out: [docs/**, web/**]}\n") ==
        "scope.cde pay/** at 1:1; scope.out web/** at 1:24; ");
  CHECK(check("scope: {out: [docs/**]}\n", "scope: {cde: [docs/**]}\n") == "");
}

TEST_CASE("a pattern that keeps files from being ignored is missed where it goes") {
  CHECK(check("ignore: [gen/**, \"!gen/pay.sql\"]\n", "ignore: [gen/**]\n") ==
        "ignore !gen/pay.sql at 1:1; ");
  CHECK(check("ignore: [gen/**]\n", "ignore: [gen/**, \"!gen/pay.sql\"]\n") == "");
}

TEST_CASE("a place or a script that came to be allowed is told, and a first list is not") {
  CHECK(check("allowed_countries: [DE]\n", "allowed_countries: [DE, US]\n") ==
        "allowed_countries US at 1:25; ");
  CHECK(check("", "allowed_countries: [DE]\n") == "");
  CHECK(check("allowed_countries: [DE]\n", "version: 1\n") == "allowed_countries  at 1:1; ");
  const std::string one = "scripts:\n  - {src: \"/a.js\", owner: web, reason: x}\n";
  CHECK(check(one, one + "  - {src: \"/b.js\", owner: web, reason: x}\n") == "scripts.src /b.js at 3:11; ");
}

TEST_CASE("laws and contents of stores that are declared no more are told") {
  CHECK(check("jurisdictions: [EU, US]\n", "jurisdictions: [EU]\n") == "jurisdictions US at 1:1; ");
  CHECK(check("declared: {stores: {\"aws_s3_bucket.kyc\": [kyc.document]}}\n", "declared: {stores: {}}\n") ==
        "declared.stores aws_s3_bucket.kyc: kyc.document at 1:12; ");
}

TEST_CASE("a folder of rules that may replace others is told") {
  CHECK(check("", "policies: [own]\n") == "policies own at 1:12; ");
}

TEST_CASE("what is said names the value now and then") {
  const Result<Settings> old = parse_settings("payaudit.yaml", "");
  const Result<Settings> current = parse_settings("payaudit.yaml", "fail_on: none\nscope: {out: [web/**]}\n");
  const std::vector<Loosening> found = widened(*current, *old, "HEAD");
  REQUIRE(found.size() == 2);
  CHECK(found[0].message == "`fail_on` is none now and was high at HEAD");
  CHECK(found[1].message == "`web/**` is out of scope now and was not at HEAD");
}
