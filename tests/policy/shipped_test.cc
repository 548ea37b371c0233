#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include "rules/policy/policies.h"
#include "tests/policy/policy_files.h"

using namespace payaudit;

namespace {

Policies shipped() {
  auto policies = load_policies(policy_files());
  if (!policies) throw std::runtime_error(policies.error().message);
  return *std::move(policies);
}

}  // namespace

TEST_CASE("the policies that are shipped load") {
  const Policies policies = shipped();
  CHECK(policies.rules.find("container-privileged") != nullptr);
  CHECK(policies.catalog.size() >= 7);
  CHECK(policies.classes.classes.size() >= 20);
  CHECK(policies.places.regions.at("aws").at("eu-central-1").countries == std::vector<std::string>{"DE"});
  CHECK(policies.places.adequacy.at("EU").size() >= 15);
  CHECK(policies.places.adequacy.count("GB") == 1);
}

TEST_CASE("PCI DSS is there in full") {
  const Policies policies = shipped();
  const auto at = std::find_if(policies.catalog.begin(), policies.catalog.end(),
                               [](const Framework& framework) { return framework.id == "pci-dss"; });
  REQUIRE(at != policies.catalog.end());
  CHECK(at->requirements.size() == 280);
  REQUIRE(at->find("3.3.1.2") != nullptr);
  CHECK(at->find("6.4.1")->superseded_by == "6.4.2");
}

TEST_CASE("every rule has examples with names of their own") {
  const Policies policies = shipped();
  std::set<std::string> names;
  for (const RuleExample& example : examples_of(policies)) CHECK(names.insert(example.name).second);
  CHECK(names.size() >= 2 * policies.rules.rules.size());
}
