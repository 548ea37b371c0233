#include "rules/judge/said_once.h"

#include <fmt/format.h>
#include <catch2/catch.hpp>

using namespace payaudit;

namespace {

Rule rule_of(std::string id, Kind kind, std::vector<std::string> yields_to = {}) {
  Rule rule;
  rule.id = std::move(id);
  rule.kind = kind;
  rule.yields_to = std::move(yields_to);
  return rule;
}

RulePack pack() {
  RulePack pack;
  pack.rules.push_back(rule_of("pan-logged", Kind::flow, {"sad-logged"}));
  pack.rules.push_back(rule_of("random", Kind::random));
  pack.rules.push_back(rule_of("root", Kind::container));
  pack.rules.push_back(rule_of("sad-logged", Kind::flow));
  pack.rules.push_back(rule_of("secret", Kind::secret, {"secret-live"}));
  pack.rules.push_back(rule_of("secret-live", Kind::secret));
  return pack;
}

const SourceMap& sources() {
  static const SourceMap one = [] {
    SourceMap made;
    made.add("a", "xx\n" + std::string(97, 'x'));
    made.add("b", std::string(100, 'x'));
    return made;
  }();
  return one;
}

Finding finding_at(std::string rule, uint32_t begin, uint32_t end, Verdict verdict = Verdict::violation) {
  Finding finding;
  finding.rule = std::move(rule);
  finding.verdict = verdict;
  finding.place = {0, {begin, end}};
  finding.message = fmt::format("{} at {}", finding.rule, begin);
  finding.symbol = fmt::format("thing {}", begin);
  return finding;
}

Finding from(Finding finding, uint32_t begin) {
  finding.steps.push_back({{0, {begin, begin + 3}}, "read here", StepRole::source});
  return finding;
}

Finding open(uint32_t begin, std::string reason = "the image is not known") {
  Finding finding = finding_at("root", begin, begin + 1, Verdict::undetermined);
  finding.reason = std::move(reason);
  return finding;
}

// One line a finding: the message, what is told with it, how many it speaks of.
std::string said(std::vector<Finding> findings) {
  std::string text;
  for (const Finding& finding : say_once(std::move(findings), pack(), sources())) {
    text += finding.message;
    for (const Also& also : finding.also) text += fmt::format(", also {}", also.message);
    if (finding.count > 1) text += fmt::format(", {} in all", finding.count);
    for (const Place& place : finding.also_at) text += fmt::format(" {}", place.span.begin);
    text += '\n';
  }
  return text;
}

}  // namespace

TEST_CASE("a rule yields to another at the same place and is told with it") {
  CHECK(said({finding_at("secret", 5, 40), finding_at("secret-live", 14, 40)}) ==
        "secret-live at 14, also secret at 5\n");
  CHECK(said({finding_at("secret", 5, 40), finding_at("secret-live", 50, 60)}) ==
        "secret at 5\nsecret-live at 50\n");
}

TEST_CASE("one secret by its name and by its form is one finding, at the shorter place") {
  CHECK(said({finding_at("secret", 5, 40), finding_at("secret", 14, 40)}) == "secret at 14\n");
  CHECK(said({finding_at("secret", 5, 40), finding_at("secret", 14, 40),
              finding_at("secret-live", 14, 40)}) == "secret-live at 14, also secret at 5\n");
}

TEST_CASE("two flows into one call are one finding where they carry one value") {
  CHECK(said({from(finding_at("pan-logged", 50, 60), 3), from(finding_at("sad-logged", 50, 60), 3)}) ==
        "sad-logged at 50, also pan-logged at 50\n");
  CHECK(said({from(finding_at("pan-logged", 50, 60), 3), from(finding_at("sad-logged", 50, 60), 20)}) ==
        "pan-logged at 50\nsad-logged at 50\n");
}

TEST_CASE("one statement that hands on an object is one finding of a rule, with all that is in it") {
  RulePack flows = pack();
  for (Rule& rule : flows.rules) rule.shape = RuleShape::flow;
  Finding second = from(finding_at("sad-logged", 50, 60), 20);
  second.steps.front().text = "the code";
  const auto found = say_once(
      {from(finding_at("sad-logged", 50, 60), 3), second, from(finding_at("sad-logged", 70, 80), 20)}, flows,
      sources());
  REQUIRE(found.size() == 2);
  REQUIRE(found[0].steps.size() == 2);
  CHECK(found[0].steps[1].text == "so does the code");
  CHECK(found[1].place.span.begin == 70);
}

