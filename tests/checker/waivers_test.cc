#include "checker/gate/waivers.h"

#include <catch2/catch.hpp>

#include "checker/gate/days.h"
#include "checker/gate/waiver_file.h"
#include "tests/checker/folder.h"
#include "tests/golden.h"

using namespace payaudit;

namespace {

const std::set<std::string, std::less<>> kRules = {"pan-logged", "store-public"};
constexpr std::string_view kToday = "2026-11-29";

constexpr std::string_view kSound = R"(id: W-1
fingerprint: 3b1f00000000000000000000000000aa
kind: false-positive
reason: "the value is a reference, no number"
owner: "@shop"
approver: "@security"
approved_on: 2026-11-02
expires: 2027-01-31
)";

// The sound entry with a line replaced (a `key` without a text is left out), or one more.
std::string with(const std::string& key, const std::string& text = {}) {
  std::string entry(kSound);
  const std::string line = text.empty() ? "" : key + ": " + text + "\n";
  const size_t at = entry.find(key + ":");
  if (at == std::string::npos) return entry + line;
  return entry.replace(at, entry.find('\n', at) + 1 - at, line);
}

// Entries of lines, as a list of the file.
std::string file(const std::vector<std::string>& entries) {
  std::string text = "waivers:\n";
  for (const std::string& entry : entries) {
    std::string indent = "  - ";
    for (size_t at = 0; at < entry.size();) {
      const size_t end = entry.find('\n', at) + 1;
      text += indent + entry.substr(at, end - at);
      indent = "    ";
      at = end;
    }
  }
  return text;
}

// What is wrong with the first entry of a file, or "holds", "draft", "ended".
std::string check(const std::string& text) {
  const auto waivers = parse_waivers(".payaudit/waivers.yaml", text, kToday, kRules);
  if (!waivers) return waivers.error().message;
  std::string told;
  for (const WaiverProblem& problem : waivers->front().problems)
    told += (told.empty() ? "" : "; ") + problem.message;
  if (!told.empty()) return told;
  return waivers->front().is_draft ? "draft" : waivers->front().is_ended ? "ended" : "holds";
}

std::string check_entry(const std::string& entry) {
  return check(file({entry}));
}

}  // namespace

TEST_CASE("an approved waiver of a fingerprint holds") {
  CHECK(check_entry(std::string(kSound)) == "holds");
}

TEST_CASE("instead of a fingerprint it may name a rule and a path, and a symbol") {
  const std::string place = "rule: pan-logged\npath: src/**\nsymbol: pan\n";
  CHECK(check_entry(with("fingerprint") + place) == "holds");
  CHECK(check_entry(std::string(kSound) + place) ==
        "a waiver is of a fingerprint, or of a rule and a path, not of both");
  CHECK(check_entry(with("fingerprint")) == "a waiver needs 'fingerprint', or 'rule' and 'path'");
  CHECK(check_entry(with("fingerprint") + "rule: pan-logged\n") == "a waiver needs the key 'path'");
  CHECK(check_entry(with("fingerprint") + "path: src\n") == "a waiver needs the key 'rule'");
}

TEST_CASE("the waivers of the page about them hold") {
  const std::string page = read_test_file(PAYAUDIT_ROOT "/docs/waivers.md");
  const size_t begin = page.find("```yaml\n") + 8;
  REQUIRE(begin > 8);
  const auto waivers = parse_waivers("w", page.substr(begin, page.find("```", begin) - begin), kToday,
                                     {"store-public", "store-unencrypted"});
  REQUIRE(waivers);
  CHECK(waivers->size() == 3);
  for (const Waiver& waiver : *waivers) CHECK(waiver.holds());
}

