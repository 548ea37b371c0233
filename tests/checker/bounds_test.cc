// What one beyond each bound of readers and evaluators says in the whole pipeline: a gap of the file, or an
// attribute that is not known. Bounds of parts that have a file of tests for them stand there.
#include <algorithm>
#include <string>

#include <catch2/catch.hpp>

#include "checker/audit/audit.h"
#include "checker/audit/coverage.h"

using namespace payaudit;

namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

std::string times(size_t count, const std::string& text) {
  std::string all;
  for (size_t i = 0; i < count; ++i) all += text;
  return all;
}

// Lists with a number in each item: `numbered(2, "a# ")` is "a0 a1 ".
std::string numbered(size_t count, const std::string& text) {
  std::string all;
  for (size_t i = 0; i < count; ++i) {
    std::string one = text;
    for (size_t at = one.find('#'); at != std::string::npos; at = one.find('#', at))
      one.replace(at, 1, std::to_string(i));
    all += one;
  }
  return all;
}

struct Read {
  Facts facts;
  std::vector<GapEntry> gaps;
};

Read read(const Files& files) {
  static const auto tables = load_tables({});
  REQUIRE(tables);
  Corpus corpus;
  read_texts(files, **tables, corpus);
  Read out;
  out.facts = make_facts(corpus.units, **tables, {}, 1);
  out.gaps = collect_gaps(corpus, out.facts, {});
  return out;
}

bool has_limit(const Files& files) {
  const std::vector<GapEntry> gaps = read(files).gaps;
  return std::any_of(gaps.begin(), gaps.end(), [](const GapEntry& gap) { return gap.reason == "limit"; });
}

// The values that facts of a kind have for an attribute, one a line.
std::string values(const Files& files, Kind kind, Attr attribute) {
  const Read out = read(files);
  std::string all;
  for (const Fact& fact : out.facts.all()) {
    if (fact.kind == kind) all += to_string(fact.value(attribute)) + "\n";
  }
  return all;
}

std::string encrypted(const std::string& expression, const std::string& before = {}) {
  return values({{"main.tf", before +
                                 "resource \"aws_db_instance\" \"a\" {\n  engine = \"postgres\"\n  "
                                 "storage_encrypted = " +
                                 expression + "\n}\n"}},
                Kind::store, Attr::encrypted_at_rest);
}

}  // namespace

// kMaxDepth of json.cc, kMaxDepth of builder.h, kMaxDepth of xml.cc, kMaxDepth of toml.cc, kMaxDepth of
// html.cc, kMaxDepth of calls.cc
TEST_CASE("what nests deeper than its reader follows is a gap") {
  CHECK(has_limit({{"a.json", times(501, "[") + times(501, "]")}}));
  CHECK(has_limit({{"application.yml", "a: " + times(201, "[") + times(201, "]")}}));
  CHECK(has_limit({{"web.xml", times(202, "<a>") + times(202, "</a>")}}));
  CHECK(has_limit({{"a.toml", times(202, "a.") + "b = 1\n"}}));
  CHECK(has_limit({{"a.html", times(510, "<div>")}}));
  CHECK(has_limit({{"a.sql", "INSERT INTO t(a) VALUES (" + times(40, "f(") + "1" + times(40, ")") + ");"}}));
  CHECK_FALSE(has_limit({{"a.json", times(50, "[") + times(50, "]")}}));
  CHECK_FALSE(has_limit({{"a.html", times(50, "<div>")}}));
}

// kMaxStarts of yaml.cc
TEST_CASE("documents with errors, more than are looked at, are a gap") {
  CHECK(has_limit({{"k8s.yaml", times(70, "a: [\n---\n")}}));
  CHECK_FALSE(has_limit({{"k8s.yaml", times(3, "a: [\n---\n")}}));
}

// kMostActions of template_actions.h
TEST_CASE("a template with more actions than are followed is a gap") {
  CHECK(has_limit({{"a.json.j2", "{\"a\": [" + times(2001, "\"{{ x }}\", ") + "1]}"}}));
  CHECK_FALSE(has_limit({{"a.json.j2", "{\"a\": [" + times(20, "\"{{ x }}\", ") + "1]}"}}));
}

// kMostSiblings of columns.cc, kMostSiblings of classifier.cc
TEST_CASE("a table with more columns than stand beside each other is a gap") {
  CHECK(has_limit({{"a.sql", "CREATE TABLE t (" + numbered(201, "c# int, ") + "d int);"}}));
  CHECK_FALSE(has_limit({{"a.sql", "CREATE TABLE t (" + numbered(20, "c# int, ") + "d int);"}}));
}

