#include "rules/judge/judge.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "rules/policy/rules.h"
#include "rules/policy/yaml.h"
#include "tests/judge/fact_text.h"

using namespace payaudit;

namespace {

// A rule whose uninteresting keys are filled in.
Rule rule_of(std::string_view body) {
  std::string text(body);
  text += "\nid: r\ntitle: t\nseverity: high\nwhy: w\nsince: 0.1.0\n";
  if (text.find("message:") == std::string::npos) text += "message: found\n";
  if (text.find("fix:") == std::string::npos) text += "fix: f\n";
  auto document = read_yaml("rules/x/r.yaml", "rules/x/r.yaml", text);
  if (!document) throw std::runtime_error(document.error().message);
  Problems problems;
  // Examples are no concern here: without its source a document counts as checked.
  auto body_only = std::make_shared<Document::Body>(document->body());
  body_only->source.clear();
  body_only->nodes = body_only->own_nodes;
  body_only->texts = body_only->own_texts;
  auto rule = read_rule(
      Document(body_only), [](std::string_view) { return std::string(); }, problems);
  if (!rule) throw std::runtime_error(problems.text());
  return *std::move(rule);
}

JudgeSettings declared() {
  JudgeSettings settings;
  settings.declared_countries = {"DE", "IE"};
  settings.scope_of = [](std::string_view path) -> std::optional<std::string_view> {
    if (path == "cde.tf") return "cde";
    return std::nullopt;
  };
  settings.region_country = [](std::string_view provider,
                               std::string_view code) -> std::optional<std::string_view> {
    if (provider == "aws" && code == "eu-central-1") return "DE";
    return std::nullopt;
  };
  return settings;
}

std::vector<Finding> findings_of(std::string_view rule, std::string_view facts,
                                 const JudgeSettings& settings = {}) {
  const Scanned scanned = read_facts(facts);
  return judge(rule_of(rule), scanned.facts, scanned.sources, settings).findings;
}

// Expected: one line a finding: the verdict, and for undetermined what is not known.
void check(std::string_view rule, std::string_view facts, std::string_view expected,
           const JudgeSettings& settings = {}) {
  std::string got;
  for (const Finding& finding : findings_of(rule, facts, settings)) {
    if (!got.empty()) got += '\n';
    got += word(finding.verdict);
    if (finding.reason.starts_with('`'))
      got += " " + finding.reason.substr(1, finding.reason.find('`', 1) - 1);
  }
  CHECK(got == expected);
}

}  // namespace

TEST_CASE("a templated value is undetermined, not satisfied") {
  check("for: container\nfail_when: privileged",  //
        "container{privileged: ?}",               //
        "undetermined privileged");
}

TEST_CASE("what fails is a violation, what does not is satisfied") {
  check("for: container\nfail_when: privileged", "container{privileged: true}", "violation");
  check("for: container\nfail_when: privileged", "container{privileged: false}", "satisfied");
}

TEST_CASE("an attribute that is not stated is not known") {
  check("for: container\nfail_when: privileged", "container{name: \"api\"}", "undetermined privileged");
}

TEST_CASE("what a rule lessens is told with that severity and the reason behind the message") {
  constexpr std::string_view kRule =
      "for: container\nfail_when: privileged\nmessage: runs privileged\n"
      "lessened: [{when: root == false, severity: low, because: 'root is {root}'}]";
  const auto told = [&](std::string_view facts) {
    const Finding finding = findings_of(kRule, facts).at(0);
    return fmt::format("{}: {}", word(finding.severity), finding.message);
  };
  CHECK(told("container{privileged: true, root: false}") == "low: runs privileged; root is false");
  CHECK(told("container{privileged: true, root: true}") == "high: runs privileged");
  CHECK(told("container{privileged: true, root: ?}") == "high: runs privileged");
  CHECK(told("container{privileged: ?, root: false}") == "low: perhaps runs privileged; root is false");
}

