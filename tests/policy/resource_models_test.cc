#include <catch2/catch.hpp>

#include "rules/policy/policies.h"
#include "rules/policy/yaml.h"

using namespace payaudit;

namespace {

Result<Policies> load(std::string text, int layer = 0, std::string more = {}) {
  std::vector<Document> documents = {*read_yaml("m.yaml", "models/resources/m.yaml", std::move(text))};
  if (!more.empty())
    documents.push_back(*read_yaml("n.yaml", "models/resources/n.yaml", std::move(more), layer));
  return load_policies(std::move(documents));
}

void check(std::string text, std::string_view expected_problem) {
  const auto policies = load(std::move(text));
  REQUIRE_FALSE(policies);
  CAPTURE(policies.error().message);
  CHECK(policies.error().message.find(expected_problem) != std::string::npos);
}

}  // namespace

TEST_CASE("a model says where attributes come from") {
  const auto policies = load(
      "aws_db_instance:\n"
      "  is: store\n"
      "  name: [identifier, id]\n"
      "  type: {const: database}\n"
      "  encrypted_at_rest: {from: storage_encrypted, default: false, since: AWS provider 1.0}\n"
      "  encryption_key: {from: [kms_key_id, key], transform: key_owner, map: {\"\": none}}\n");
  REQUIRE(policies);
  REQUIRE(policies->resources.by_type.size() == 1);
  const ResourceModel& model = policies->resources.by_type.begin()->second;
  CHECK(model.kind == Kind::store);
  CHECK(model.name_from == std::vector<std::string>{"identifier", "id"});
  REQUIRE(model.attributes.size() == 3);
  CHECK(model.attributes[0].constant == "database");
  CHECK(model.attributes[1].fallback == "false");
  CHECK(model.attributes[1].fallback_note == "AWS provider 1.0");
  CHECK(model.attributes[2].transform == Transform::key_owner);
  CHECK(model.attributes[2].map == std::vector<std::pair<std::string, std::string>>{{"", "none"}});
}

TEST_CASE("a resource may be several facts, and a side resource has the kind of what it extends") {
  const auto policies = load(
      "aws_lb: [{is: listener, port: {from: port}}, {is: store, type: {const: queue}}]\n"
      "aws_key_policy: {extends: aws_kms_key, by: key_id, rotation: {const: true}}\n"
      "aws_kms_key: {is: key, rotation: {from: enable_key_rotation, default: false}}\n"
      "aws_lb_size: {extends: aws_lb, by: lb, is: store, type: {const: topic}}\n");
  REQUIRE(policies);
  CHECK(policies->resources.by_type.find("aws_lb_size")->second.kind == Kind::store);
  CHECK(policies->resources.by_type.count("aws_lb") == 2);
  CHECK(policies->resources.by_type.find("aws_key_policy")->second.kind == Kind::key);
}

TEST_CASE("a higher layer replaces the models of a type") {
  const auto policies =
      load("a: [{is: store, type: {const: x}}, {is: key, name: n, enabled: {const: true}}]\n", 1,
           "a: {is: key, enabled: {const: false}}\n");
  REQUIRE(policies);
  REQUIRE(policies->resources.by_type.size() == 1);
  CHECK(policies->resources.by_type.begin()->second.attributes[0].constant == "false");
}

TEST_CASE("what is wrong in a model is told") {
  check("a: {is: stor, type: {const: x}}\n", "unknown fact kind 'stor'");
  check("a: {is: store, privileged: {const: true}}\n", "'store' has no attribute 'privileged'");
  check("a: {is: store, public: {const: maybe}}\n",
        "'maybe' is no value of 'public', which is true or false");
  check("a: {is: store, backup_days: {from: x, default: none}}\n", "which is a whole number");
  check("a: {is: store, public: {from: x, const: true}}\n", "either 'const' or 'from'");
  check("a: {is: store, public: {from: x, transform: invert}}\n", "unknown transform 'invert'");
  check("a: {extends: b, type: {const: x}}\n", "both or neither");
}
