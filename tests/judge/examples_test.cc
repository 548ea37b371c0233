#include "rules/judge/examples.h"

#include <catch2/catch.hpp>

#include "rules/policy/rules.h"
#include "rules/policy/yaml.h"
#include "tests/judge/fact_text.h"

using namespace payaudit;

namespace {

// The one example of a rule about privileged containers, on files that hold facts as text. Empty: it is
// right.
std::string check(std::string example) {
  std::string text =
      "id: r\ntitle: t\nseverity: high\nfor: container\nfail_when: privileged\nat: privileged\nmessage: "
      "privileged\n"
      "why: w\nfix: f\nsince: 0.1.0\nexamples:\n"
      "  - {says: bad, file: a, text: 'container{privileged: true}', flags: ['true']}\n"
      "  - {says: fine, file: a, text: 'container{privileged: false}', satisfied: ['false']}\n";
  text += "  - {says: this, " + example + "}\n";
  const auto document = read_yaml("rules/x/r.yaml", "rules/x/r.yaml", text);
  if (!document) return document.error().message;
  Problems problems;
  const auto rule = read_rule(
      *document, [](std::string_view) { return std::string(); }, problems);
  if (!rule) return problems.text();
  const auto scan = [](std::span<const ExampleFile> files) { return read_facts(files.front().text); };
  return check_example(*rule, read_examples(*document, problems).back(), scan).problem;
}

}  // namespace

TEST_CASE("an example is right when its texts are where the findings are") {
  CHECK(check("file: a, text: 'container{privileged: true}', flags: ['true']") == "");
  CHECK(check("file: a, text: 'container{privileged: ?}', undetermined: ['?']") == "");
  CHECK(check("file: a, text: 'container{privileged: false}', satisfied: ['false']") == "");
}

TEST_CASE("a text that covers the finding is good, one beside it is not") {
  CHECK(check("file: a, text: 'container{privileged: true}', flags: ['privileged: true']") == "");
  CHECK(check("file: a, text: 'container{privileged: true}', flags: ['container']") ==
        "  flags: 'container' was expected\n"
        "  not expected: violation: privileged at main:1:23 'true'\n"
        "  fact: container{privileged: true}\n");
}

TEST_CASE("every violation and every undetermined must be listed") {
  const std::string text = "file: a, text: 'container{privileged: true} container{privileged: true}'";
  CHECK(check(text + ", flags: ['true', 'true']") == "");
  CHECK(check(text + ", flags: ['true']") ==
        "  not expected: violation: privileged at main:1:51 'true'\n"
        "  fact: container{privileged: true}\n  fact: container{privileged: true}\n");
}

TEST_CASE("what is satisfied may be more than what is listed, but silence is silence") {
  const std::string text = "file: a, text: 'container{privileged: false} container{privileged: true}'";
  CHECK(check(text + ", flags: ['true']") == "");
  CHECK(check("file: a, text: 'container{privileged: false}'") ==
        "  not expected: satisfied: container: privileged: no at main:1:23 'false'\n"
        "  fact: container{privileged: false}\n");
  CHECK(check("file: a, text: 'store{public: true}'") == "");
}

TEST_CASE("what is satisfied may be named by a part of its symbol") {
  const std::string text = "file: a, text: 'container \"pod.api\"{privileged: false}'";
  CHECK(check(text + ", satisfied: [api]") == "");
  CHECK(check(text + ", satisfied: [ap]") != "");
}

TEST_CASE("a known gap must fail, and says so when it is closed") {
  CHECK(check("file: a, text: 'store{public: true}', satisfied: ['true'], known_gap: not read yet") == "");
  CHECK(check("file: a, text: 'container{privileged: true}', flags: ['true'], known_gap: not read yet") ==
        "  the gap is closed: remove 'known_gap'\n");
}

TEST_CASE("an example of which nothing is seen says that there is no fact") {
  CHECK(check("file: a, text: 'store{public: true}', flags: ['true']") ==
        "  flags: 'true' was expected\n  there is no fact of kind 'container'\n");
}
