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
  const Classifier classifier(policies.classes);
  return cloudformation_facts(units, policies.resources, {policies.settings, classifier});
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

TEST_CASE("a condition is decided by literals and by the defaults of parameters") {
  const std::string before =
      "Parameters:\n  Stage: {Type: String, Default: prod}\n  Region: {Type: String}\n"
      "Conditions:\n  Prod: !Equals [!Ref Stage, prod]\n  Never: !Not [!Equals [a, a]]\n"
      "  Both: !And [!Condition Prod, !Condition Never]\n  Either: !Or [!Condition Never, {Condition: "
      "Prod}]\n"
      "  Open: !Equals [!Ref Region, eu]\n  Circle: !Condition Circle\n  AndOpen: !And [!Condition Open, "
      "!Condition Never]\n";
  check("      StorageEncrypted: !If [Prod, true, false]\n", "true", before);
  check("      StorageEncrypted: !If [Both, true, false]\n", "false", before);
  check("      StorageEncrypted: !If [Either, true, false]\n", "true", before);
  check("      StorageEncrypted: !If [AndOpen, true, false]\n", "false", before);
  check("      StorageEncrypted: !If [Open, true, false]\n", "?(it depends on the condition `Open`)", before);
  check("      StorageEncrypted: !If [Circle, true, false]\n", "?(it depends on the condition `Circle`)",
        before);
}

TEST_CASE("a resource that a condition of literals leaves out is not there") {
  const std::string resource = "Resources:\n  Q: {Type: AWS::SQS::Queue, Condition: C}\n";
  CHECK(facts_of("t.yaml", "Conditions: {C: !Equals [a, b]}\n" + resource).size() == 0);
  CHECK(facts_of("t.yaml", "Conditions: {C: !Equals [a, a]}\n" + resource).size() == 1);
  CHECK(facts_of(
            "t.yaml",
            "Parameters: {P: {Type: String, Default: b}}\nConditions: {C: !Equals [a, !Ref P]}\n" + resource)
            .size() == 1);
}

TEST_CASE("a mapping is looked up, and counts without a key where all its entries agree") {
  const std::string before =
      "Parameters:\n  Stage: {Type: String, Default: prod}\n  Other: {Type: String}\n"
      "Mappings:\n  M:\n    prod: {Enc: true, Same: true}\n    dev: {Enc: false, Same: true}\n";
  check("      StorageEncrypted: !FindInMap [M, dev, Enc]\n", "false", before);
  check("      StorageEncrypted: !FindInMap [M, !Ref Stage, Enc]\n", "true", before);
  check("      StorageEncrypted: !FindInMap [M, !Ref Other, Same]\n", "true", before);
  check("      StorageEncrypted: !FindInMap [M, !Ref Other, Enc]\n", "?(parameter `Other` has no value)",
        before);
  check("      StorageEncrypted: !FindInMap [M, dev, None]\n", "?(mapping `M` has no such entry)", before);
  check("      StorageEncrypted: !FindInMap [N, dev, Enc]\n", "?(the mapping is not in the template)",
        before);
}

TEST_CASE("texts are taken apart and put together") {
  const std::string before = "Parameters:\n  L: {Type: CommaDelimitedList, Default: 'false,true'}\n";
  check("      StorageEncrypted: !Select [1, !Ref L]\n", "true", before);
  check("      StorageEncrypted: !Select [0, !Split [',', 'false,true']]\n", "false", before);
  check("      StorageEncrypted: !Select [7, [true]]\n", "?(`Fn::Select` is not evaluated)", before);
  check("      StorageEncrypted: !Join ['', [tr, ue]]\n", "true", before);
  check("      StorageEncrypted: !Sub ['${A}ue', {A: tr}]\n", "true", before);
  check("      StorageEncrypted: !Select [0, [!ImportValue x]]\n", "?(`Fn::ImportValue` is not evaluated)",
        before);
}

namespace {

// One attribute of the only fact of that kind.
std::string attribute(const std::string& resources, Kind kind, Attr attr) {
  const Facts facts = facts_of("t.yaml", "Resources:\n" + resources);
  std::string out;
  for (const Fact& fact : facts.all()) {
    if (fact.kind == kind) out += (out.empty() ? "" : ", ") + to_string(fact.value(attr));
  }
  return out;
}

}  // namespace

