#include "rules/policy/applicability.h"

#include <catch2/catch.hpp>

using namespace payaudit;

namespace {

ApplicabilityTable table() {
  ApplicabilityTable table;
  table.roles = {{"merchant", ""}, {"issuer", ""}};
  table.environment = {{"wireless", ""}, {"ecommerce", ""}};
  table.conditions["issuer-only"] = {"issuers", {"issuer"}, "", {}};
  table.conditions["wireless-only"] = {"who has wireless networks", {}, "wireless", {}};
  table.conditions["payment-page-only"] = {"who shows a payment page", {}, "ecommerce", {"A"}};
  return table;
}

Requirement row(std::vector<std::string> applies_to) {
  Requirement requirement;
  requirement.applies_to = std::move(applies_to);
  return requirement;
}

// "not applicable: binds issuers; …", "may apply: …; declare roles"
std::string check(const Requirement& requirement, const Declaration& declared,
                  std::string_view on = "2026-11-29") {
  const Applicability found = applicability(requirement, table(), declared, on);
  std::string told(word(found.applies));
  if (!found.reason.empty()) told += ": " + found.reason;
  if (!found.declare.empty()) told += "; declare " + found.declare;
  return told;
}

Declaration merchant() {
  Declaration declared;
  declared.roles = {"merchant"};
  declared.roles_by = "payaudit.yaml";
  return declared;
}

}  // namespace

TEST_CASE("a row for one role binds who has it, and says who declared otherwise") {
  CHECK(check(row({}), {}) == "applies");
  CHECK(check(row({"issuer-only"}), {}) == "may apply: binds issuers; no role is declared; declare roles");
  CHECK(check(row({"issuer-only"}), merchant()) ==
        "not applicable: binds issuers; payaudit.yaml declares roles: merchant");
  Declaration both = merchant();
  both.roles.emplace_back("issuer");
  CHECK(check(row({"issuer-only"}), both) == "applies");
}

TEST_CASE("what is there or not there decides, and what is not declared leaves it open") {
  Declaration declared = merchant();
  CHECK(check(row({"wireless-only"}), declared) ==
        "may apply: binds who has wireless networks, which is not declared; declare environment: wireless");
  declared.environment["wireless"] = false;
  CHECK(check(row({"wireless-only"}), declared) ==
        "not applicable: binds who has wireless networks; payaudit.yaml declares wireless: false");
  declared.environment["wireless"] = true;
  CHECK(check(row({"wireless-only"}), declared) == "applies");
}

TEST_CASE("all words have to hold, and one that certainly does not is said first") {
  Declaration declared = merchant();
  CHECK(check(row({"wireless-only", "issuer-only"}), declared) ==
        "not applicable: binds issuers; payaudit.yaml declares roles: merchant");
}

TEST_CASE("a questionnaire leaves rows out") {
  Declaration declared = merchant();
  declared.environment["ecommerce"] = true;
  declared.saq = "A";
  CHECK(check(row({"payment-page-only"}), declared) ==
        "not applicable: is no part of SAQ A, which payaudit.yaml declares");
  declared.saq = "A-EP";
  CHECK(check(row({"payment-page-only"}), declared) == "applies");
}

TEST_CASE("law of a place binds there; of many places only where one is declared") {
  Requirement requirement;
  requirement.jurisdiction = "EU";
  CHECK(check(requirement, {}) ==
        "may apply: is law of EU; no jurisdiction is declared; declare jurisdictions");
  Declaration declared;
  declared.jurisdictions = {"GB"};
  declared.jurisdictions_by = "profile uk";
  CHECK(check(requirement, declared) ==
        "not applicable: is law of EU; profile uk declares jurisdictions: GB");
  declared.jurisdictions = {"DE", "EU"};
  CHECK(check(requirement, declared) == "applies");
  requirement.law = "gdpr";
  CHECK(check(requirement, {}).starts_with("not declared"));
}

TEST_CASE("law of a later day is future, until that day or where one gets ready for it") {
  Requirement requirement;
  requirement.status = "future";
  requirement.applies_from = "2027-07-10";
  CHECK(check(requirement, {}) == "future: applies from 2027-07-10");
  CHECK(check(requirement, {}, "2027-07-10") == "applies");
  Declaration ready;
  ready.is_ready_for_future = true;
  CHECK(check(requirement, ready) == "applies");
  requirement.applies_from = "EIF+21m";
  CHECK(check(requirement, {}, "2031-01-01") ==
        "future: applies 21 months after its entry into force, which has no date");
  requirement.superseded_by = "6.4.2";
  CHECK(check(requirement, ready) == "not applicable: superseded by 6.4.2");
}
