// Requirement by requirement, from tests/checker/requirements: a small tree, what its owner declares, the
// day, and how the row and each of its parts have to stand. One file is a family of rows.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>

#include "checker/audit/audit.h"
#include "reports/coverage/coverage_writers.h"
#include "rules/policy/yaml.h"
#include "tests/checker/folder.h"
#include "tests/golden.h"

using namespace payaudit;

namespace {

constexpr std::string_view kDay = "2026-11-29";

std::string text_of(YamlNode node, std::string_view key, std::string_view fallback = {}) {
  const auto value = node.find(key);
  return std::string(value ? value->text() : fallback);
}

const RequirementEntry* find_row(const Report& report, std::string_view framework, std::string_view id) {
  for (const FrameworkEntry& each : report.frameworks) {
    for (const RequirementEntry& row : each.requirements) {
      if (each.id == framework && row.id == id) return &row;
    }
  }
  return nullptr;
}

// "violation [nothing found, violation, record]"
std::string standing(const RequirementEntry& row) {
  std::vector<std::string_view> legs;
  if (row.is_judged) {
    for (const LegEntry& leg : row.legs) legs.push_back(state_of(leg, row));
  }
  return fmt::format("{} [{}]", state_of(row), fmt::join(legs, ", "));
}

std::string expected(YamlNode want) {
  std::vector<std::string_view> legs;
  if (const auto list = want.find("legs")) {
    for (size_t i = 0; i < list->size(); ++i) legs.push_back(list->item(i).text());
  }
  return fmt::format("{} [{}]", text_of(want, "state"), fmt::join(legs, ", "));
}

void check_case(YamlNode each) {
  const Folder folder;
  if (const auto files = each.find("files")) {
    for (size_t i = 0; i < files->size(); ++i)
      folder.write(std::string(files->key(i).text()), files->value(i).text());
  }
  folder.write("payaudit.yaml", "version: 1\n" + text_of(each, "declares"));
  AuditOptions options;
  options.paths = {folder.path()};
  options.on = text_of(each, "on", kDay);
  const auto audit = run_audit(options, true);
  INFO(each.body().path << ':' << each.line() << ": " << text_of(each, "name"));
  if (!audit) FAIL(audit.error().message);
  const auto wanted = each.find("expect");
  REQUIRE(wanted);
  REQUIRE(wanted->size() > 0);
  for (size_t i = 0; i < wanted->size(); ++i) {
    const YamlNode want = wanted->item(i);
    const std::string id = text_of(want, "requirement");
    const RequirementEntry* row = find_row((*audit)->report, text_of(want, "framework", "pci-dss"), id);
    INFO(id);
    REQUIRE(row != nullptr);
    if (want.find("legs")) {
      CHECK(standing(*row) == expected(want));
    } else {
      CHECK(std::string(state_of(*row)) == text_of(want, "state"));
    }
  }
}

std::vector<std::filesystem::path> case_files() {
  std::vector<std::filesystem::path> files;
  const auto folder = std::filesystem::path(PAYAUDIT_ROOT) / "tests/checker/requirements";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

// All cases of the files whose name begins so.
void check_family(std::string_view prefix) {
  size_t count = 0;
  for (const std::filesystem::path& file : case_files()) {
    if (!file.filename().string().starts_with(prefix)) continue;
    const auto document = read_yaml(file.filename().string(), file.filename().string(), read_test_file(file));
    if (!document) FAIL(document.error().message);
    const YamlNode cases = document->root();
    for (size_t i = 0; i < cases.size(); ++i) check_case(cases.item(i));
    count += cases.size();
  }
  CHECK(count > 0);
}

constexpr std::string_view kFamilies[] = {"pci-3", "pci-4", "pci-6", "pci-7", "pci-8", "pci-1",
                                          "pci-a", "rts-",  "dora",  "ipr",   "aml-",  "residency-"};

}  // namespace

TEST_CASE("requirements of PCI DSS 3: stored account data") {
  check_family("pci-3");
}
TEST_CASE("requirements of PCI DSS 4: transmission") {
  check_family("pci-4");
}
TEST_CASE("requirements of PCI DSS 6: software and payment pages") {
  check_family("pci-6");
}
TEST_CASE("requirements of PCI DSS 7: access by need") {
  check_family("pci-7");
}
TEST_CASE("requirements of PCI DSS 8: identities and logins") {
  check_family("pci-8");
}
TEST_CASE("requirements of PCI DSS 10 to 12: logs, tests, organisation") {
  check_family("pci-1");
}
TEST_CASE("requirements of the RTS on strong customer authentication") {
  check_family("rts-");
}
TEST_CASE("requirements of DORA") {
  check_family("dora");
}
TEST_CASE("requirements of instant payments") {
  check_family("ipr");
}
TEST_CASE("requirements of anti-money-laundering law") {
  check_family("aml-");
}
TEST_CASE("requirements of PCI DSS A: appendices for some roles") {
  check_family("pci-a");
}

TEST_CASE("requirements of laws on the place of data") {
  check_family("residency-");
}

TEST_CASE("every file of requirements is run") {
  for (const std::filesystem::path& file : case_files()) {
    const std::string name = file.filename().string();
    INFO(name);
    CHECK(std::any_of(std::begin(kFamilies), std::end(kFamilies),
                      [&](std::string_view prefix) { return name.starts_with(prefix); }));
  }
}