TEST_CASE("a bucket is public by its ACL or its policy, unless its access block is on") {
  const std::string policy =
      "  P:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n      Bucket: !Ref B\n"
      "      PolicyDocument: {Statement: [{Effect: Allow, Principal: '*', Action: 's3:GetObject', Resource: "
      "'*'}]}\n";
  const std::string blocked =
      "      PublicAccessBlockConfiguration: {BlockPublicAcls: true, IgnorePublicAcls: true, "
      "BlockPublicPolicy: true, "
      "RestrictPublicBuckets: true}\n";
  const std::string bucket = "  B:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: b\n";
  CHECK(attribute(bucket, Kind::store, Attr::public_) == "false");
  CHECK(attribute(bucket + policy, Kind::store, Attr::public_) == "true");
  CHECK(attribute(bucket + blocked + policy, Kind::store, Attr::public_) == "false");
  CHECK(attribute(bucket + "      AccessControl: PublicRead\n", Kind::store, Attr::public_) == "true");
  CHECK(attribute(bucket + "      PublicAccessBlockConfiguration: {BlockPublicAcls: true}\n" + policy,
                  Kind::store, Attr::public_) == "true");
  CHECK(attribute(bucket +
                      "      PublicAccessBlockConfiguration: !If [C, {BlockPublicPolicy: true}, !Ref "
                      "AWS::NoValue]\n" +
                      policy,
                  Kind::store,
                  Attr::public_) == "?(whether the access block overrides its policy is not known)");
}

TEST_CASE("queues and keys are open to whom their policy names") {
  const std::string open =
      "{Statement: [{Effect: Allow, Principal: {AWS: '*'}, Action: '*', Resource: '*'}]}\n";
  CHECK(attribute("  Q: {Type: AWS::SQS::Queue}\n  P:\n    Type: AWS::SQS::QueuePolicy\n    Properties:\n"
                  "      Queues: [!Ref Q]\n      PolicyDocument: " +
                      open,
                  Kind::store, Attr::public_) == "true");
  CHECK(attribute("  Q: {Type: AWS::SQS::Queue}\n", Kind::store, Attr::public_) == "false");
  CHECK(attribute("  K:\n    Type: AWS::KMS::Key\n    Properties:\n      KeyPolicy: " + open, Kind::key,
                  Attr::any_principal) == "true");
  CHECK(attribute("  K:\n    Type: AWS::KMS::Key\n    Properties:\n      KeyPolicy: !Ref Policy\n", Kind::key,
                  Attr::any_principal) == "?(`Policy` is known only when the stack is made)");
}

TEST_CASE("a security group without outbound rules lets everything out") {
  const std::string group = "  G: {Type: AWS::EC2::SecurityGroup}\n";
  CHECK(attribute(group, Kind::network_rule, Attr::any_address) == "true");
  CHECK(attribute(
            group +
                "  E:\n    Type: AWS::EC2::SecurityGroupEgress\n    Properties: {GroupId: !GetAtt G.GroupId, "
                "CidrIp: 10.0.0.0/8, IpProtocol: '-1'}\n",
            Kind::network_rule, Attr::any_address) == "false");
  CHECK(attribute(
            group + "  E:\n    Type: AWS::EC2::SecurityGroupEgress\n    Properties: {GroupId: !Ref Any, "
                    "CidrIp: 10.0.0.0/8, IpProtocol: '-1'}\n",
            Kind::network_rule, Attr::any_address) == "?(another rule of the template may be for it), false");
}