// kMaxTerraformItems of functions.h, kMaxDepth of evaluate.cc
TEST_CASE("Terraform: lists longer, and values deeper, than are worked out are not known") {
  CHECK(encrypted("length(range(10)) > 5") == "true\n");
  CHECK(encrypted("length(range(20000)) > 5")[0] == '?');
  CHECK(encrypted("length(concat(range(9000), range(9000))) == 18000")[0] == '?');
  CHECK(encrypted(times(3, "!(") + "false" + times(3, ")")) == "true\n");
  CHECK(encrypted(times(310, "!(") + "true" + times(310, ")"))[0] == '?');
}

// kMaxRepetitions of instances.cc, kMaxCalls of modules.cc
TEST_CASE("Terraform: more repetitions or calls than are told apart are one that is not known") {
  const auto each = [](size_t count) {
    return values(
        {{"main.tf", "resource \"aws_db_instance\" \"a\" {\n  for_each = toset([" +
                         numbered(count, "\"k#\", ") +
                         "])\n  engine = \"postgres\"\n  storage_encrypted = each.key == \"k1\"\n}\n"}},
        Kind::store, Attr::encrypted_at_rest);
  };
  CHECK(each(2) == "false\ntrue\n");
  CHECK(each(65)[0] == '?');
  const auto calls = [](size_t count) {
    return values({{"main.tf", numbered(count, "module \"m#\" {\n  source = \"./m\"\n  enc = # == 1\n}\n")},
                   {"m/main.tf",
                    "variable \"enc\" {}\nresource \"aws_db_instance\" \"a\" {\n  engine = \"postgres\"\n"
                    "  storage_encrypted = var.enc\n}\n"}},
                  Kind::store, Attr::encrypted_at_rest);
  };
  CHECK(calls(2).find("true") != std::string::npos);
  CHECK(calls(70).find("true") == std::string::npos);
}

