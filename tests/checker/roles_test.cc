// The example shop as eight owners: whom the law binds decides, and nothing else.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "checker/audit/audit.h"
#include "reports/coverage/coverage_writers.h"
#include "tests/checker/folder.h"
#include "tests/golden.h"

using namespace payaudit;

namespace {

struct Owner {
  std::string_view name;
  std::string declares;  // in place of profile and jurisdictions
};

const std::vector<Owner>& owners() {
  static const std::vector<Owner> all = {
      {"nothing declared", ""},
      {"EU merchant", "profile: eu-merchant\n"},
      {"EU merchant, SAQ A",
       "profile: eu-merchant\nsaq: A\nenvironment: {ecommerce: true, wireless: false, poi-devices: false, "
       "segmentation: false, disk-encryption: false, customized-approach: false}\n"},
      {"EU PSP", "profile: eu-psp\n"},
      {"UK merchant", "roles: [merchant]\njurisdictions: [GB]\n"},
      {"US issuer", "roles: [issuer, service-provider, obliged-entity]\njurisdictions: [US]\n"},
      {"DE acquirer",
       "roles: [payment-institution, acquirer, obliged-entity, financial-entity]\njurisdictions: [DE]\n"},
      {"EU PSP getting ready",
       "profile: readiness\nroles: [payment-institution, account-servicing, payment-initiation, "
       "account-information, "
       "service-provider, obliged-entity, financial-entity]\njurisdictions: [EU]\n"},
  };
  return all;
}

// The shop without what its own settings say of its owner.
std::string shop_settings() {
  std::istringstream lines(
      read_test_file(std::filesystem::path(PAYAUDIT_ROOT) / "examples/webshop/payaudit.yaml"));
  std::string kept;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("profile:") && !line.starts_with("jurisdictions:")) kept += line + '\n';
  }
  return kept;
}

}  // namespace

TEST_CASE("the shop stands differently for eight owners, by the law that binds each") {
  const Folder folder;
  std::filesystem::copy(std::filesystem::path(PAYAUDIT_ROOT) / "examples/webshop", folder.path(),
                        std::filesystem::copy_options::recursive);
  std::vector<std::vector<std::string>> states;  // of each requirement, by owner
  std::vector<std::string> names;
  for (const Owner& owner : owners()) {
    folder.write("payaudit.yaml", shop_settings() + owner.declares);
    AuditOptions options;
    options.paths = {folder.path()};
    options.on = "2026-11-29";
    const auto audit = run_audit(options, true);
    REQUIRE(audit);
    size_t row = 0;
    for (const FrameworkEntry& framework : (*audit)->report.frameworks) {
      for (const RequirementEntry& requirement : framework.requirements) {
        if (row == states.size()) {
          states.emplace_back();
          names.push_back(framework.id + '\t' + requirement.id);
        }
        states[row++].emplace_back(state_of(requirement));
      }
    }
  }
  std::string table = "framework\trequirement";
  for (const Owner& owner : owners()) table += '\t' + std::string(owner.name);
  table += '\n';
  for (size_t row = 0; row < states.size(); ++row) {
    table += names[row];
    for (const std::string& state : states[row]) table += '\t' + state;
    table += '\n';
  }
  CHECK(table == golden("checker/golden/webshop-owners.tsv", table));
}

TEST_CASE("with nothing declared the report says once what to declare") {
  const Folder folder;
  folder.write("a.sql", "CREATE TABLE card (id BIGINT, card_number VARCHAR(19));\n");
  AuditOptions options;
  options.paths = {folder.path()};
  const auto audit = run_audit(options, true);
  REQUIRE(audit);
  const std::vector<std::string>& notes = (*audit)->report.notes;
  CHECK(std::count_if(notes.begin(), notes.end(), [](const std::string& note) {
          return note.find("requirements may bind") != std::string::npos &&
                 note.find("`roles`") != std::string::npos &&
                 note.find("`jurisdictions`") != std::string::npos;
        }) == 1);
}