TEST_CASE("a credential is written where its default or its property is") {
  const auto kinds = [](const std::string& text) {
    const Facts facts = facts_of("t.yaml", text);
    std::string out;
    for (const Fact& fact : facts.all()) {
      if (fact.kind != Kind::secret) continue;
      out += (out.empty() ? "" : ", ") + std::string(fact.value(Attr::name).as_text()) + " " +
             to_string(fact.value(Attr::value_kind));
    }
    return out;
  };
  const std::string db =
      "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties: {MasterUserPassword: ";
  CHECK(kinds(db + "kdT6sn2b}\n") == "MasterUserPassword \"literal\"");
  CHECK(kinds(db + "'{{resolve:ssm-secure:db:1}}'}\n") == "MasterUserPassword \"reference\"");
  CHECK(kinds("Parameters: {DbPassword: {Type: String, NoEcho: true}}\n" + db + "!Ref DbPassword}\n") ==
        "MasterUserPassword \"reference\"");
  CHECK(kinds("Parameters: {DbPassword: {Type: String, Default: kdT6sn2b}}\n" + db + "!Ref DbPassword}\n") ==
        "DbPassword \"literal\"");
  CHECK(kinds("Parameters: {DbPassword: {Type: String, NoEcho: true, Default: kdT6sn2b}}\n" + db +
              "!Ref DbPassword}\n") == "DbPassword \"literal\", MasterUserPassword \"reference\"");
  CHECK(kinds(db + "!If [C, kdT6sn2b, !Ref P]}\n") ==
        "MasterUserPassword ?(it depends on the condition `C`)");
  CHECK(kinds(db + "!If [C, !Ref Q, !Ref P]}\n") == "MasterUserPassword \"reference\"");
  CHECK(kinds("Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: {Environment: {Variables: "
              "{API_TOKEN: kdT6sn2b, STAGE: prod}}}\n") == "API_TOKEN \"literal\"");
  CHECK(kinds("Resources:\n  P:\n    Type: AWS::RDS::DBParameterGroup\n    Properties: {Parameters: "
              "{old_passwords: "
              "'1'}}\n") == "");
}

TEST_CASE("a mapping without the entry has its default value") {
  const std::string maps = "Mappings:\n  Stage:\n    prod: {Enc: true}\n";
  check("      StorageEncrypted: !FindInMap [Stage, test, Enc, DefaultValue: false]\n", "false", maps);
  check("      StorageEncrypted: !FindInMap [Stage, prod, Enc, DefaultValue: false]\n", "true", maps);
  check("      StorageEncrypted: !FindInMap [Stage, !Ref AWS::Region, Enc, DefaultValue: true]\n", "true",
        maps);
}

TEST_CASE("a loop makes a resource for each of its values") {
  const Facts facts =
      facts_of("t.yaml",
               "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::Dbs:\n    - Name\n"
               "    - [Orders, Refunds]\n    - ${Name}Db:\n        Type: AWS::RDS::DBInstance\n"
               "        Properties:\n          Engine: !Ref Name\n          StorageEncrypted: false\n");
  REQUIRE(facts.size() == 2);
  CHECK(facts.all().front().symbol == "OrdersDb");
  CHECK(to_string(facts.all().back().value(Attr::engine)) == "\"Refunds\"");
}

TEST_CASE("what the default of a parameter leaves out may be there in another stack") {
  const Facts facts = facts_of(
      "t.yaml",
      "Parameters:\n  On: {Type: String, Default: 'no'}\nConditions:\n  IsOn: !Equals [!Ref On, 'yes']\n"
      "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Condition: IsOn\n");
  REQUIRE(facts.size() == 1);
  CHECK(to_string(facts.all().front().value(Attr::detail)) ==
        "\"it is made where the condition `IsOn` is met only, and by the defaults it is not\"");
}

TEST_CASE("what is said of all functions is said once") {
  const Facts facts = facts_of(
      "t.yaml",
      "Transform: AWS::Serverless-2016-10-31\nGlobals:\n  Function:\n    Environment:\n      Variables: "
      "{DB_PASSWORD: 'Amsel!Quitte84'}\nResources:\n  A: {Type: AWS::Serverless::Function}\n"
      "  B: {Type: AWS::Serverless::Function}\n");
  REQUIRE(facts.size() == 1);
  CHECK(to_string(facts.all().front().value(Attr::value_kind)) == "\"literal\"");
}

TEST_CASE("the own account is one, whatever its number") {
  const Facts facts = facts_of(
      "t.yaml",
      "Resources:\n  Key:\n    Type: AWS::KMS::Key\n    Properties:\n      KeyPolicy:\n        Statement:\n"
      "          - {Effect: Allow, Action: 'kms:*', Resource: '*', Principal: {AWS: !Sub "
      "'${AWS::AccountId}'}}\n");
  REQUIRE(facts.size() == 2);
  for (const Fact& fact : facts.all()) CHECK(to_string(fact.value(Attr::any_principal)) == "false");
}