TEST_CASE("a problem is told with line, caret and the next step") {
  const auto waivers =
      parse_waivers(".payaudit/waivers.yaml", file({std::string(kSound) + "reson: x\n"}), kToday, kRules);
  REQUIRE(waivers);
  REQUIRE(waivers->front().problems.size() == 1);
  CHECK(waivers->front().problems[0].text ==
        ".payaudit/waivers.yaml:10:5: unknown key 'reson' of a waiver\n"
        "  10 |     reson: x\n"
        "     |     ^~~~~\n"
        "did you mean 'reason'?\n");
}

TEST_CASE("each part that is missing is told") {
  for (const char* key : {"id", "kind", "reason", "owner", "expires"}) {
    INFO(key);
    CHECK(check_entry(with(key)) == "a waiver needs the key '" + std::string(key) + "'");
  }
  CHECK(check_entry(with("owner", "\"\"")) == "'owner' is empty");
}

TEST_CASE("a value that means nothing is told") {
  CHECK(check_entry(with("id", "W 1")) == "'W 1' is no id");
  CHECK(check_entry(with("fingerprint", "3b1f")) == "'3b1f' is no fingerprint");
  CHECK(check_entry(with("fingerprint", "3B1F00000000000000000000000000AA")) ==
        "'3B1F00000000000000000000000000AA' is no fingerprint");
  CHECK(check_entry(with("fingerprint", "3b1f00000000000000000000000000aa-0123456789abcdef")) == "holds");
  CHECK(check_entry(with("kind", "false-negative")) == "unknown kind 'false-negative'");
  CHECK(check_entry(with("fingerprint") + "rule: pan-loged\npath: src\n") == "unknown rule 'pan-loged'");
  CHECK(check_entry(with("fingerprint") + "rule: waiver-unused\npath: src\n") ==
        "unknown rule 'waiver-unused'");
  CHECK(check_entry(with("fingerprint") + "rule: pan-logged\npath: \"!src\"\n") ==
        "the pattern '!src' takes nothing in");
  CHECK(check("waivers: [x]\n") == "a waiver is written as a map of keys and values");
}

TEST_CASE("a reason says something") {
  CHECK(check_entry(with("reason", "\"not a number\"")) ==
        "the reason has 12 characters, and 20 are the least");
  CHECK(check_entry(with("reason", "\"1234567890123456789\"")) ==
        "the reason has 19 characters, and 20 are the least");
  CHECK(check_entry(with("reason", "\"12345678901234567890\"")) == "holds");
  CHECK(check_entry(with("reason", "\"ok                        ok\"")) ==
        "the reason has 5 characters, and 20 are the least");
  CHECK(check_entry(with("reason", "\"äöüäöüäöüäöüäöüäöüä\"")) ==
        "the reason has 19 characters, and 20 are the least");
}

TEST_CASE("what nobody approved is a draft") {
  std::string entry = with("approver");
  entry.erase(entry.find("approved_on"), std::string("approved_on: 2026-11-02\n").size());
  CHECK(check_entry(entry) == "draft");
  CHECK(check_entry(with("approver")) == "it is approved by nobody");
  CHECK(check_entry(with("approved_on")) == "it does not say when it was approved");
}

TEST_CASE("the approver is not the owner, however he is spelt") {
  for (const char* name : {"\"@shop\"", "\"@Shop\"", "SHOP", "\" shop \"", "\"@ sh op\""}) {
    INFO(name);
    CHECK(check_entry(with("approver", name)) == "the approver is the owner");
  }
  CHECK(check_entry(with("approver", "\"@shopkeeper\"")) == "holds");
}

TEST_CASE("its last day is inclusive") {
  CHECK(check_entry(with("expires", "2026-11-29")) == "holds");
  CHECK(check_entry(with("expires", "2026-11-28")) == "ended");
}

TEST_CASE("days are days, and in order") {
  CHECK(check_entry(with("expires", "2027-02-29")) == "'2027-02-29' is no day");
  CHECK(check_entry(with("expires", "2027-02")) == "'2027-02' is no day");
  CHECK(check_entry(with("approved_on", "tomorrow")) == "'tomorrow' is no day");
  CHECK(check_entry(with("approved_on", "2026-11-29")) == "holds");
  CHECK(check_entry(with("approved_on", "2026-11-30")) == "2026-11-30 is to come");
  CHECK(check_entry(with("expires", "2026-11-01")) ==
        "it ends before it was approved, which was on 2026-11-02");
}

