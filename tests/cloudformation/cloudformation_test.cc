#include "scanners/meaning/cloudformation/cloudformation.h"

#include <catch2/catch.hpp>

#include <stdexcept>

#include "rules/policy/embedded.h"
#include "rules/policy/pack.h"
#include "rules/policy/policies.h"
#include "scanners/syntax/json/json.h"
#include "scanners/syntax/yaml/yaml.h"

using namespace payaudit;

namespace {

Facts facts_of(const std::string& path, const std::string& text) {
  static const Policies policies = [] {
    auto loaded = load_policies(*unpack(embedded_policies()));
    if (!loaded) throw std::runtime_error(loaded.error().message);
    return *std::move(loaded);
  }();
  SourceMap sources;
  Units units;
  units.sources = &sources;
  Unit unit;
  unit.file = sources.add(path, text);
  unit.form = path.ends_with(".json") ? read_json(sources[unit.file]) : read_yaml(sources[unit.file]);
  units.units.push_back(std::move(unit));
  return cloudformation_facts(units, policies.resources, Classifier(policies.classes));
}

// `encrypted_at_rest` of an RDS instance with these properties.
void check(const std::string& properties, const std::string& expected, const std::string& before = "") {
  const Facts facts = facts_of(
      "t.yaml", before + "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n" + properties);
  REQUIRE(facts.size() == 1);
  CHECK(to_string(facts.all().front().value(Attr::encrypted_at_rest)) == expected);
}

}  // namespace

TEST_CASE("properties are read from YAML and JSON alike") {
  check("      StorageEncrypted: true\n", "true");
  check("      StorageEncrypted: 'false'\n", "false");
  check("      Engine: mysql\n", "false");
  const Facts facts = facts_of("t.json", R"({"Resources": {"Db": {"Type": "AWS::RDS::DBInstance",
      "Properties": {"StorageEncrypted": true}}}})");
  REQUIRE(facts.size() == 1);
  CHECK(to_string(facts.all().front().value(Attr::encrypted_at_rest)) == "true");
}

TEST_CASE("a parameter counts by its default, and is unknown without one") {
  check("      StorageEncrypted: !Ref Enc\n", "true",
        "Parameters:\n  Enc: {Type: String, Default: 'true'}\n");
  check("      StorageEncrypted: {Ref: Enc}\n", "?(parameter `Enc` has no value)",
        "Parameters:\n  Enc: {Type: String}\n");
  check("      StorageEncrypted: !Ref Enc\n", "?(parameter `Enc` is not to be shown)",
        "Parameters:\n  Enc: {Type: String, Default: 'true', NoEcho: true}\n");
}

TEST_CASE("what a condition decides is unknown unless both sides agree") {
  check("      StorageEncrypted: !If [C, true, false]\n", "?(it depends on the condition `C`)");
  check("      StorageEncrypted: !If [C, true, true]\n", "true");
  check("      StorageEncrypted: !Ref AWS::NoValue\n", "false");
}

TEST_CASE("a key of the template is the customer's") {
  const Facts facts =
      facts_of("t.yaml",
               "Resources:\n  K:\n    Type: AWS::KMS::Key\n  Db:\n    Type: AWS::RDS::DBInstance\n"
               "    Properties:\n      KmsKeyId: !GetAtt K.Arn\n");
  CHECK(to_string(facts.all().back().value(Attr::encryption_key)) == "\"customer\"");
}

TEST_CASE("statements of policies are facts") {
  const Facts facts =
      facts_of("t.yaml",
               "Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n"
               "      PolicyDocument:\n        Statement:\n          - {Sid: A, Effect: Allow, Action: '*', "
               "Resource: !Sub 'arn:aws:s3:::${B}/*'}\n");
  REQUIRE(facts.size() == 1);
  CHECK(facts.all().front().symbol == "P#A");
  CHECK(facts.all().front().value(Attr::wildcard_actions).as_boolean());
  CHECK_FALSE(facts.all().front().value(Attr::wildcard_resources).as_boolean());
}

TEST_CASE("a file that is no template gives no facts") {
  CHECK(facts_of("t.yaml", "Resources:\n  - a\n").size() == 0);
  CHECK(facts_of("t.yaml", "kind: Pod\n").size() == 0);
}
