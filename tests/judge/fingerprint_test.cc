#include "rules/judge/fingerprint.h"

#include <catch2/catch.hpp>

#include <set>

using namespace payaudit;

namespace {

Finding finding(std::string rule, std::string symbol, uint32_t begin = 0, FileId file = 0) {
  Finding made;
  made.place.file = file;
  made.rule = std::move(rule);
  made.symbol = std::move(symbol);
  made.place.span = {begin, begin + 1};
  return made;
}

std::vector<std::string> check(std::vector<Finding> findings, const std::vector<std::string>& evidence) {
  SourceMap sources;
  for (const char* path : {"a.tf", "b.tf", "c.tf"}) sources.add(path, "");
  set_fingerprints(findings, evidence, sources);
  std::vector<std::string> fingerprints;
  for (const Finding& each : findings) fingerprints.push_back(each.fingerprint);
  return fingerprints;
}

}  // namespace

TEST_CASE("a fingerprint is the identity and the path in hex digits, the same on every machine") {
  const std::string one = check({finding("r", "s")}, {"a=b"})[0];
  CHECK(one == "faf5d684ea58fbc150c981af018d75d3-8178630277c54f3a");
  CHECK(identity_of(one) == "faf5d684ea58fbc150c981af018d75d3");
  CHECK(identity_of("43e161d8") == "43e161d8");
}

TEST_CASE("moved lines do not change a fingerprint") {
  CHECK(check({finding("r", "s", 1)}, {"a=b"}) == check({finding("r", "s", 900)}, {"a=b"}));
}

TEST_CASE("in another file the identity stays, also of what is called by its path") {
  const auto all = check({finding("r", "page a.tf x", 1, 0), finding("r", "page b.tf x", 1, 1)}, {"e", "e"});
  CHECK(all[0] != all[1]);
  CHECK(identity_of(all[0]) == identity_of(all[1]));
}

TEST_CASE("rule, symbol, evidence and verdict each change it") {
  Finding other = finding("r", "s");
  other.verdict = Verdict::undetermined;
  const auto all = check({finding("r", "s"), finding("q", "s"), finding("r", "t"), finding("r", "s"), other},
                         {"a", "a", "a", "b", "a"});
  CHECK(std::set<std::string>(all.begin(), all.end()).size() == all.size());
}

TEST_CASE("fields do not run together") {
  CHECK(check({finding("ab", "c")}, {""}) != check({finding("a", "bc")}, {""}));
}

TEST_CASE("equal ones of one file are told apart by their order, whichever comes first") {
  const auto both = check({finding("r", "s", 1), finding("r", "s", 2)}, {"a", "a"});
  CHECK(both[0] != both[1]);
  CHECK(check({finding("r", "s", 2), finding("r", "s", 1)}, {"a", "a"}) == both);
}

TEST_CASE(
    "equal ones of several files are told apart by the path, and none takes the fingerprint of another") {
  const auto all =
      check({finding("r", "s", 1, 0), finding("r", "s", 1, 1), finding("r", "s", 1, 2)}, {"a", "a", "a"});
  CHECK(std::set<std::string>(all.begin(), all.end()).size() == 3);
  const auto without_first = check({finding("r", "s", 1, 1), finding("r", "s", 1, 2)}, {"a", "a"});
  CHECK(without_first == std::vector<std::string>{all[1], all[2]});
}