TEST_CASE("no waiver runs longer than a year") {  // beyond kLongestWaiver of waivers.h
  CHECK(check_entry(with("expires", "2027-11-02")) == "holds");
  CHECK(check_entry(with("expires", "2027-11-03")) ==
        "it runs 366 days from its approval, and 365 are the most");
}

TEST_CASE("a compensating control has the whole worksheet, and nothing else has one") {
  const std::string control = with("kind", "compensating-control");
  CHECK(check_entry(control) == "a compensating-control needs a 'worksheet' (PCI DSS Appendix C)");
  const std::string all =
      "worksheet: {constraints: c, objective: o, risk: r, definition: d, validation: v, maintenance: m}\n";
  CHECK(check_entry(control + all) == "holds");
  CHECK(check_entry(control + "worksheet: {constraints: c, objective: o, risk: r, definition: d, "
                              "maintenance: m}\n") == "the worksheet needs the key 'validation'");
  CHECK(check_entry(std::string(kSound) + all) == "a waiver of kind false-positive has no worksheet");
}

TEST_CASE("two entries of one id both suppress nothing") {
  const std::string text = file({std::string(kSound), std::string(kSound)});
  const auto waivers = parse_waivers(".payaudit/waivers.yaml", text, kToday, kRules);
  REQUIRE(waivers);
  REQUIRE(waivers->size() == 2);
  CHECK((*waivers)[0].problems.at(0).message == "the id 'W-1' is that of line 10 too");
  CHECK((*waivers)[1].problems.at(0).message == "the id 'W-1' is that of line 2 too");
}

TEST_CASE("all that is wrong with an entry is told, and the others hold") {
  const auto waivers =
      parse_waivers(".payaudit/waivers.yaml", file({"id: W-2\nexpires: 2027-13-01\n", std::string(kSound)}),
                    kToday, kRules);
  REQUIRE(waivers);
  CHECK((*waivers)[0].problems.size() == 5);
  CHECK((*waivers)[1].holds());
}

TEST_CASE("a text that is no list of waivers is an error with its place") {
  CHECK(check("waivers: [\n").substr(0, 26) == ".payaudit/waivers.yaml:2:1");
  CHECK(check("waiver: []\n").find("did you mean 'waivers'?") != std::string::npos);
  CHECK(check("version: 2\nwaivers: []\n").find("this program reads version 1") != std::string::npos);
  CHECK(check("waivers: none\n").find("a list of waivers is needed") != std::string::npos);
  CHECK(parse_waivers("w", "", kToday, kRules)->empty());
  CHECK(parse_waivers("w", "version: 1\nwaivers:\n", kToday, kRules)->empty());
}

TEST_CASE("very many bad entries are all refused, in little time") {  // beyond kMaxShown of problems.cc
  std::string text = "waivers:\n";
  for (int i = 0; i < 100000; ++i) text += "- x\n";
  const auto waivers = parse_waivers("w", text, kToday, kRules);
  REQUIRE(waivers);
  REQUIRE(waivers->size() == 100000);
  CHECK_FALSE(waivers->back().problems.empty());
}

TEST_CASE("there are as many days between days as the calendar has") {
  CHECK(day_number("1970-01-01") == 0);
  CHECK(*day_number("2024-03-01") - *day_number("2024-02-28") == 2);
  CHECK_FALSE(day_number("2026-02-30"));
  CHECK_FALSE(day_number("2026-2-03"));
}