TEST_CASE("a rule that does not yield stays beside another at the same place") {
  CHECK(said({finding_at("root", 5, 40), finding_at("secret-live", 5, 40)}) ==
        "root at 5\nsecret-live at 5\n");
}

TEST_CASE("what is not decided of many things for one reason is said once, with all places") {
  CHECK(said({open(1), open(2), open(3), open(4), open(5, "a variable has no value")}) ==
        "root at 1, 4 in all 2 3 4\nroot at 5\n");
}

TEST_CASE("what is not decided of a few things is said of each") {
  CHECK(said({open(1), open(2), open(3)}) == "root at 1\nroot at 2\nroot at 3\n");
}

TEST_CASE("what is said of many has one fingerprint, whichever of them comes first") {
  const auto fingerprint = [](std::vector<Finding> findings) {
    return say_once(std::move(findings), pack(), sources()).at(0).fingerprint;
  };
  CHECK(fingerprint({open(1), open(2), open(3), open(4)}) ==
        fingerprint({open(7), open(8), open(9), open(10), open(11)}));
  CHECK(fingerprint({open(1), open(2), open(3), open(4)}) !=
        fingerprint({open(1, "x"), open(2, "x"), open(3, "x"), open(4, "x")}));
}

TEST_CASE("violations are never counted together") {
  CHECK(said({finding_at("root", 1, 2), finding_at("root", 3, 4), finding_at("root", 5, 6),
              finding_at("root", 7, 8)}) == "root at 1\nroot at 3\nroot at 5\nroot at 7\n");
}

namespace {

Finding alike(uint32_t begin, bool is_suppressed = false, std::string text = "host") {
  Finding finding = finding_at("root", begin, begin + 1);
  finding.alike = std::move(text);
  if (is_suppressed) finding.suppression = Suppression{};
  return finding;
}

std::string counted(std::vector<Finding> findings) {
  std::string text;
  for (const Finding& finding : count_violations(std::move(findings), pack(), sources())) {
    text += fmt::format("{}:{}", finding.message, finding.suppression ? " suppressed" : "");
    for (const Place& place : finding.also_at) text += fmt::format(" {}", place.span.begin);
    text += '\n';
  }
  return text;
}

}  // namespace

TEST_CASE("many violations that are alike are one, with the places of all") {
  CHECK(counted({alike(1), alike(3), alike(5), alike(7)}) == "root at 1: 3 5 7\n");
  CHECK(counted({alike(1), alike(3), alike(5)}) == "root at 1:\nroot at 3:\nroot at 5:\n");
}

TEST_CASE("those of another value are others, and what says its own is never counted") {
  CHECK(counted({alike(1), alike(3), alike(5), alike(7), alike(9, false, "other"), alike(11, false, "")}) ==
        "root at 1: 3 5 7\nroot at 9:\nroot at 11:\n");
}

TEST_CASE("a suppressed violation excuses none of those that are alike") {
  CHECK(counted({alike(1, true), alike(3), alike(5), alike(7), alike(9)}) ==
        "root at 1: suppressed\nroot at 3: 5 7 9\n");
}

TEST_CASE(
    "violations that are one defect stay where it is told first, in whatever file, and no suppressed one is "
    "among them") {
  const auto once = [](uint32_t begin, std::string in, bool is_suppressed = false) {
    Finding finding = finding_at("root", begin, begin + 1);
    finding.once = std::move(in);
    if (is_suppressed) finding.suppression = Suppression{};
    return finding;
  };
  std::vector<Finding> found =
      count_violations({once(1, "f"), once(3, "f"), once(5, "g"), once(7, "f", true)}, pack(), sources());
  REQUIRE(found.size() == 3);
  REQUIRE(found[0].steps.size() == 1);
  CHECK(found[0].steps[0].place.span.begin == 3);
  CHECK(found[1].place.span.begin == 5);
  CHECK(found[2].suppression);
  Finding elsewhere = once(3, "f");
  elsewhere.place.file = 1;
  found = count_violations({once(3, "f"), elsewhere}, pack(), sources());
  REQUIRE(found.size() == 1);
  REQUIRE(found[0].steps.size() == 1);
  CHECK(found[0].steps[0].place.file == 1);
  CHECK(counted({finding_at("root", 1, 2), finding_at("root", 3, 4)}) == "root at 1:\nroot at 3:\n");
}