TEST_CASE("where less than all of it is so, other words are said") {
  constexpr std::string_view kRule =
      "for: container\nfail_when: privileged || root\nmessage: may do all\nfix: mend both\n"
      "instead: [{when: privileged && root, message: may do all}, {when: privileged || root == false, "
      "message: \"'{name}' is privileged\", fix: 'mend {name}'}, {when: root, message: is root}]";
  const auto told = [&](std::string_view facts) {
    const Finding finding = findings_of(kRule, facts).at(0);
    return fmt::format("{}; {}", finding.message, finding.fix);
  };
  CHECK(told("container{name: \"a\", privileged: true, root: true}") == "may do all; mend both");
  CHECK(told("container{name: \"a\", privileged: true, root: false}") == "'a' is privileged; mend a");
  CHECK(told("container{name: \"a\", privileged: false, root: true}") == "is root; mend both");
  CHECK(told("container{name: \"a\", privileged: ?, root: false}") == "perhaps 'a' is privileged; mend a");
}

TEST_CASE("what is told once for each value of an attribute is so only where the fact has it") {
  constexpr std::string_view kRule =
      "for: secret\nfail_when: value_kind == 'literal'\nonce: same_as\nmessage: found";
  const auto once = [&](std::string_view facts) { return findings_of(kRule, facts).at(0).once; };
  CHECK(once("secret{value_kind: \"literal\", same_as: \"a.yml:2\"}") == "a.yml:2");
  CHECK_FALSE(once("secret{value_kind: \"literal\"}"));
  CHECK_FALSE(once("secret{value_kind: \"literal\", same_as: ?}"));
}

TEST_CASE("facts of other kinds are none of the rule's business") {
  check("for: container\nfail_when: privileged", "store{name: \"db\"}", "");
}

TEST_CASE("a fact outside the population gives nothing") {
  check("for: container\nwhen: root\nfail_when: privileged", "container{root: false, privileged: true}", "");
}

TEST_CASE("a fact that may be outside the population is passed over only if it could not fail") {
  const auto rule = "for: container\nwhen: root\nfail_when: privileged";
  check(rule, "container{root: ?, privileged: false}", "");
  check(rule, "container{root: ?, privileged: true}", "undetermined root");
  check(rule, "container{root: ?, privileged: ?(a template)}", "undetermined root");
}

TEST_CASE("the side that decides makes an unknown harmless") {
  check("for: container\nfail_when: privileged || root", "container{privileged: true, root: ?}", "violation");
  check("for: container\nfail_when: privileged && root", "container{privileged: ?, root: false}",
        "satisfied");
}

TEST_CASE("holds looks at the class and what is below it") {
  const auto rule = "for: store\nwhen: holds(account.chd)\nfail_when: encrypted_at_rest == false";
  check(rule, R"(store{holds: ["account.chd.pan"], encrypted_at_rest: false})", "violation");
  check(rule, R"(store{holds: ["account.chdx", "personal.name"], encrypted_at_rest: false})", "");
  check(rule, R"(store{holds: [], encrypted_at_rest: false})", "");
  check(rule, R"(store{holds: [?, "account.chd.pan"], encrypted_at_rest: false})", "violation");
  check(rule, R"(store{holds: [?], encrypted_at_rest: false})", "undetermined holds");
  check(rule, R"(store{encrypted_at_rest: false})", "undetermined holds");
}

TEST_CASE("is_class looks at the fact's own class") {
  const auto rule = "for: field\nwhen: is_class(account.sad)\nfail_when: medium == 'column'";
  check(rule, R"(field{class: "account.sad.cvv", medium: "column"})", "violation");
  check(rule, R"(field{class: "account.chd.pan", medium: "column"})", "");
}

TEST_CASE("names that CEL reserves are written with an underscore") {
  check("for: network.policy\nfail_when: namespace_ == 'default'", R"(network.policy{namespace: "default"})",
        "violation");
  check("for: crypto\nfail_when: function_ == 'hash'", R"(crypto{function: "hash"})", "violation");
}

TEST_CASE("what payaudit.yaml does not declare is not known") {
  const auto rule = "for: place\nfail_when: countries.exists(c, !(c in declared_countries))";
  check(rule, R"(place{countries: ["US"]})", "undetermined declared_countries");
  check(rule, R"(place{countries: ["US"]})", "violation", declared());
  check(rule, R"(place{countries: ["IE", "DE"]})", "satisfied", declared());
}