namespace {

// The file with one more entry, as `waiver add` writes it.
std::string check_added(const std::string& text) {
  Waiver waiver = parse_waivers("w", file({std::string(kSound)}), kToday, kRules)->front();
  waiver.id = "W-9";
  const Result<std::string> all = with_entries(text, {entry_text(waiver, "pan-logged at a.py:1")});
  if (!all) return all.error().message;
  const auto waivers = parse_waivers("w", *all, kToday, kRules);
  REQUIRE(waivers);
  CHECK(waivers->back().id == "W-9");
  CHECK(waivers->back().holds());
  CHECK(waivers->back().reason == waiver.reason);
  return *all;
}

}  // namespace

TEST_CASE("an added entry leaves what is there as it is") {
  const std::string entry =
      "- id: W-9\n"
      "  fingerprint: 3b1f00000000000000000000000000aa\n"
      "  kind: false-positive\n"
      "  reason: \"the value is a reference, no number\"\n"
      "  owner: \"@shop\"\n"
      "  approver: \"@security\"\n"
      "  approved_on: 2026-11-02\n"
      "  expires: 2027-01-31\n";
  const std::string flat = "# ours\nwaivers:\n- {id: W-1}\n# the end\n";
  CHECK(check_added(flat) == flat + "# pan-logged at a.py:1\n" + entry);
  const std::string indented = file({std::string(kSound)});
  CHECK(
      check_added(indented).starts_with(indented + "  # pan-logged at a.py:1\n  - id: W-9\n    fingerprint"));
  CHECK(check_added("waivers: []\n").starts_with("waivers: \n  # pan"));
  CHECK(check_added("version: 1\nwaivers:").starts_with("version: 1\nwaivers:\n  # pan"));
  CHECK(check_added("").starts_with("# Findings that are not mended for now"));
  CHECK(check_added("waivers:\r\n").find("\r\n  - id: W-9\r\n    fingerprint") != std::string::npos);
}

TEST_CASE("where an entry cannot be added it is shown") {
  CHECK(check_added("waivers:\n  - {id: W-1}\nversion: 1\n").find("write the entry there yourself:") !=
        std::string::npos);
  CHECK(check_added("waivers: [{id: W-1}]\n").find("does not begin with '- '") != std::string::npos);
}

TEST_CASE("a text is written so that it is read again") {
  Waiver waiver;
  waiver.id = "W-1";
  waiver.fingerprint = "3b1f00000000000000000000000000aa";
  waiver.reason = "a \"quote\", a back\\slash,\na line: break\tand # no comment";
  waiver.owner = "x: y";
  waiver.expires = "2027-01-31";
  waiver.kind = WaiverKind::compensating_control;
  waiver.worksheet = {"c", "o", "'", "{", "%", "\""};
  const auto text = with_entries("", {entry_text(waiver, "two\nlines")});
  REQUIRE(text);
  const auto waivers = parse_waivers("w", *text, kToday, kRules);
  REQUIRE(waivers);
  CHECK(waivers->front().problems.empty());
  CHECK(waivers->front().reason == waiver.reason);
  CHECK(waivers->front().owner == "x: y");
  CHECK(waivers->front().worksheet.maintenance == "\"");
}

TEST_CASE("a file that is too large is an error") {  // beyond kLargestFile of waiver_file.cc
  const Folder folder;
  folder.write(".payaudit/waivers.yaml", std::string((size_t{1} << 20) + 1, '#'));
  Target target;
  target.root = folder.path();
  const auto text = read_waivers_text(target);
  REQUIRE_FALSE(text);
  CHECK(text.error().message ==
        ".payaudit/waivers.yaml: cannot read the waivers: 1 MiB, larger than the limit of 1 MiB");
}

TEST_CASE("the next id is above all there are") {
  const auto ids = [](const std::vector<std::string>& known) {
    std::vector<Waiver> waivers(known.size());
    for (size_t i = 0; i < known.size(); ++i) waivers[i].id = known[i];
    return next_id(waivers);
  };
  CHECK(ids({}) == "W-1");
  CHECK(ids({"W-2", "W-10", "W-3", "mine", "W-x"}) == "W-11");
}