// kMaxBraceDepth of template_file.cc
TEST_CASE("Terraform: a template whose expressions are deeper than is read is not known") {
  const auto wildcard = [](size_t depth) {
    return values(
        {{"main.tf",
          "resource \"aws_iam_policy\" \"a\" {\n  policy = templatefile(\"p.json\", {x = \"S3:*\"})\n}\n"},
         {"p.json", "{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"${" + times(depth, "lower(") +
                        "x" + times(depth, ")") + "}\", \"Resource\": \"*\"}]}"}},
        Kind::identity_policy, Attr::wildcard_actions);
  };
  CHECK(wildcard(1) == "false\n");
  CHECK(wildcard(40)[0] == '?');
}

// kDeepest of credentials.cc
TEST_CASE("Terraform: credentials deeper than are looked for are a gap") {
  const auto nested = [](size_t depth) {
    return Files{{"main.tf", "resource \"aws_lambda_function\" \"a\" {\n  v = " + times(depth, "{ a = ") +
                                 "{ b = 1 }" + times(depth, " }") + "\n}\n"}};
  };
  CHECK_FALSE(has_limit(nested(3)));
  CHECK(has_limit(nested(35)));
}

// kDeepestType of variables.cc
TEST_CASE("Terraform: a variable whose type is deeper than is read is not known") {
  const auto typed = [](size_t depth) {
    return encrypted("var.v" + times(depth, "[0]") + ".enc",
                     "variable \"v\" {\n  type = " + times(depth, "list(") +
                         "object({enc = optional(bool, true)})" + times(depth, ")") +
                         "\n  default = " + times(depth, "[") + "{}" + times(depth, "]") + "\n}\n");
  };
  CHECK(typed(2) == "true\n");
  CHECK(typed(55)[0] == '?');
}

// kMaxSources of policies.cc, kMaxDepth of policy_text.cc
TEST_CASE("policies put together of more, or deeper, parts than are followed are not known") {
  const std::string last =
      "\nresource \"aws_iam_policy\" \"p\" {\n  policy = data.aws_iam_policy_document.d0.json\n}\n";
  std::string chain;
  for (int i = 0; i < 8; ++i) {
    chain += "data \"aws_iam_policy_document\" \"d" + std::to_string(i) +
             "\" {\n  source_policy_documents = [data.aws_iam_policy_document.d" + std::to_string(i + 1) +
             ".json]\n}\n";
  }
  chain +=
      "data \"aws_iam_policy_document\" \"d8\" {\n  statement {\n    actions = [\"s3:Get\"]\n    resources = "
      "[\"b\"]\n  }\n}\n";
  CHECK(values({{"main.tf", chain + last}}, Kind::identity_policy, Attr::wildcard_actions).find('?') !=
        std::string::npos);
  const auto nested = [](size_t depth) {
    return values({{"main.tf",
                    "resource \"aws_iam_policy\" \"p\" {\n  policy = <<EOF\n{\"Statement\": [{\"Effect\": "
                    "\"Allow\", \"Action\": \"s3:Get\", \"Resource\": \"b\", \"Condition\": " +
                        times(depth, "{\"a\":") + "1" + times(depth, "}") + "}]}\nEOF\n}\n"}},
                  Kind::identity_policy, Attr::wildcard_actions);
  };
  CHECK(nested(2) == "false\n");
  CHECK(nested(70)[0] == '?');
}

// kLongestChain of services.cc
TEST_CASE("a service that extends more others than are followed is not known") {
  const auto chain = [](size_t count) {
    std::string text = "services:\n";
    for (size_t i = 0; i < count; ++i)
      text += "  s" + std::to_string(i) + ":\n    extends: {service: s" + std::to_string(i + 1) + "}\n";
    text += "  s" + std::to_string(count) + ": {image: 'a/b:1'}\n";
    const std::string all = values({{"docker-compose.yml", text}}, Kind::container, Attr::privileged);
    return all.substr(0, all.find('\n'));
  };
  CHECK(chain(3) == "false");
  CHECK(chain(20)[0] == '?');
}

// kMaxDepth of placeholders.cc
TEST_CASE("a placeholder whose defaults are deeper than are read is not known") {
  const auto plain = [](size_t depth) {
    return values({{"application.yml", "server:\n  ssl:\n    enabled: " + numbered(depth, "${A#:") + "true" +
                                           times(depth, "}") + "\n"}},
                  Kind::listener, Attr::plaintext);
  };
  CHECK(plain(12)[0] == '?');
}

// kMostFunctions of converters.cc
TEST_CASE("a converter that calls more functions than are followed is not known to leave it in clear") {
  const auto state = [](size_t count) {
    return values(
        {{"C.java",
          "import javax.persistence.*;\n@Entity class Card { @Convert(converter = PanConverter.class) "
          "String cardNumber; }\n@Converter class PanConverter implements "
          "AttributeConverter<String,String> {\n"
          " public String convertToDatabaseColumn(String s) { return f0(s); }\n" +
              [&] {
                std::string all;
                for (size_t i = 0; i < count; ++i)
                  all += " String f" + std::to_string(i) + "(String s) { return f" + std::to_string(i + 1) +
                         "(s); }\n";
                return all;
              }() +
              " String f" + std::to_string(count) +
              "(String s) { return s; }\n public String convertToEntityAttribute(String s) { return s; "
              "} }\n"}},
        Kind::field, Attr::state);
  };
  CHECK(state(20).find("\"clear\"") == std::string::npos);
}

// kDeepest of messages.cc
TEST_CASE("an address whose parts are deeper than are looked at is not known to lack any") {
  const auto structured = [](size_t depth) {
    return values(
        {{"m.xml", "<Document><PstlAdr>" + times(depth, "<xsl:if>") + "<TwnNm>x</TwnNm><Ctry>DE</Ctry>" +
                       times(depth, "</xsl:if>") + "<AdrLine>x</AdrLine></PstlAdr></Document>"}},
        Kind::address, Attr::structured);
  };
  CHECK(structured(10).find("false") == std::string::npos);
}

TEST_CASE("an option of a cookie counts however far away it is set") {
  const auto secure = [](size_t lines) {
    return values({{"a.ts", "function f(res, token) {\n  const o = {secure: true, httpOnly: true};\n" +
                                times(lines, "x();\n") +
                                "  o.secure = false;\n  res.cookie('session', token, o);\n}\n"}},
                  Kind::cookie, Attr::secure);
  };
  CHECK(secure(2) == "false\n");
  CHECK(secure(2100) == "false\n");
}

// kDeepest of includes.cc
TEST_CASE("nginx: what files include in each other, deeper than is followed, is not known") {
  Files files{{"nginx.conf", "http { ssl_protocols TLSv1.2; server { listen 443 ssl; include a0.conf; } }"}};
  for (int i = 0; i < 20; ++i)
    files.emplace_back("a" + std::to_string(i) + ".conf", "include a" + std::to_string(i + 1) + ".conf;\n");
  files.emplace_back("a20.conf", "ssl_protocols TLSv1;\n");
  CHECK(values(files, Kind::listener, Attr::tls_min).find("\"1.2\"") == std::string::npos);
}

// kMostHops of document.cc
TEST_CASE("references that are longer than are followed are a gap") {
  std::string schemes = "    s: {$ref: '#/components/securitySchemes/s0'}\n";
  for (int i = 0; i < 40; ++i)
    schemes += "    s" + std::to_string(i) + ": {$ref: '#/components/securitySchemes/s" +
               std::to_string(i + 1) + "'}\n";
  const Files files{
      {"openapi.yaml",
       "openapi: 3.0.0\ninfo: {title: t, version: '1'}\npaths: {/p: {get: {security: [{s: []}], "
       "responses: {}}}}\ncomponents:\n  securitySchemes:\n" +
           schemes + "    s40: {type: http, scheme: bearer}\n"}};
  CHECK_FALSE(read(files).gaps.empty());
  CHECK(values(files, Kind::operation, Attr::authenticated).find("true") == std::string::npos);
}

// kMaxGaps of duplicate_keys.cc
TEST_CASE("more keys that are there twice than are told are said to be more") {
  const auto told = [](size_t count) {
    const std::vector<GapEntry> gaps = read({{"application.yml", numbered(count, "k#: 1\nk#: 2\n")}}).gaps;
    return std::any_of(gaps.begin(), gaps.end(), [](const GapEntry& gap) {
      return gap.detail.find("more keys occur twice") != std::string::npos;
    });
  };
  CHECK_FALSE(told(3));
  CHECK(told(21));
}

// kMaxDepth of nginx.cc
TEST_CASE("nginx: blocks that nest deeper than is read are a gap") {
  CHECK(has_limit({{"nginx.conf", times(105, "location /a { ") + times(105, "} ")}}));
}

// kMaxDepth of template.cc
TEST_CASE("CloudFormation: a value nested deeper than is worked out is not known") {
  const auto value = [](size_t depth) {
    return values(
        {{"t.yaml",
          "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      StorageEncrypted: " +
              times(depth, "{\"Fn::Select\": [0, [") + "true" + times(depth, "]]}") + "\n"}},
        Kind::store, Attr::encrypted_at_rest);
  };
  CHECK(value(2) == "true\n");
  CHECK(value(80)[0] == '?');
}

// kMaxTerraformText of functions.h
TEST_CASE("Terraform: a text longer than is put together is not known") {
  const std::string part(1000, 'a');
  const auto text = [&](size_t count) {
    return encrypted("length(join(\"\", [" + times(count, "\"" + part + "\", ") + "])) > 10");
  };
  CHECK(text(3) == "true\n");
  CHECK(text(80)[0] == '?');
}

// kLongestWay of kustomize.cc
TEST_CASE("Kustomize: patches of more overlays in each other than are followed are a gap") {
  const auto overlays = [](size_t count) {
    Files files{{"base/pod.yaml",
                 "apiVersion: v1\nkind: Pod\nmetadata: {name: pay}\nspec:\n  containers:\n    - {name: api, "
                 "image: 'a:1', "
                 "securityContext: {privileged: false}}\n"},
                {"base/kustomization.yaml", "resources: [pod.yaml]\n"}};
    std::string below = "base";
    for (size_t i = 0; i < count; ++i) {
      const std::string folder = "o" + std::to_string(i);
      files.emplace_back(folder + "/kustomization.yaml",
                         "resources: [../" + below +
                             "]\npatches:\n  - target: {kind: Pod, name: pay}\n    patch: |-\n"
                             "      - op: replace\n        path: "
                             "/spec/containers/0/securityContext/privileged\n        value: true\n");
      below = folder;
    }
    return files;
  };
  CHECK(values(overlays(1), Kind::container, Attr::privileged) == "true\n");
  CHECK(read(overlays(1)).gaps.empty());
  CHECK(read(overlays(40)).gaps.size() > 0);
}

// kMostSentenceBytes of descriptions.cc
TEST_CASE("a field whose description is longer than is read is not known to be in clear") {
  const auto state = [](size_t length) {
    return values(
        {{"openapi.yaml",
          "openapi: 3.0.3\ninfo: {title: t, version: '1'}\ncomponents: {schemas: {Card: {type: object, "
          "properties: {cardNumber: {type: string, description: '" +
              times(length, "Words of it. ") +
              "Masked.'}}}}}\npaths: {/p: {get: {responses: {'200': {description: d, content: "
              "{application/json: {schema: {$ref: '#/components/schemas/Card'}}}}}}}}\n"}},
        Kind::field, Attr::state);
  };
  CHECK(state(300).find("\"clear\"") == std::string::npos);
}

// kMostValues of servers.cc
TEST_CASE("a server's variable with more values than are looked at is not known to be encrypted") {
  const auto plain = [](size_t count) {
    return values(
        {{"openapi.yaml",
          "openapi: 3.0.3\ninfo: {title: t, version: '1'}\nservers: [{url: '{s}://api.example.com', "
          "variables: {s: {default: https, enum: [" +
              times(count, "https, ") + "https]}}}]\npaths: {/p: {get: {responses: {}}}}\n"}},
        Kind::operation, Attr::plaintext);
  };
  CHECK(plain(2) == "false\n");
  CHECK(plain(17)[0] == '?');
}