TEST_CASE("the scope of a file is what payaudit.yaml says of it") {
  const auto rule = "for: container\nwhen: scope == 'cde'\nfail_when: privileged";
  check(rule, "container@cde.tf{privileged: true}", "violation", declared());
  check(rule, "container@other.tf{privileged: true}", "undetermined scope", declared());
}

TEST_CASE("a region's country is known only where the table says so") {
  const auto rule = "for: place\nfail_when: region_country(provider, code) != 'DE'";
  check(rule, R"(place{provider: "aws", code: "eu-central-1"})", "satisfied", declared());
  check(rule, R"(place{provider: "aws", code: "mars-1"})", "undetermined", declared());
}

TEST_CASE("a flow that arrives clear is a violation, one that met its protection is satisfied") {
  const auto rule = "flow: {from: [account.chd.pan], to: [log], unless: [truncated, masked]}";
  check(rule, R"(flow{from: "account.chd.pan", to: "log", state: "clear"})", "violation");
  check(rule, R"(flow{from: "account.chd.pan", to: "log", state: "truncated"})", "satisfied");
  check(rule,
        R"(flow{from: "account.chd.pan", to: "log", state: "hashed", protections: ["masked", "hashed"]})",
        "satisfied");
}

TEST_CASE("a protection that the rule does not name excuses nothing") {
  check("flow: {from: [account.chd.pan], to: [log], unless: [truncated]}",
        R"(flow{from: "account.chd.pan", to: "log", state: "encrypted"})", "violation");
}

TEST_CASE("a value that arrives clear was not what the protection on the way protected") {
  check("flow: {from: [account.chd.pan], to: [log], unless: [masked]}",
        R"(flow{from: "account.chd.pan", to: "log", state: "clear", protections: ["masked"]})", "violation");
}

TEST_CASE("a flow whose state is not known is undetermined") {
  const auto rule = "flow: {from: [account.chd.pan], to: [log], unless: [truncated]}";
  check(rule, R"(flow{from: "account.chd.pan", to: "log", state: ?(a helper of another module)})",
        "undetermined state");
  check(rule, R"(flow{from: "account.chd.pan", to: "log", state: "unknown"})", "undetermined state");
  check(rule, R"(flow{from: "account.chd.pan", to: "log"})", "undetermined state");
}

TEST_CASE("a flow to another role or of another class is none of the rule's business") {
  const auto rule = "flow: {from: [account.chd], to: [log]}";
  check(rule, R"(flow{from: "account.chd.pan", to: "cache", state: "clear"})", "");
  check(rule, R"(flow{from: "personal.name", to: "log", state: "clear"})", "");
}

TEST_CASE("a flow rule may be narrowed") {
  const auto rule = "flow: {from: [account.chd], to: [log]}\nwhen: \"!in_test\"";
  JudgeSettings settings;
  settings.is_test = [](std::string_view path) { return path.starts_with("a/test/"); };
  check(rule, R"(flow@a/test/x.py{from: "account.chd.pan", to: "log", state: "clear"})", "", settings);
  check(rule, R"(flow@a/main/x.py{from: "account.chd.pan", to: "log", state: "clear"})", "violation");
}

TEST_CASE("nothing excuses sensitive authentication data, and what is cut or masked cannot be judged") {
  const auto rule = "flow: {from: [account], to: [log], unless: [encrypted, truncated, tokenized]}";
  check(rule, R"(flow{from: "account.sad.cvv", to: "log", state: "encrypted"})", "violation");
  check(rule, R"(flow{from: "account.sad.cvv", to: "log", state: "tokenized"})", "violation");
  check(rule, R"(flow{from: "account.sad.cvv", to: "log", state: "truncated"})", "undetermined state");
  check(rule, R"(flow{from: "account.chd.pan", to: "log", state: "encrypted"})", "satisfied");
}

TEST_CASE("a presence rule finds one, doubts, or asks for a record") {
  const auto rule = "exists: {a: audit.trail, where: multi_region}";
  check(rule, "audit.trail{multi_region: true} audit.trail{multi_region: false}", "satisfied");
  check(rule, "audit.trail{multi_region: false} audit.trail{multi_region: ?}", "undetermined multi_region");
  check(rule, "audit.trail{multi_region: false}", "evidence-required");
  check(rule, "", "evidence-required");
}

