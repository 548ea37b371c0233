#include "scanners/meaning/resources/attributes.h"

#include <catch2/catch.hpp>

#include "scanners/meaning/resources/policies.h"

using namespace payaudit;

namespace {

// What a model makes of `name: value` pairs, given as JSON.
void check(const AttributeModel& model, const std::string& json, const std::string& expected) {
  ConfigPool pool;
  Facts facts;
  const Config* body = parse_policy_text(json, {}, pool);
  REQUIRE(body != nullptr);
  Resource resource;
  resource.type = "aws_x";
  resource.body = body;
  CHECK(to_string(attribute_value(model, *body, resource, facts).value) == expected);
}

AttributeModel from(Attr attr, std::vector<std::string> paths, Transform transform = Transform::none) {
  AttributeModel model;
  model.attr = attr;
  model.from = std::move(paths);
  model.transform = transform;
  return model;
}

}  // namespace

TEST_CASE("paths walk lists, choose items by a key, and take the first that is there") {
  check(from(Attr::engine, {"a.b"}), R"({"a": [{"c": 1}, {"b": "x"}]})", "\"x\"");
  check(from(Attr::engine, {"p[name=k].v"}), R"({"p": [{"name": "j", "v": "1"}, {"name": "k", "v": "2"}]})",
        "\"2\"");
  check(from(Attr::engine, {"a", "b"}), R"({"a": null, "b": "x"})", "\"x\"");
  check(from(Attr::encrypted_at_rest, {"l[=audit]"}, Transform::present), R"({"l": ["api", "audit"]})",
        "true");
  check(from(Attr::encrypted_at_rest, {"l[=audit]"}, Transform::present), R"({"l": ["api"]})", "false");
}

TEST_CASE("a value of a map that the model does not know is unknown") {
  AttributeModel model = from(Attr::encrypted_at_rest, {"a", "b"});
  model.map = {{"yes", "true"}, {"ask", "next"}};
  check(model, R"({"a": "YES"})", "true");
  check(model, R"({"a": "maybe"})", "?(`maybe` is not a value known here)");
  check(model, R"({"a": "ask", "b": "yes"})", "true");
  model.map.emplace_back("*", "false");
  check(model, R"({"a": "maybe"})", "false");
}

TEST_CASE("any one address of all that are given counts") {
  const AttributeModel model = from(Attr::any_address, {"v4", "v6"}, Transform::any_cidr);
  check(model, R"({"v4": ["10.0.0.0/8"], "v6": ["::/0"]})", "true");
  check(model, R"({"v4": ["10.0.0.0/8"]})", "false");
  check(model, R"({"v4": ["1.0.0.0/0"]})", "true");
  check(model, R"({"v4": "10.0.0.0/8, 0.0.0.0/0,192.0.2.1/32"})", "true");
  check(model, R"({"v4": "10.0.0.0/8,192.0.2.0/24"})", "false");
  check(model, "{\"v4\": [\"10.0.0.0/8\", \"\xff\"]}", "?(a part of the text is not known)");
  check(model, "{\"v4\": [\"\xff\", \"0.0.0.0/0\"]}", "true");
}

TEST_CASE("a value of another type is unknown") {
  check(from(Attr::backup_days, {"a"}), R"({"a": "seven"})", "?(`seven` has another type than expected)");
  check(from(Attr::backup_days, {"a"}), R"({"a": "7"})", "7");
}

TEST_CASE("text that is not JSON is no policy, however deep") {
  ConfigPool pool;
  CHECK(parse_policy_text("{", {}, pool) == nullptr);
  CHECK(parse_policy_text("[1,]", {}, pool) == nullptr);
  CHECK(parse_policy_text(std::string(100'000, '['), {}, pool) == nullptr);
}
