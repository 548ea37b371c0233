#include "rules/policy/rules.h"

#include <catch2/catch.hpp>

#include "rules/policy/policies.h"
#include "rules/policy/yaml.h"

using namespace payaudit;

namespace {

constexpr std::string_view kExamples =
    "examples:\n"
    "  - {says: bad, file: a, text: x, flags: [x]}\n"
    "  - {says: fine, file: a, text: y}\n";

Document document(std::string path, std::string_view text, int layer = 0) {
  auto read = read_yaml("policies/" + path, path, std::string(text), layer);
  if (!read) throw std::runtime_error(read.error().message);
  return *std::move(read);
}

Document classes() {
  return document("data/account.yaml", "account.chd.pan: {names: [pan]}\naccount.sad.cvv: {names: [cvv]}\n");
}

std::string rule_text(std::string_view id, std::string_view body) {
  std::string text = "id: " + std::string(id) + "\n" + std::string(body);
  if (body.find("title:") == std::string_view::npos) text += "title: T\n";
  text += "severity: high\nmessage: m\nwhy: w\nfix: f\nsince: 0.1.0\n";
  return text + std::string(kExamples);
}

// The message with which a rule of this body is refused; empty: it loads.
std::string refusal(std::string_view body) {
  const auto policies = load_policies({classes(), document("rules/x/r.yaml", rule_text("r", body))});
  return policies ? std::string() : policies.error().message;
}

void check(std::string_view body, std::string_view expected) {
  CHECK(refusal(body) == expected);
}

}  // namespace

TEST_CASE("a rule that is right loads") {
  check("for: store\nwhen: holds(account.chd) && !in_test\nfail_when: public\nat: public\ncwe: [311]\n", "");
  check("flow: {from: [account.chd], to: [log], unless: [masked]}\n", "");
}

TEST_CASE("an unknown kind is pointed at, with the nearest one") {
  check("for: contaner\nfail_when: privileged\n",
        "policies/rules/x/r.yaml:2:6: unknown fact kind 'contaner'\n"
        "  2 | for: contaner\n"
        "    |      ^~~~~~~~\n"
        "did you mean 'container'?\n");
}

TEST_CASE("an unknown key, attribute, class, role and protection are pointed at") {
  check("for: store\nfail_when: public\nfailwhen: public\n",
        "policies/rules/x/r.yaml:4:1: unknown key 'failwhen' of a rule\n"
        "  4 | failwhen: public\n"
        "    | ^~~~~~~~\n"
        "did you mean 'fail_when'?\n");
  check("for: store\nfail_when: public\nat: publik\n",
        "policies/rules/x/r.yaml:4:5: 'store' has no attribute 'publik'\n"
        "  4 | at: publik\n"
        "    |     ^~~~~~\n"
        "did you mean 'public'?\n");
  check(
      "flow: {from: [account.chd.pam], to: [logg], unless: [maskd]}\n",
      "policies/rules/x/r.yaml:2:15: unknown data class 'account.chd.pam', did you mean 'account.chd.pan'?\n"
      "  2 | flow: {from: [account.chd.pam], to: [logg], unless: [maskd]}\n"
      "    |               ^~~~~~~~~~~~~~~\n"
      "policies/rules/x/r.yaml:2:38: unknown role 'logg'\n"
      "  2 | flow: {from: [account.chd.pam], to: [logg], unless: [maskd]}\n"
      "    |                                      ^~~~\n"
      "did you mean 'log'?\n"
      "policies/rules/x/r.yaml:2:54: unknown protection 'maskd'\n"
      "  2 | flow: {from: [account.chd.pam], to: [logg], unless: [maskd]}\n"
      "    |                                                      ^~~~~\n"
      "did you mean 'masked'?\n");
}

TEST_CASE("an error in an expression is pointed at inside it") {
  const std::string message = refusal("for: container\nfail_when: root && priviliged\n");
  CHECK(message.starts_with("policies/rules/x/r.yaml:3:20: "));
  CHECK(message.find("\n    |                    ^~~~~~~~~~\n") != std::string::npos);
  CHECK(message.find("`privileged`") != std::string::npos);
}

