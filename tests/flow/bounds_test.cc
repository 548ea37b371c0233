// What one beyond each bound of the flow analysis says: a gap at the function, or a state that is not known.
#include <catch2/catch.hpp>

#include "scanners/syntax/code/java/java.h"
#include "scanners/syntax/code/javascript/javascript.h"
#include "scanners/syntax/code/python/python.h"
#include "tests/flow/flows.h"

using namespace payaudit;

namespace {

const std::string kInvolved =
    "limit function too involved for data flow: what arrives nowhere may still arrive\n";

std::string times(size_t count, const std::string& text) {
  std::string all;
  for (size_t i = 0; i < count; ++i) all += text;
  return all;
}

std::string python_gaps(const std::string& text) {
  return find_gaps([](const Source& source) { return read_python(source); }, "a.py",
                   "import logging\n" + text);
}

std::string python_flows(const std::string& text) {
  return find_flows([](const Source& source) { return read_python(source); }, "a.py",
                    "import logging\n" + text)
      .flows;
}

std::string script_gaps(const std::string& text) {
  return find_gaps([](const Source& source) { return read_typescript(source); }, "a.ts", text);
}

std::string java_gaps(const std::string& text) {
  return find_gaps([](const Source& source) { return read_java(source); }, "A.java", text);
}

}  // namespace

// kLongestFollowed of taint.h
TEST_CASE("a function that is too long for data flow is a gap") {
  const std::string head = "def f(card_number):\n";
  const std::string end = "  logging.info(card_number)\n";
  CHECK(python_flows(head + times(10, "  a = 1\n") + end) == "account.chd.pan log clear\n");
  CHECK(python_gaps(head + times(10'001, "  a = 1\n") + end) == "limit function too long for data flow\n");
}

// kLongestCallee of taint.cc
TEST_CASE("a function of the file that is too long to follow leaves a gap where it is called") {
  const auto called = [](size_t lines) {
    return "def shown(value):\n" + times(lines, "  a = 1\n") +
           "  return value\ndef f(card_number):\n  logging.info(shown(card_number))\n";
  };
  CHECK(python_flows(called(100)) == "account.chd.pan log clear\n");
  CHECK(python_gaps(called(100)).empty());
  CHECK(python_gaps(called(501)) == kInvolved);
}

// kMostTaints of walk.h
TEST_CASE("more classified data in one value than is followed is a gap") {
  const auto list = [](size_t count) {
    std::string all = "def f(request):\n  d = {}\n";
    for (size_t i = 0; i < count; ++i) all += "  d['k" + std::to_string(i) + "'] = request.card_number\n";
    return all + "  logging.info(d)\n";
  };
  CHECK(python_gaps(list(10)).empty());
  CHECK(python_gaps(list(33)) == kInvolved);
}

// kMostRounds of walk.cc
TEST_CASE("data that needs more rounds of loops than are walked is a gap") {
  const auto chain = [](size_t count) {
    std::string all = "def f(card_number, n):\n";
    for (size_t i = 0; i < count; ++i) all += "  v" + std::to_string(i) + " = 0\n";
    all += "  while n:\n";
    for (size_t i = 0; i + 1 < count; ++i)
      all += "    v" + std::to_string(i) + " = v" + std::to_string(i + 1) + "\n";
    return all + "    v" + std::to_string(count - 1) + " = card_number\n  logging.info(v0)\n";
  };
  CHECK(python_flows(chain(3)) == "account.chd.pan log clear\n");
  CHECK(python_gaps(chain(20)) == kInvolved);
}

// kDeepestTry of walk.cc
TEST_CASE("tries in tries that are deeper than is followed are a gap") {
  const auto tries = [](size_t count) {
    return "class A { void f(String cardNumber) { " + times(count, "try { ") +
           "System.out.println(cardNumber); " + times(count, "} catch (Exception e) { } ") + "} }";
  };
  CHECK(java_gaps(tries(3)).empty());
  CHECK(java_gaps(tries(65)) == kInvolved);
}

// kMostMembers of walk.cc
TEST_CASE("a member of objects that are deeper in each other than is told apart is not known to be clear") {
  const std::string nested = "def f(card_number):\n  d = {'a': {'b': {'c': {'e': {'g': card_number}}}}}\n";
  CHECK(python_flows(nested + "  logging.info(d)\n") == "account.chd.pan log clear\n");
  CHECK(python_flows(nested + "  logging.info(d['a']['b']['c']['e']['g'])\n") == "account.chd.pan log ?\n");
  CHECK(
      python_flows("def f(card_number):\n  d = {'a': {'b': card_number}}\n  logging.info(d['x'])\n").empty());
}

// kMostDepth of walk_shown.cc
TEST_CASE("what is shown of objects deeper in each other than is looked at is a gap") {
  const auto nested = [](size_t depth) {
    return "class Card { cvv: string; }\nfunction f(card: Card) { console.log(" + times(depth, "{ a: ") +
           "card" + times(depth, " }") + "); }";
  };
  CHECK(script_gaps(nested(3)).empty());
  CHECK(script_gaps(nested(9)) == kInvolved);
}

// kLongestChain of walk_callees.cc
TEST_CASE("a chain of calls that fills an object and is longer than is followed is a gap") {
  const auto chain = [](size_t calls) {
    return "class A { void f(String cardNumber, StringBuilder sb) { sb" + times(calls, ".append(\"a\")") +
           ".append(cardNumber); System.out.println(sb); } }";
  };
  CHECK(java_gaps(chain(5)).empty());
  CHECK(java_gaps(chain(300)).find(kInvolved) != std::string::npos);
}

// kLongestPath of resolution.cc
TEST_CASE("a chain of calls whose name is longer than is kept is a gap") {
  const std::string gap =
      "limit a chain of calls longer than is followed: what is called at its end is not known\n";
  const auto chain = [](size_t calls) {
    return "import { make } from 'library';\nfunction f() { make()" + times(calls, ".withSetting()") + "; }";
  };
  CHECK(script_gaps(chain(50)).empty());
  CHECK(script_gaps(chain(300)) == gap);
}