TEST_CASE("what is one defect of a line is one, and its other places are shown by the line itself") {
  const auto drawn = [](uint32_t begin, std::string once) {
    Finding finding = finding_at("random", begin, begin + 1);
    finding.once = std::move(once);
    return finding;
  };
  CHECK(counted({drawn(41, "2 f random"), drawn(43, "2 f random")}) == "random at 41:\n");
  CHECK(count_violations({drawn(41, "2 f random"), drawn(43, "2 f random")}, pack(), sources())
            .at(0)
            .steps.empty());
  CHECK(counted({drawn(41, "2 f random"), drawn(43, "2 g random")}) == "random at 41:\nrandom at 43:\n");
  CHECK(counted({finding_at("root", 1, 2), finding_at("root", 3, 4)}) == "root at 1:\nroot at 3:\n");
}

TEST_CASE("what two rules say of one column is one where one yields to the other, and the gravest stays") {
  RulePack rules;
  for (const char* id : {"column-clear", "entity-clear", "code-stored"}) {
    rules.rules.push_back(rule_of(id, Kind::field));
    rules.rules.back().once = Rule::Once::in_tree;
    rules.rules.back().once_by = Attr::column;
  }
  rules.rules[1].yields_to = {"column-clear"};
  std::sort(rules.rules.begin(), rules.rules.end(), [](const Rule& a, const Rule& b) { return a.id < b.id; });
  const auto of = [](std::string rule, uint32_t begin, std::string column) {
    Finding finding = finding_at(std::move(rule), begin, begin + 1);
    finding.place.file = begin < 10 ? 0 : 1;
    finding.once = std::move(column);
    return finding;
  };
  const std::vector<Finding> found =
      count_violations({of("code-stored", 1, "card.pan"), of("column-clear", 11, "card.pan"),
                        of("entity-clear", 3, "card.pan"), of("entity-clear", 5, "card.other")},
                       rules, sources());
  REQUIRE(found.size() == 3);
  CHECK(found[0].rule == "code-stored");
  CHECK(found[1].rule == "column-clear");
  REQUIRE(found[1].also.size() == 1);
  CHECK(found[1].also[0].rule == "entity-clear");
  REQUIRE(found[1].steps.size() == 1);
  CHECK(found[1].steps[0].place.span.begin == 3);
  CHECK(found[2].rule == "entity-clear");
}

TEST_CASE("one line of a module that several call is one finding, and the others' names explain it") {
  const auto bucket = [](const std::string& name, const std::string& what) {
    Finding finding = finding_at("root", 5, 9);
    finding.symbol = "aws_s3_bucket.this";
    finding.message = fmt::format("store '{}' {}", name, what);
    return finding;
  };
  const auto found = count_violations(
      {bucket("prod", "keeps 7 days"), bucket("staging", "keeps 7 days"), bucket("dev", "keeps 3 days")},
      pack(), sources());
  REQUIRE(found.size() == 2);
  CHECK(found[0].message == "store 'prod' keeps 7 days");
  REQUIRE(found[0].steps.size() == 1);
  CHECK(found[0].steps[0].text == "the same of another: store 'staging' keeps 7 days");
  CHECK(found[1].message == "store 'dev' keeps 3 days");
}

TEST_CASE("a suppressed violation is not the one of another that the line makes") {
  Finding excused = finding_at("root", 5, 9);
  excused.suppression = Suppression{"known", "me", "2030-01-01", {}};
  CHECK(count_violations({excused, finding_at("root", 5, 9)}, pack(), sources()).size() == 2);
}

TEST_CASE("what is told once bears on all that each of them bears on") {
  std::vector<Finding> all = {open(5), open(15), open(25), open(35), open(45), open(55)};
  for (size_t i = 0; i < all.size(); ++i) all[i].bears_on = {{0, static_cast<uint32_t>(i % 2), i > 1}};
  const std::vector<Finding> told = say_once(std::move(all), pack(), sources());
  REQUIRE(told.size() == 1);
  CHECK(told.front().bears_on == std::vector<BearsOn>{{0, 0, true}, {0, 1, true}});
}