TEST_CASE("a class in an expression is checked") {
  CHECK(refusal("for: store\nfail_when: holds(account.chd.pam)\n").find("account.chd.pan") !=
        std::string::npos);
}

TEST_CASE("an expression that is neither true nor false is refused") {
  check("for: store\nfail_when: backup_days\n",
        "policies/rules/x/r.yaml:3:12: this expression is neither true nor false\n"
        "  3 | fail_when: backup_days\n"
        "    |            ^~~~~~~~~~~\n");
}

TEST_CASE("nothing excuses sensitive authentication data") {
  CHECK(refusal("flow: {from: [account.sad.cvv], to: [log], unless: [encrypted]}\n")
            .find("'encrypted' does not excuse sensitive authentication data") != std::string::npos);
}

TEST_CASE("what weighs less than a rule says has less than its severity") {
  CHECK(refusal("for: store\nfail_when: public\n"
                "lessened: [{when: versioned, severity: high, because: b}]\n")
            .find("this is no less than the severity of the rule") != std::string::npos);
  check("for: store\nfail_when: public\nlessened: [{when: versioned, severity: low, because: b}]\n", "");
}

TEST_CASE("what is said instead needs words and has the rule's placeholders only") {
  CHECK(refusal("for: store\nfail_when: public\ninstead: [{when: versioned}]\n").find("message") !=
        std::string::npos);
  CHECK(refusal("for: store\nfail_when: public\ninstead: [{when: versioned, message: '{image}'}]\n")
            .find("nothing fills the placeholder '{image}'") != std::string::npos);
  check("for: store\nfail_when: public\ninstead: [{when: versioned, message: b, fix: c}]\n", "");
}

TEST_CASE("order rules are refused until they are judged") {
  CHECK(refusal("order: {before: a, each: b}\n").find(":2:8: order rules are not judged yet") !=
        std::string::npos);
}

TEST_CASE("all that is wrong in a file is told together") {
  const auto policies = load_policies(
      {classes(), document("rules/x/r.yaml",
                           "id: q\nseverity: hig\nfor: store\nfail_when: public\nmessage: '{nam}'\n")});
  REQUIRE_FALSE(policies);
  for (std::string_view part :
       {"the id 'q' is not the file's name", "needs the key 'title'", "unknown severity 'hig'",
        "did you mean 'high'?", "nothing fills the placeholder '{nam}'", "did you mean 'name'?",
        "needs the key 'why'", "needs the key 'fix'", "needs the key 'since'",
        "a rule needs a list of examples"}) {
    CAPTURE(part);
    CHECK(policies.error().message.find(part) != std::string::npos);
  }
}

TEST_CASE("a rule needs an example that is flagged and one that is not") {
  const std::string head =
      "id: r\ntitle: T\nseverity: high\nfor: store\nfail_when: public\nmessage: m\nwhy: w\nfix: f\nsince: "
      "0.1.0\n";
  const auto message = [&](std::string_view examples) {
    const auto policies = load_policies({document("rules/x/r.yaml", head + std::string(examples))});
    return policies ? std::string() : policies.error().message;
  };
  CHECK(message("examples: [{says: a, file: a, text: x, flags: [x]}]").find("no example is right") !=
        std::string::npos);
  CHECK(message("examples: [{says: a, file: a, text: x}]").find("no example is flagged") !=
        std::string::npos);
  CHECK(message("examples: [{says: a, file: a, text: x, flags: [q]}, {says: b, file: a, text: x}]")
            .find("the example's text has no 'q'") != std::string::npos);
}

TEST_CASE("a higher layer replaces a rule, the same layer may not") {
  const auto rule = [](std::string_view title, int layer, std::string folder) {
    return document("rules/" + folder + "/r.yaml",
                    rule_text("r", "for: store\nfail_when: public\ntitle: " + std::string(title) + "\n"),
                    layer);
  };
  const auto replaced = load_policies({rule("B", 1, "mine"), rule("A", 0, "x")});
  REQUIRE(replaced);
  REQUIRE(replaced->rules.rules.size() == 1);
  CHECK(replaced->rules.rules[0].title == "B");
  CHECK(replaced->rules.rules[0].area == "mine");
  const auto twice = load_policies({rule("A", 0, "x"), rule("B", 0, "y")});
  REQUIRE_FALSE(twice);
  CHECK(twice.error().message.find("the rule 'r' is there twice") != std::string::npos);
}