TEST_CASE("policies of a function are documents and names alike") {
  const Facts facts = facts_of(
      "t.yaml",
      "Transform: AWS::Serverless-2016-10-31\nResources:\n  Pay:\n    Type: AWS::Serverless::Function\n"
      "    Properties:\n      Policies:\n        - AdministratorAccess\n        - "
      "AWSLambdaBasicExecutionRole\n"
      "        - S3ReadPolicy: {BucketName: receipts}\n"
      "        - Statement: [{Effect: Allow, Action: '*', Resource: '*'}]\n");
  std::string all;
  for (const Fact& fact : facts.all()) all += to_string(fact.value(Attr::wildcard_actions)) + " ";
  CHECK(all == "false true true ");
}

// kMaxLooped of resources.cc, kDeepestLoop of resources.cc
TEST_CASE("loops that make more, or are deeper, than is followed are a gap") {
  const auto gaps = [](const Facts& facts) {
    size_t count = 0;
    for (const Fact& fact : facts.all()) count += fact.kind == Kind::gap ? 1 : 0;
    return count;
  };
  const auto loop = [](size_t count) {
    std::string list;
    for (size_t i = 0; i < count; ++i) list += "n" + std::to_string(i) + ", ";
    return "Resources:\n  Fn::ForEach::All:\n    - Name\n    - [" + list +
           "]\n    - Queue${Name}: {Type: AWS::SQS::Queue}\n";
  };
  CHECK(gaps(facts_of("t.yaml", loop(3))) == 0);
  CHECK(gaps(facts_of("t.yaml", loop(1001))) == 1);
  std::string deep = "{Queue: {Type: AWS::SQS::Queue}}";
  for (int i = 0; i < 8; ++i) {
    const std::string name = std::to_string(i);
    deep = "{\"Fn::ForEach::L" + name + "\": [N" + name + ", [a], " + deep + "]}";
  }
  CHECK(gaps(facts_of("t.yaml", "Resources: {Plain: {Type: AWS::SQS::Queue}, " + deep.substr(1) + "\n")) ==
        1);
}

TEST_CASE("a trail that leaves out who did what is not known to be on") {
  const auto enabled = [](const std::string& properties) {
    const Facts facts = facts_of(
        "t.yaml", "Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Properties: {IsLogging: true" +
                      properties + "}\n");
    return to_string(facts.all().front().value(Attr::enabled)).substr(0, 4);
  };
  CHECK(enabled("") == "true");
  CHECK(enabled(", EventSelectors: [{ReadWriteType: All}]") == "true");
  CHECK(
      enabled(
          ", EventSelectors: [{IncludeManagementEvents: false, DataResources: [{Type: 'AWS::S3::Object'}]}]")
          [0] == '?');
  CHECK(enabled(", EventSelectors: [{ReadWriteType: WriteOnly}]")[0] == '?');
  CHECK(
      enabled(", AdvancedEventSelectors: [{FieldSelectors: [{Field: eventCategory, Equals: [Data]}]}]")[0] ==
      '?');
  CHECK(enabled(
            ", AdvancedEventSelectors: [{FieldSelectors: [{Field: eventCategory, Equals: [Management]}]}]") ==
        "true");
}

TEST_CASE("a resource of all parts is every resource, and one that is excepted may be") {
  const auto all = [](const std::string& statement) {
    const Facts facts =
        facts_of("t.yaml",
                 "Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n"
                 "      PolicyDocument:\n        Statement:\n          - {Effect: Allow, Action: '*', " +
                     statement + "}\n");
    return to_string(facts.all().front().value(Attr::wildcard_resources)).substr(0, 5);
  };
  CHECK(all("Resource: '*'") == "true");
  CHECK(all("Resource: 'arn:aws:*:*:*:*'") == "true");
  CHECK(all("Resource: !Sub 'arn:${AWS::Partition}:*:*:*:*'") == "true");
  CHECK(all("Resource: 'arn:aws:s3:::*'") == "false");
  CHECK(all("NotResource: 'arn:aws:s3:::b'")[0] == '?');
}
