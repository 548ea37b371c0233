#include "scanners/meaning/places/places.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <catch2/catch.hpp>

using namespace payaudit;

namespace {

Places sample() {
  Places places;
  places.eea = {"DE", "IE", "PL"};
  places.adequacy["EU"] = {{"DE", "IE", "PL", "CH"}, {"US"}};
  places.adequacy["GB"] = {{"DE", "IE", "PL"}, {}};
  places.regions["aws"]["eu-central-1"] = {{"DE"}, true, "checked", ""};
  places.regions["aws"]["eu-central-1-waw-1a"] = {{"PL"}, true, "recalled", ""};
  places.regions["aws"]["us-east-1"] = {{"US"}, false, "checked", ""};
  places.regions["gcp"]["europe-west6"] = {{"CH"}, false, "checked", ""};
  places.regions["azure"]["westeurope"] = {{"NL"}, true, "checked", ""};
  places.hosts.push_back({"*.{region:aws}.amazonaws.com", "AWS", {"host"}, "service", "recalled"});
  places.hosts.push_back({"*.amazonaws.com", "AWS", {"unknown"}, "service", "recalled"});
  places.hosts.push_back({"api.eu.psp.example", "PSP", {"IE"}, "payments", "checked"});
  places.laws.push_back({"in-payment",
                         "IN",
                         "payment data rule",
                         {"payment", "account"},
                         "local-only",
                         {"IN"},
                         {},
                         "2018-10-15",
                         false,
                         "high",
                         "paragraph 2",
                         "payment system operators",
                         {"none"},
                         "circular 2785"});
  return places;
}

// The place fact of (provider, code) after resolving, as `countries eea adequate`.
std::string check(std::string_view provider, std::string_view code) {
  Facts facts;
  facts.add(Kind::place, {}, "x").set(Attr::provider, facts.text(provider)).set(Attr::code, facts.text(code));
  resolve_places(facts, sample(), {{"EU"}});
  const Fact& fact = facts.all().front();
  return fmt::format("{} {} {}", to_string(fact.value(Attr::countries)), to_string(fact.value(Attr::eea)),
                     to_string(fact.value(Attr::adequate)));
}

}  // namespace

TEST_CASE("a region is known by its provider and code together") {
  CHECK(check("aws", "eu-central-1") == "[\"DE\"] true true");
  CHECK(check("gcp", "eu-central-1").starts_with("?(region eu-central-1 of gcp is not in the table"));
}

TEST_CASE("a zone lies in its region, a local zone where it is") {
  CHECK(check("aws", "eu-central-1a") == "[\"DE\"] true true");
  CHECK(check("aws", "eu-central-1-waw-1a").starts_with("?(that eu-central-1-waw-1a is in PL is recalled"));
  CHECK(check("gcp", "europe-west6-b") == "[\"CH\"] false true");
}

TEST_CASE("an Azure location may be written with spaces and capitals") {
  CHECK(check("azure", "West Europe") == "[\"NL\"] false false");  // NL is not in this sample's EEA
}

TEST_CASE("adequacy that covers some importers only is unknown") {
  CHECK(check("aws", "us-east-1") ==
        "[\"US\"] false ?(that EU takes US for adequate holds on conditions that no file shows)");
}

TEST_CASE("the most specific host pattern wins and its region gives the country") {
  const Places places = sample();
  CHECK(fmt::format("{}", find_host(places, "sqs.EU-central-1.amazonaws.com").countries) == "[\"DE\"]");
  CHECK(fmt::format("{}", find_host(places, "sqs.xx-none-1.amazonaws.com").countries) == "[\"unknown\"]");
  CHECK(find_host(places, "api.eu.psp.example").entry->vendor == "PSP");
  CHECK(find_host(places, "psp.example").entry == nullptr);
}

TEST_CASE("a local-only law of a declared jurisdiction names the countries for the classes it binds") {
  Facts facts;
  const Value pan = facts.text("account.chd.pan");
  facts.add(Kind::place, {}, "x")
      .set(Attr::provider, facts.text("aws"))
      .set(Attr::code, facts.text("eu-central-1"))
      .set(Attr::classes, facts.list({&pan, 1}));
  facts.add(Kind::place, {}, "y")
      .set(Attr::provider, facts.text("aws"))
      .set(Attr::code, facts.text("eu-central-1"));
  resolve_places(facts, sample(), {{"IN"}});
  CHECK(to_string(facts.all()[0].value(Attr::law_countries)) == "[\"IN\"]");
  CHECK(facts.all()[1].find(Attr::law_countries) == nullptr);
}

TEST_CASE(
    "without a declared jurisdiction the law's countries are unknown and the reason says what to declare") {
  Facts facts;
  facts.add(Kind::place, {}, "x")
      .set(Attr::provider, facts.text("aws"))
      .set(Attr::code, facts.text("eu-central-1"));
  resolve_places(facts, sample(), {});
  CHECK(to_string(facts.all().front().value(Attr::law_countries)) ==
        "?(payaudit.yaml declares no jurisdictions)");
}

TEST_CASE("a law of which no source was read keeps nothing and allows nothing") {
  Places places = sample();
  places.laws.front().source.clear();
  Facts facts;
  const Value pan = facts.text("account.chd.pan");
  facts.add(Kind::place, {}, "x")
      .set(Attr::provider, facts.text("aws"))
      .set(Attr::code, facts.text("eu-central-1"))
      .set(Attr::classes, facts.list({&pan, 1}));
  resolve_places(facts, places, {{"IN"}});
  CHECK(to_string(facts.all()[0].value(Attr::law_countries)) ==
        "?(no source of the law was read: ask counsel)");
}

TEST_CASE("each declared grantor has decided for itself which countries are adequate") {
  Facts facts;
  facts.add(Kind::place, {}, "x")
      .set(Attr::provider, facts.text("gcp"))
      .set(Attr::code, facts.text("europe-west6"));
  facts.add(Kind::place, {}, "y")
      .set(Attr::provider, facts.text("aws"))
      .set(Attr::code, facts.text("eu-central-1"));
  resolve_places(facts, sample(), {{"EU", "GB"}});
  CHECK(to_string(facts.all()[0].value(Attr::adequate)) == "false");
  CHECK(to_string(facts.all()[0].value(Attr::adequate_for)) == "[\"EU\"]");
  CHECK(to_string(facts.all()[1].value(Attr::adequate)) == "true");
  CHECK(to_string(facts.all()[1].value(Attr::adequate_for)) == "[\"EU\", \"GB\"]");
}

TEST_CASE("no verdict on adequacy where no grantor was declared") {
  Facts facts;
  facts.add(Kind::place, {}, "x")
      .set(Attr::provider, facts.text("aws"))
      .set(Attr::code, facts.text("eu-central-1"));
  resolve_places(facts, sample(), {{"IN"}});
  CHECK(facts.all()[0].value(Attr::adequate).is_unknown());
  CHECK(facts.all()[0].find(Attr::adequate_for) == nullptr);
}