TEST_CASE("a gap may hide what a presence rule looks for") {
  const auto found = findings_of("exists: {a: audit.trail}", R"(gap@infra/main.tf{reason: "syntax"})");
  REQUIRE(found.size() == 1);
  CHECK(found[0].verdict == Verdict::undetermined);
  CHECK_FALSE(found[0].has_place);
  CHECK(found[0].reason ==
        "none was found, but a part of the tree was not examined, such as infra/main.tf: one may be there");
}

TEST_CASE("a presence rule for trees with something else keeps silent elsewhere") {
  const auto rule = "for: container\nexists: {a: network.policy, where: default_deny}";
  check(rule, R"(store{name: "db"})", "");
  check(rule, R"(container{name: "api"})", "evidence-required");
}

TEST_CASE("the attribute that decided is what is underlined") {
  const std::string facts = R"(container "pod.api"{name: "api", privileged: true})";
  const auto found = findings_of("for: container\nfail_when: privileged\nat: privileged", facts);
  REQUIRE(found.size() == 1);
  const Span span = found[0].place.span;
  CHECK(facts.substr(span.begin, span.end - span.begin) == "true");
  CHECK(found[0].label == "`privileged` is true");
  CHECK(found[0].symbol == "pod.api");
}

TEST_CASE("messages and fixes name the thing") {
  const auto rule =
      "for: store\nfail_when: public\nat: public\nmessage: \"{type} '{name}' holds {holds} in {region}\"\n"
      "fix: \"unset {attribute_path} or ${var} or {type_path}\"";
  const auto found =
      findings_of(rule, R"(store{name: "db", type: "object", holds: ["a.b", "c"], public: true})");
  REQUIRE(found.size() == 1);
  CHECK(found[0].message == "object 'db' holds a.b, c in ?");
  CHECK(found[0].fix == "unset public or ${var} or type");
}

TEST_CASE("a message names one port, or the range") {
  const auto rule = "for: network.rule\nfail_when: any_address\nmessage: \"opens {ports}\"";
  const auto message = [&](const std::string& ports) {
    return findings_of(rule, "network.rule{any_address: true, " + ports + "}").at(0).message;
  };
  CHECK(message("from_port: 22, to_port: 22") == "opens port 22");
  CHECK(message("from_port: 0, to_port: 65535") == "opens ports 0 to 65535");
}

TEST_CASE("a place in another file is a step, and the finding stays at the fact") {
  Scanned scanned = read_facts(R"(container@a.yaml{name: "api"} store@b.yaml{name: "x"})");
  Fact& fact = scanned.facts.all().front();
  Origin origin = scanned.facts.origin(OriginKind::variable, {1, {3, 5}}, "var.enc");
  fact.set(Attr::privileged, Value::boolean(true), origin);
  const auto found = judge(rule_of("for: container\nfail_when: privileged\nat: privileged"), scanned.facts,
                           scanned.sources, {})
                         .findings;
  REQUIRE(found.size() == 1);
  CHECK(found[0].place.file == 0);
  REQUIRE(found[0].steps.size() == 1);
  CHECK(found[0].steps[0].place == Place{1, {3, 5}});
  CHECK(found[0].label == "`privileged` is true, through var.enc");
}

TEST_CASE("a default explains itself") {
  Scanned scanned = read_facts(R"(store{name: "db"})");
  Origin origin;
  origin.kind = OriginKind::fallback;
  origin.note = "AWS provider default";
  origin.written = "storage_encrypted";
  scanned.facts.all().front().set(Attr::encrypted_at_rest, Value::boolean(false), origin);
  const auto found =
      judge(rule_of("for: store\nfail_when: encrypted_at_rest == false\nat: encrypted_at_rest\n"
                    "fix: \"set {attribute_path}\""),
            scanned.facts, scanned.sources, {})
          .findings;
  REQUIRE(found.size() == 1);
  CHECK(found[0].label == "`storage_encrypted` is not set: AWS provider default");
  CHECK(found[0].fix == "set storage_encrypted");
  CHECK(found[0].place == scanned.facts.all().front().place);
}

