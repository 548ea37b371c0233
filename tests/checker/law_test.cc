#include "checker/audit/law.h"

#include <catch2/catch.hpp>

#include "checker/audit/tables.h"

using namespace payaudit;

namespace {

const Policies& policies() {
  static const auto tables = load_tables({});
  REQUIRE(tables);
  return (*tables)->policies;
}

Settings settings(std::string profile, std::vector<std::string> roles = {},
                  std::vector<std::string> jurisdictions = {}) {
  Settings settings;
  settings.path = "payaudit.yaml";
  settings.profile = std::move(profile);
  settings.roles = std::move(roles);
  settings.jurisdictions = std::move(jurisdictions);
  return settings;
}

BearsOn row(std::string_view framework, std::string_view requirement) {
  for (uint32_t f = 0; f < policies().catalog.size(); ++f) {
    const Framework& each = policies().catalog[f];
    for (uint32_t r = 0; each.id == framework && r < each.requirements.size(); ++r) {
      if (each.requirements[r].id == requirement) return {f, r};
    }
  }
  FAIL("no row " << framework << " " << requirement);
  return {};
}

// A violation that bears on the rows: its verdict and severity, and how many of them it keeps.
std::string check(Settings declared, std::vector<BearsOn> rows) {
  const auto declaration = declare(declared, policies());
  REQUIRE(declaration);
  std::vector<Finding> findings(1);
  findings[0].severity = Severity::high;
  findings[0].bears_on = std::move(rows);
  apply_law(findings, policies(), law_of(policies(), declared, *declaration, "2026-11-29"));
  return std::string(word(findings[0].verdict)) + " " + std::string(word(findings[0].severity)) + " " +
         std::to_string(findings[0].bears_on.size());
}

}  // namespace

TEST_CASE("a finding keeps the rows that bind, and is not applicable without any") {
  const BearsOn dora = row("dora", "DORA 11-12");
  const BearsOn pan = row("pci-dss", "3.5.1");
  CHECK(check(settings("eu-merchant"), {dora}) == "not-applicable high 0");
  CHECK(check(settings("eu-merchant"), {dora, pan}) == "violation high 1");
  CHECK(check(settings("eu-psp"), {dora, pan}) == "violation high 2");
  CHECK(check(settings(""), {dora}) == "violation high 1");
  CHECK(check(settings(""), {}) == "violation high 0");
}

TEST_CASE("law that applies later is information, and gates where one gets ready for it") {
  const BearsOn amlr = row("aml-kyc", "AMLR 51-63");
  CHECK(check(settings("", {"obliged-entity"}, {"EU"}), {amlr}) == "violation info 1");
  CHECK(check(settings("readiness", {"obliged-entity"}, {"EU"}), {amlr}) == "violation high 1");
  CHECK(check(settings("", {"obliged-entity"}, {"GB"}), {amlr}) == "not-applicable high 0");
}

TEST_CASE("a state of the Union is of the Union, and a profile stands in for what is not declared") {
  Settings german = settings("", {}, {"DE"});
  const auto declared = declare(german, policies());
  REQUIRE(declared);
  CHECK(declared->jurisdictions == std::set<std::string, std::less<>>{"DE", "EU"});
  Settings merchant = settings("eu-merchant");
  const auto by_profile = declare(merchant, policies());
  REQUIRE(by_profile);
  CHECK(by_profile->roles == std::vector<std::string>{"merchant"});
  CHECK(by_profile->roles_by == "profile eu-merchant");
}

TEST_CASE("a word that nobody knows is an error with what was meant") {
  Settings wrong = settings("", {"merchnt"});
  const auto declared = declare(wrong, policies());
  REQUIRE_FALSE(declared);
  CHECK(declared.error().message == "payaudit.yaml: roles: 'merchnt' is not known; did you mean 'merchant'?");
}
