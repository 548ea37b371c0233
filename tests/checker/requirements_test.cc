// Requirement by requirement: a small tree, what its owner declares, and how the row has to stand.
#include <catch2/catch.hpp>

#include "checker/audit/audit.h"
#include "reports/coverage/coverage_writers.h"
#include "tests/checker/folder.h"

using namespace payaudit;

namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

// The states of the rows, parted by commas; `declares`: payaudit.yaml.
std::string check(const Files& files, const std::string& declares, std::string_view framework,
                  std::initializer_list<std::string_view> rows, std::string_view on = "2026-11-29") {
  const Folder folder;
  for (const auto& [name, text] : files) folder.write(name, text);
  folder.write("payaudit.yaml", "version: 1\n" + declares);
  AuditOptions options;
  options.paths = {folder.path()};
  options.on = on;
  const auto audit = run_audit(options, true);
  if (!audit) return audit.error().message;
  std::string told;
  for (const std::string_view wanted : rows) {
    std::string state = "no such row";
    for (const FrameworkEntry& each : (*audit)->report.frameworks) {
      for (const RequirementEntry& row : each.requirements) {
        if (each.id == framework && row.id == wanted) state = state_of(row);
      }
    }
    told += (told.empty() ? "" : ", ") + state;
  }
  return told;
}

const Files kCvvInLog = {{"Pay.java",
                          "import org.slf4j.Logger;\nclass Pay {\n  private Logger log;\n"
                          "  void pay(String cvv) { log.info(\"code {}\", cvv); }\n}\n"}};
const Files kCvvColumn = {{"V1__card.sql", "CREATE TABLE card (id BIGINT PRIMARY KEY, cvv VARCHAR(4));\n"}};
const Files kPanColumn = {
    {"V1__card.sql", "CREATE TABLE card (id BIGINT PRIMARY KEY, card_number VARCHAR(19));\n"}};
const Files kOwnerThreshold = {
    {"owners.py", "def is_beneficial_owner(ownership_percent):\n    return ownership_percent > 25\n"}};
const Files kMerchantPool = {{"pool.tf",
                              "resource \"aws_cognito_user_pool\" \"customers\" {\n  name = \"customers\"\n"
                              "  mfa_configuration = \"OFF\"\n}\n"}};

}  // namespace

TEST_CASE("3.3.1: a security code counts for its own row, wherever it gets") {
  CHECK(check(kCvvInLog, "", "pci-dss", {"3.3.1.1", "3.3.1.2", "3.3.1.3"}) ==
        "nothing found, violation, nothing found");
  CHECK(check(kCvvColumn, "", "pci-dss", {"3.3.1.2"}) == "violation");
}

TEST_CASE("3.3.3: who issues is asked, and a merchant is not") {
  CHECK(check(kCvvColumn, "roles: [merchant]\n", "pci-dss", {"3.3.3"}) == "not applicable");
  CHECK(check(kCvvColumn, "roles: [issuer]\n", "pci-dss", {"3.3.3"}) != "not applicable");
}

TEST_CASE("3.5.1: a clear column breaks it, and is no matter of the disk's encryption") {
  CHECK(check(kPanColumn, "", "pci-dss", {"3.5.1", "3.5.1.2"}) == "violation, nothing found");
}

TEST_CASE("6.4.3: a merchant of SAQ A is asked for other things") {
  CHECK(check({}, "roles: [merchant]\nsaq: A\nenvironment: {ecommerce: true}\n", "pci-dss",
              {"6.4.3", "11.6.1"}) == "not applicable, not applicable");
  CHECK(check({}, "roles: [merchant]\nsaq: A-EP\nenvironment: {ecommerce: true}\n", "pci-dss", {"6.4.3"}) !=
        "not applicable");
}

TEST_CASE("6.4.1: a superseded row says so") {
  CHECK(check({}, "", "pci-dss", {"6.4.1", "8.3.10", "10.7.1"}) == "superseded, superseded, superseded");
}

TEST_CASE("8.4: logins of customers are no matter of it, and 97(1) is a payment provider's") {
  CHECK(check(kMerchantPool, "roles: [merchant]\njurisdictions: [EU]\n", "pci-dss", {"8.4.2"}) !=
        "violation");
  CHECK(check(kMerchantPool, "roles: [merchant]\njurisdictions: [EU]\n", "psd2-rts", {"PSD2 97(1)"}) ==
        "not applicable");
}

TEST_CASE("A1, A3: rows of multi-tenant providers and designated entities bind nobody else") {
  CHECK(check({}, "roles: [merchant]\n", "pci-dss", {"A1.1.3", "A3.2.5"}) ==
        "not applicable, not applicable");
  CHECK(check({}, "roles: [merchant, designated-entity]\n", "pci-dss", {"A3.2.5"}) != "not applicable");
}

TEST_CASE("DORA binds financial entities, from its day on") {
  CHECK(check({}, "roles: [merchant]\njurisdictions: [EU]\n", "dora", {"DORA 11-12"}) == "not applicable");
  CHECK(check({}, "roles: [payment-institution]\njurisdictions: [EU]\n", "dora", {"DORA 11-12"}) !=
        "not applicable");
  CHECK(check({}, "roles: [payment-institution]\njurisdictions: [EU]\n", "dora", {"DORA 11-12"},
              "2025-01-16") == "future");
}

TEST_CASE(
    "beneficial owners: more than a quarter is lawful in the Union today, and is not from July 2027 on") {
  const std::string bank = "roles: [obliged-entity]\n";
  CHECK(check(kOwnerThreshold, bank + "jurisdictions: [EU]\n", "aml-kyc", {"AMLR 51-63"}) == "future");
  CHECK(check(kOwnerThreshold, bank + "jurisdictions: [EU]\n", "aml-kyc", {"AMLR 51-63"}, "2027-07-10") ==
        "violation");
  CHECK(check(kOwnerThreshold, bank + "jurisdictions: [GB]\n", "aml-kyc",
              {"AMLR 51-63", "31 CFR 1010.230"}) == "not applicable, not applicable");
  CHECK(check(kOwnerThreshold, bank + "jurisdictions: [US]\n", "aml-kyc", {"31 CFR 1010.230"}) ==
        "violation");
}