TEST_CASE("a word of the source is told in the words of rules where the two differ") {
  Scanned scanned = read_facts(R"(listener@nginx.conf{name: "off"})");
  Origin origin = scanned.facts.origin(OriginKind::literal, {0, {0, 3}});
  origin.written = "proxy_ssl_verify";
  scanned.facts.all().front().set(Attr::plaintext, Value::boolean(true), origin);
  const auto found =
      judge(rule_of("for: listener\nfail_when: plaintext\nat: plaintext"), scanned.facts, scanned.sources, {})
          .findings;
  REQUIRE(found.size() == 1);
  CHECK(found[0].label == "`proxy_ssl_verify` says plaintext: yes");
}

TEST_CASE("what stands where a value is not known is never shown for the value") {
  const auto message = [](const std::string& written) {
    Scanned scanned;
    scanned.sources.add("main.tf", written);
    Fact& fact = scanned.facts.add(Kind::store, {0, {0, 1}}, "store");
    const Place place{0, {0, static_cast<uint32_t>(written.size())}};
    fact.set(Attr::name, scanned.facts.unknown("a template"),
             scanned.facts.origin(OriginKind::template_, place));
    fact.set(Attr::public_, Value::boolean(true));
    return judge(rule_of("for: store\nfail_when: public\nmessage: \"'{name}' is public\""), scanned.facts,
                 scanned.sources, {})
        .findings.at(0)
        .message;
  };
  CHECK(message("{{ .Values.name }}") == "'store' is public");
  CHECK(message("pay") == "'store' is public");
  CHECK(message("\"s3cret\"") == "'store' is public");
}

TEST_CASE("a name that is not known is told by the thing's label") {
  CHECK(findings_of("for: store\nfail_when: public\nmessage: \"'{name}' is public\"",
                    "store \"aws_s3_bucket.shop\"{public: true}")
            .at(0)
            .message == "'aws_s3_bucket.shop' is public");
}

TEST_CASE("a container is named with its workload") {
  const auto message = [](std::string_view facts) {
    return findings_of("for: container\nfail_when: privileged\nmessage: container {whole_name} runs", facts)
        .at(0)
        .message;
  };
  CHECK(message("container{name: \"api\", privileged: true, workload: \"Deployment/shop\"}") ==
        "container 'api' of deployment 'shop' runs");
  CHECK(message("container{name: \"api\", privileged: true, workload: \"service/api\"}") ==
        "container 'api' runs");
  CHECK(message("container{name: \"api\", privileged: true}") == "container 'api' runs");
}

TEST_CASE("what is satisfied says what is there, and denies no denial") {
  CHECK(findings_of(
            "for: store\nfail_when: \"!encrypted_at_rest || public\"\nmessage: \"'{name}' is not encrypted\"",
            "store \"db.cards\"{name: \"cards\", encrypted_at_rest: true, public: false}")
            .at(0)
            .message == "db.cards: encrypted at rest: yes, public: no");
  CHECK(
      findings_of("flow: {from: [account.chd], to: [log], unless: [masked]}\n",
                  "flow{from: \"account.chd.pan\", to: \"log\", state: \"masked\", source: \"card.number\", "
                  "sink: \"log.info\"}")
          .at(0)
          .message == "'card.number' is masked when it reaches `log.info`");
}

TEST_CASE("what is not decided may be so") {
  CHECK(findings_of("for: container\nfail_when: privileged\nmessage: it runs privileged",
                    "container{privileged: ?}")
            .at(0)
            .message == "perhaps it runs privileged");
}

TEST_CASE("a long list is cut between its items") {
  std::string items;
  for (int i = 0; i < 20; ++i) items += fmt::format("{}\"s3:GetObject{}\"", i == 0 ? "" : ", ", i);
  const std::string message =
      findings_of("for: identity.policy\nfail_when: allows\nmessage: \"permits {actions}\"",
                  fmt::format("identity.policy{{allows: true, actions: [{}]}}", items))
          .at(0)
          .message;
  CHECK(message.ends_with("s3:GetObject7 and 12 more"));
}

TEST_CASE("the same statement made twice is one finding") {
  Scanned scanned = read_facts("container{privileged: true}");
  const Fact copy = scanned.facts.all().front();
  scanned.facts.all().push_back(copy);
  CHECK(judge(rule_of("for: container\nfail_when: privileged"), scanned.facts, scanned.sources, {})
            .findings.size() == 1);
}

