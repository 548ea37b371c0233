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
