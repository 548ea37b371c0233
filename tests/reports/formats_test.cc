// The goldens, judged by validators that are not ours. Where these are not installed, that is said.
#include <fmt/format.h>

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>

using namespace std::filesystem;

namespace {

const path kRoot = PAYAUDIT_ROOT;
const std::string kGoldens = (kRoot / "tests/reports/golden").string();

// Runs a command in a shell at the root of the repository; false if its status is not 0.
bool runs(const std::string& command) {
  return std::system(fmt::format("cd '{}' && {}", kRoot.string(), command).c_str()) == 0;
}

bool has_validators() {
  if (exists(kRoot / "node_modules/ajv") && runs("node --version >/dev/null 2>&1")) return true;
  WARN("skipped: node or node_modules is missing; run ci/setup");
  return false;
}

void check(const path& schema, const std::string& files) {
  if (!has_validators()) return;
  if (!exists(schema)) {
    WARN("skipped: there is no " << schema.filename().string() << " beside the repository");
    return;
  }
  CHECK(runs(fmt::format("node ci/schema-check.mjs '{}' '{}'/{}", schema.string(), kGoldens, files)));
}

}  // namespace

TEST_CASE("the json report is what its schema says") {
  check(kRoot / "docs/schemas/payaudit-report-1.json", "*.json");
}

TEST_CASE("the SARIF files are what the standard's schema says") {
  check(kRoot / "../shared/schemas/sarif-schema-2.1.0.json", "*.sarif");
}

TEST_CASE("the SARIF files are what GitHub's copy of the schema says") {
  check(kRoot / "../shared/schemas/sarif-schema-gh.json", "*.sarif");
}

TEST_CASE("the SARIF multitool finds no error in the SARIF files") {
  if (!has_validators()) return;
  if (!exists(kRoot / "node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool")) {
    WARN("skipped: the SARIF multitool is missing; run ci/setup");
    return;
  }
  CHECK(runs(fmt::format("ci/sarif-check '{}'/*.sarif", kGoldens)));
}