TEST_CASE("the tally says what a rule met") {
  const Scanned scanned = read_facts(
      "container{root: true, privileged: true} container{root: true, privileged: false} container{root: "
      "false}"
      " container{root: true, privileged: ?}");
  const Judged judged =
      judge(rule_of("for: container\nwhen: root\nfail_when: privileged"), scanned.facts, scanned.sources, {});
  REQUIRE(judged.tallies.size() == 1);
  const RuleTally& tally = judged.tallies[0];
  CHECK(fmt::format("{} facts, {} in it: {} {} {}", tally.facts, tally.population, tally.violations,
                    tally.satisfied, tally.undetermined) == "4 facts, 3 in it: 1 1 1");
}

TEST_CASE("a trace shows what a rule read of each fact and what came of it") {
  const Scanned scanned =
      read_facts("container{root: ?(a template), privileged: true} container{root: false}");
  const auto rows =
      trace(rule_of("for: container\nwhen: root\nfail_when: privileged"), scanned.facts, scanned.sources, {});
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].when == "?(a template)");
  CHECK(rows[0].fail_when == "true");
  REQUIRE(rows[0].values.size() == 2);
  CHECK(rows[0].values[1].name == "privileged");
  CHECK(rows[0].values[1].origin == "`privileged` is true");
  CHECK(rows[0].outcome == "undetermined: `root` is not known: a template");
  CHECK(rows[1].outcome == "not about this");
}

TEST_CASE("violations of one thing in one file are one defect, those of no known thing are each their own") {
  const auto found = findings_of("for: listener\nfail_when: plaintext\nonce: file subject",
                                 "listener{subject: \"/Ingress/pay\", plaintext: true}\n"
                                 "listener{subject: \"/Ingress/pay\", plaintext: true}\n"
                                 "listener{plaintext: true}");
  REQUIRE(found.size() == 3);
  REQUIRE(found[0].once);
  CHECK(found[0].once->ends_with(" /Ingress/pay"));
  CHECK(found[0].once == found[1].once);
  CHECK(!found[2].once);
}

TEST_CASE("what keeps a rule says so in the rule's own sentence, or by its attributes") {
  const std::string rule = "for: store\nfail_when: \"!encrypted_in_transit\"\n";
  const std::string fact = "store{name: \"ledger\", encrypted_in_transit: true}";
  REQUIRE(findings_of(rule, fact).size() == 1);
  CHECK(findings_of(rule, fact).front().message.ends_with("encrypted in transit: yes"));
  CHECK(findings_of(rule + "evidence: \"database '{name}' requires TLS\"\n", fact).front().message ==
        "database 'ledger' requires TLS");
}

TEST_CASE(
    "how far a violation goes is in the values that break it and the numbers that one direction breaks") {
  const auto extent = [](std::string_view rule, std::string_view facts) {
    const auto found = findings_of(rule, facts);
    REQUIRE(found.size() == 1);
    std::string text;
    for (const std::string& value : found[0].extent.values) text += " " + value;
    for (const auto& [name, size] : found[0].extent.sizes) text += fmt::format(" {}={}", name, size);
    return text;
  };
  const std::string bad =
      "for: container\nfail_when: \"capabilities.exists(c, c in ['SYS_ADMIN', 'ALL'])\"\n";
  CHECK(extent(bad, "container{capabilities: [\"CHOWN\", \"ALL\", \"SYS_ADMIN\"]}") == " ALL SYS_ADMIN");
  // What a list lacks is in none of its values.
  CHECK(extent("for: container\nfail_when: \"!('DROP' in capabilities)\"\n",
               "container{capabilities: [\"CHOWN\"]}") == "");
  CHECK(extent("for: audit.trail\nfail_when: retention_days < 365\n", "audit.trail{retention_days: 30}") ==
        " retention_days=-30");
  CHECK(extent("for: listener\nfail_when: \"!tls_at_least(tls_min, '1.2')\"\n", "listener{tls_min: \"1.0\"}")
            .starts_with(" tls_min=-"));
  CHECK(extent("for: field\nfail_when: \"true\"\n", "field{class: \"account.sad.cvv\"}") ==
        " account.sad.cvv");
}
