#include "scanners/meaning/places/places.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <catch2/catch.hpp>

using namespace payaudit;

namespace {

Places sample() {
  Places places;
  places.eea = {"DE", "IE", "PL"};
  places.adequacy["EU"] = {{"CH", true, "2000-07-26", "2031-12-27"}, {"US", false, "2023-07-10", ""}};
  places.adequacy["GB"] = {{"eea", true, "2021-01-01", ""}};
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
  for (const char* grantor : {"EU", "GB"}) {
    places.laws.push_back({std::string(grantor) + "-transfer",
                           grantor,
                           "transfer rule",
                           {"personal"},
                           "transfer-conditions",
                           {grantor, "eea", "adequate"},
                           {},
                           "2018-05-25",
                           false,
                           "high",
                           "",
                           "",
                           {"adequacy"},
                           "an act"});
  }
  places.laws.push_back({"us-listed",
                         "US",
                         "listed countries",
                         {"personal"},
                         "prohibited-destinations",
                         {"any"},
                         {"CH"},
                         "2025-04-08",
                         false,
                         "high",
                         "",
                         "",
                         {},
                         "an act"});
  return places;
}

// The place fact of (provider, code) after resolving, as `countries eea`.
std::string check(std::string_view provider, std::string_view code) {
  Facts facts;
  facts.add(Kind::place, {}, "x").set(Attr::provider, facts.text(provider)).set(Attr::code, facts.text(code));
  resolve_places(facts, sample(), {{"EU"}});
  const Fact& fact = facts.all().front();
  return fmt::format("{} {}", to_string(fact.value(Attr::countries)), to_string(fact.value(Attr::eea)));
}

struct Asked {
  std::string_view provider, code, holds;
  std::vector<std::string> jurisdictions;
  std::string on = "2026-11-29";
};

// How the declared laws see the place: `law: permitted`, joined by `; `.
std::string placements(const Asked& asked, const Places& places = sample()) {
  Facts facts;
  const Value held = facts.text(asked.holds);
  Fact& place = facts.add(Kind::place, {}, "x");
  place.set(Attr::provider, facts.text(asked.provider)).set(Attr::code, facts.text(asked.code));
  if (!asked.holds.empty()) place.set(Attr::classes, facts.list({&held, 1}));
  resolve_places(facts, places, {asked.jurisdictions, asked.on});
  std::vector<std::string> told;
  for (const Fact& fact : facts.all()) {
    if (fact.kind != Kind::placement) continue;
    told.push_back(
        fmt::format("{}: {}", fact.value(Attr::law).as_text(), to_string(fact.value(Attr::permitted))));
  }
  return fmt::format("{}", fmt::join(told, "; "));
}

}  // namespace

TEST_CASE("a region is known by its provider and code together") {
  CHECK(check("aws", "eu-central-1") == "[\"DE\"] true");
  CHECK(check("gcp", "eu-central-1").starts_with("?(region eu-central-1 of gcp is not in the table"));
}

TEST_CASE("a zone lies in its region, a local zone where it is") {
  CHECK(check("aws", "eu-central-1a") == "[\"DE\"] true");
  CHECK(check("aws", "eu-central-1-waw-1a").starts_with("?(that eu-central-1-waw-1a is in PL is recalled"));
  CHECK(check("gcp", "europe-west6-b") == "[\"CH\"] false");
}

TEST_CASE("an Azure location may be written with spaces and capitals") {
  CHECK(check("azure", "West Europe") == "[\"NL\"] false");  // NL is not in this sample's EEA
}

TEST_CASE("the most specific host pattern wins and its region gives the country") {
  const Places places = sample();
  CHECK(fmt::format("{}", find_host(places, "sqs.EU-central-1.amazonaws.com").countries) == "[\"DE\"]");
  CHECK(fmt::format("{}", find_host(places, "sqs.xx-none-1.amazonaws.com").countries) == "[\"unknown\"]");
  CHECK(find_host(places, "api.eu.psp.example").entry->vendor == "PSP");
  CHECK(find_host(places, "psp.example").entry == nullptr);
}

TEST_CASE("a law that keeps data at home permits its own country and no other") {
  CHECK(placements({"aws", "eu-central-1", "account.chd.pan", {"IN"}}) == "in-payment: false");
  CHECK(placements({"aws", "eu-central-1", "account.chd.pan", {"EU"}}).empty());
  CHECK(placements({"aws", "eu-central-1", "", {"IN"}}).empty());
}

TEST_CASE("each law has its own say: one refuses what another does not bind or permits") {
  CHECK(placements({"gcp", "europe-west6", "personal.contact", {"EU", "GB"}}) ==
        "EU-transfer: true; GB-transfer: false");
  CHECK(placements({"aws", "eu-central-1", "personal.contact", {"EU", "GB"}}) ==
        "EU-transfer: true; GB-transfer: true");
}

TEST_CASE("a decision for some importers only permits nothing for sure") {
  CHECK(placements({"aws", "us-east-1", "personal.contact", {"EU"}}) ==
        "EU-transfer: ?(that US is adequate holds on conditions that no file shows)");
}

TEST_CASE("a decision counts from its first day to its last") {
  CHECK(placements({"gcp", "europe-west6", "personal.contact", {"EU"}, "2031-12-27"}) == "EU-transfer: true");
  CHECK(placements({"gcp", "europe-west6", "personal.contact", {"EU"}, "2031-12-28"}) ==
        "EU-transfer: false");
  CHECK(placements({"aws", "us-east-1", "personal.contact", {"EU"}, "2023-07-09"}) == "EU-transfer: false");
}

TEST_CASE("other ways out than adequacy are shown by a record") {
  Places places = sample();
  for (Law& law : places.laws) law.ways = {"adequacy", "clauses"};
  CHECK(placements({"gcp", "europe-west6", "personal.contact", {"GB"}}, places) ==
        "GB-transfer: ?(CH is not adequate there; other ways are shown by a record: clauses)");
}

TEST_CASE("a country that a law closes is refused, any other is permitted") {
  CHECK(placements({"gcp", "europe-west6", "personal.contact", {"US"}}) == "us-listed: false");
  CHECK(placements({"aws", "eu-central-1", "personal.contact", {"US"}}) == "us-listed: true");
}

TEST_CASE("whom a law binds is open where the tree cannot show it, unless the place is right anyway") {
  Places places = sample();
  for (Law& law : places.laws) law.has_conditions = true;
  CHECK(placements({"gcp", "europe-west6", "personal.contact", {"US"}}, places)
            .find("nothing that the tree shows") != std::string::npos);
  CHECK(placements({"aws", "eu-central-1", "personal.contact", {"US"}}, places) == "us-listed: true");
}

TEST_CASE("a law of which no source was read keeps nothing and allows nothing") {
  Places places = sample();
  for (Law& law : places.laws) law.source.clear();
  for (const char* code : {"eu-central-1", "us-east-1"}) {
    CHECK(placements({"aws", code, "personal.contact", {"EU"}}, places) ==
          "EU-transfer: ?(no source of the law was read: ask counsel)");
  }
}

TEST_CASE("a place that is not known is open to every law that binds its data") {
  CHECK(placements({"gcp", "eu-central-1", "personal.contact", {"EU"}}).starts_with("EU-transfer: ?(region"));
}