TEST_CASE("a requirement that names a rule that is not there is told of, and so is a rule that none names") {
  const auto catalog =
      document("catalog/f.yaml",
               "framework: f\nname: F\nversion: '1'\norganization: O\nstatus: in-force\ndefault: on\n"
               "requirements:\n  - {id: '1.1', title: T, shows: partial, rules: [gone]}\n");
  const auto policies = load_policies(
      {classes(), catalog, document("rules/x/r.yaml", rule_text("r", "for: store\nfail_when: public\n"))});
  REQUIRE(policies);
  CHECK(policies->warnings == std::vector<std::string>{"f 1.1: there is no rule 'gone'",
                                                       "rule 'r' is named by no requirement of a catalogue"});
}

TEST_CASE("a file that nothing reads is refused") {
  const auto policies = load_policies({document("places/region.yaml", "a: 1")});
  REQUIRE_FALSE(policies);
  CHECK(policies.error().message ==
        "policies/places/region.yaml:1:1: nothing reads 'places/region.yaml'\n"
        "  1 | a: 1\n"
        "    | ^\n"
        "did you mean 'places/regions.yaml'?\n");
}

TEST_CASE("what a model of calls says, and the lists of words, are known to somebody") {
  const auto refused = [](std::string_view text) {
    const auto policies = load_policies({document("models/code/mine.yaml", text)});
    return policies ? std::string() : policies.error().message;
  };
  CHECK(refused("tls: {python: [{call: a.b, verfy: $v}]}\n") ==
        "policies/models/code/mine.yaml:1:28: unknown attribute of a call 'verfy'\n"
        "  1 | tls: {python: [{call: a.b, verfy: $v}]}\n"
        "    |                            ^~~~~\n"
        "did you mean 'verify'?\n");
  CHECK(refused("words: {webhook.vendor: [one]}\n") ==
        "policies/models/code/mine.yaml:1:9: unknown list of words 'webhook.vendor'\n"
        "  1 | words: {webhook.vendor: [one]}\n"
        "    |         ^~~~~~~~~~~~~~\n"
        "did you mean 'webhook.vendors'?\n");
  CHECK(refused("words: {webhook.vendors: [one]}\n").empty());
}

// kLongestPhrase of classifier.cc, kMostAlternatives of classifier.cc
TEST_CASE("a phrase that no name could be compared with is refused") {
  const auto refused = [](const std::string& phrase) {
    const auto policies = load_policies(
        {document("data/account.yaml", "account.chd.pan: {names: [pan, \"" + phrase + "\"]}\n")});
    return policies ? std::string() : policies.error().message;
  };
  CHECK(refused("one two three four five six").empty());
  CHECK(refused("one two three four five six seven").find("is longer than 6 words") != std::string::npos);
  CHECK(refused("(a|b|c|d|e|f|g|h) (a|b|c|d|e|f|g|h)").empty());
  CHECK(refused("(a|b|c|d|e|f|g|h|i) (a|b|c|d|e|f|g|h)").find("stands for more than 64 phrases") !=
        std::string::npos);
}

TEST_CASE("what an operation does has a word that rules know") {
  const auto policies = load_policies({document("models/operations.yaml",
                                                "roles: [{role: refnd, ends: [refund]}]\n"
                                                "names: {makepayment: payment.create}\n"
                                                "webhooks: {words: [webhook]}\n")});
  REQUIRE_FALSE(policies);
  CHECK(policies.error().message ==
        "policies/models/operations.yaml:1:9: unknown role 'refnd'\n"
        "  1 | roles: [{role: refnd, ends: [refund]}]\n"
        "    |         ^\n"
        "did you mean 'refund'?\n");
}
