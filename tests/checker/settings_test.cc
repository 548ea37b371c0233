#include "checker/settings/settings.h"

#include <catch2/catch.hpp>

using namespace payaudit;

namespace {

// The error's text, or "ok".
std::string check(std::string yaml) {
  const Result<Settings> settings = parse_settings("payaudit.yaml", std::move(yaml));
  return settings ? "ok" : settings.error().message;
}

}  // namespace

TEST_CASE("an empty file declares nothing") {
  CHECK(check("") == "ok");
}

TEST_CASE("everything that may be declared is read") {
  const Result<Settings> settings =
      parse_settings("payaudit.yaml",
                     "version: 1\n"
                     "profile: eu-merchant\n"
                     "scope: {cde: [\"services/checkout/**\"], out: [\"docs/**\"]}\n"
                     "jurisdictions: [EU]\n"
                     "allowed_countries: [DE, EEA]\n"
                     "allowed_regions: [\"aws:eu-central-1\"]\n"
                     "declared: {stores: {\"aws_s3_bucket.kyc\": [kyc.document]}}\n"
                     "scripts: [{src: \"https://js.stripe.com/v3/\", owner: payments, reason: card fields}]\n"
                     "ignore: [\"third_party/**\"]\n"
                     "rules: {off: [hsts-missing]}\n"
                     "fail_on: critical\n"
                     "gaps: {fail_on: [unreadable, limit], min_examined: 0.75}\n");
  REQUIRE(settings);
  CHECK(settings->profile == "eu-merchant");
  CHECK(settings->scope_of("services/checkout/a.tf") == "cde");
  CHECK(settings->scope_of("docs/a.md") == "out");
  CHECK_FALSE(settings->scope_of("other/a.tf").has_value());
  CHECK(settings->allowed_countries->size() == 2);
  CHECK(settings->store_classes.at("aws_s3_bucket.kyc").front() == "kyc.document");
  CHECK(settings->scripts->front().owner == "payments");
  CHECK(settings->rules_off.contains("hsts-missing"));
  CHECK(settings->fail_on == "critical");
  CHECK(settings->fatal_gaps.size() == 2);
  CHECK(settings->min_examined == 0.75);
}

TEST_CASE("an unknown key is told with line, caret and the likely word") {
  CHECK(check("allowed_countrys: [DE]\n") ==
        "payaudit.yaml:1:1: unknown key 'allowed_countrys' of payaudit.yaml\n"
        "  1 | allowed_countrys: [DE]\n"
        "    | ^~~~~~~~~~~~~~~~\n"
        "did you mean 'allowed_countries'?\n");
}

TEST_CASE("a region without its provider is refused, since codes are not unique") {
  CHECK(check("allowed_regions: [eu-central-1]\n").find("a region is written provider:code") !=
        std::string::npos);
}

TEST_CASE("a country that is none is refused") {
  CHECK(check("allowed_countries: [Germany]\n").find("'Germany' is no country") != std::string::npos);
}

TEST_CASE("a malformed pattern is an error with line and caret") {
  CHECK(check("ignore:\n  - ok/**\n  - \"gen[0-9\"\n") ==
        "payaudit.yaml:3:5: the pattern 'gen[0-9' opens a [ that is not closed\n"
        "  3 |   - \"gen[0-9\"\n"
        "    |     ^~~~~~~~~\n"
        "patterns are those of gitignore: third_party/, *.gen.sql, docs/**\n");
}

TEST_CASE("patterns are relative to the folder of the settings") {
  Result<Settings> settings = parse_settings("payaudit.yaml", "scope: {cde: [\"checkout/**\"]}\n");
  REQUIRE(settings);
  settings->base = "shop";
  CHECK(settings->scope_of("shop/checkout/a.tf") == "cde");
  CHECK_FALSE(settings->scope_of("checkout/a.tf").has_value());
}
