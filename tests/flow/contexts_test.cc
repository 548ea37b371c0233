// Flows through functions: what one beyond each bound says, and what does not depend on threads or on other
// files.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <functional>
#include <string>
#include <vector>

#include "tests/flow/trees.h"

namespace payaudit {
namespace {

// The flows and the gaps of data flow, a line each.
std::string said(const std::vector<ExampleFile>& files) {
  const Scanned scanned = scan_texts(files, tables());
  std::string all;
  for (const Fact& fact : scanned.facts.all()) {
    const Source& source = scanned.sources[fact.place.file];
    if (fact.kind == Kind::flow) {
      const std::string_view state = text_of(fact, Attr::state);
      all +=
          fmt::format("{}:{} {} {} {}\n", source.path(), source.line_of(fact.place.span.begin),
                      text_of(fact, Attr::from), text_of(fact, Attr::to), state.empty() ? "unknown" : state);
    } else if (fact.kind == Kind::gap &&
               text_of(fact, Attr::detail).find("too involved") != std::string::npos) {
      all += fmt::format("{}:{} gap\n", source.path(), source.line_of(fact.place.span.begin));
    }
  }
  return all;
}

bool has_gap(const std::string& said) {
  return said.find(" gap\n") != std::string::npos;
}

std::string times(int count, const std::function<std::string(int)>& text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text(i);
  return all;
}

const std::string kLog = "import logging\nlog = logging.getLogger(__name__)\n";

}  // namespace

TEST_CASE("a flow leads through files, and stands at its sink") {
  CHECK(said({{"shop/web.py",
               "from shop.trail import note\ndef pay(request):\n  note(request['card_number'])\n"},
              {"shop/trail.py", kLog + "def note(text):\n  log.info('got %s', text)\n"}}) ==
        "shop/trail.py:4 account.chd.pan log clear\n");
}

TEST_CASE("a mask in another file is evidence where the number was followed through it") {
  CHECK(
      said({{"shop/web.py",
             kLog +
                 "from shop.text import tail\ndef pay(request):\n  log.info(tail(request['card_number']))\n"},
            {"shop/text.py", "def tail(text):\n  return text[-4:]\n"}}) ==
      "shop/web.py:5 account.chd.pan log truncated\n");
}

TEST_CASE("functions that call each other come to an end") {
  const std::string text =
      kLog +
      "def even(value, n):\n  if n == 0:\n    log.info(value)\n  return odd(value, n - 1)\n"
      "def odd(value, n):\n  if n == 0:\n    return value\n  return even([value], n - 1)\n"
      "def pay(request):\n  even(request['card_number'], 9)\n";
  const std::string all = said({{"a.py", text}});
  CHECK(all.find("a.py:5 account.chd.pan log clear\n") != std::string::npos);
  CHECK_FALSE(has_gap(all));
}

// kMostEntities of program.h
TEST_CASE("more functions than a call is followed into are a gap") {
  const auto program = [](int types) {
    return std::vector<ExampleFile>{
        {"A.java",
         "interface Sink { void put(String text); }\n" + times(types, [](int i) {
           return fmt::format(
               "class S{} implements Sink {{ public void put(String text) {{ int a = 1; }} }}\n", i);
         }) + "class Pay { void run(Sink sink, Form form) { sink.put(form.getCardNumber()); } }\n"}};
  };
  CHECK_FALSE(has_gap(said(program(32))));
  CHECK(has_gap(said(program(40))));
}

// kMostSinks of evaluate.cc
TEST_CASE("more sinks than are told of one function are a gap") {
  const auto program = [](int lines) {
    return std::vector<ExampleFile>{{"a.py", kLog + "def note(text):\n" + times(lines, [](int) {
                                               return std::string("  log.info(text)\n");
                                             }) + "def pay(request):\n  note(request['card_number'])\n"}};
  };
  CHECK_FALSE(has_gap(said(program(64))));
  CHECK(has_gap(said(program(65))));
}

// kMostOuts of evaluate.cc
TEST_CASE("more results than are told of one function are a gap") {
  const auto program = [](int lines) {
    return std::vector<ExampleFile>{
        {"a.py",
         kLog + "def fill(text, into):\n" +
             times(lines, [](int i) { return fmt::format("  put{0}(into.member{0}, text)\n", i); }) +
             "  return text\n" +
             times(lines,
                   [](int i) { return fmt::format("def put{0}(to, text):\n  to.part{0} = text\n", i); }) +
             "def pay(request, into):\n  fill(request['card_number'], into)\n"}};
  };
  CHECK_FALSE(has_gap(said(program(10))));
  CHECK(has_gap(said(program(300))));
}

// kMostInputs of contexts.cc
TEST_CASE("a function that is called with more kinds of data than are followed is a gap") {
  const auto program = [](int calls) {
    return std::vector<ExampleFile>{
        {"a.py", kLog + "def note(thing):\n  return len(thing)\n" + times(calls, [](int i) {
                   return fmt::format("def pay{0}(request):\n  note({{'k{0}': request['card_number']}})\n",
                                      i);
                 })}};
  };
  CHECK_FALSE(has_gap(said(program(100))));
  CHECK(has_gap(said(program(300))));
}

// kMostSlotContents of contexts.cc
TEST_CASE("more data than is kept in one variable of a module is a gap") {
  const auto program = [](int writes) {
    return std::vector<ExampleFile>{
        {"a.py", kLog + "kept = {}\n" + times(writes, [](int i) {
                   return fmt::format("def pay{0}(request):\n  kept['k{0}'] = request['card_number']\n", i);
                 }) + "def show():\n  log.info(kept['k1'])\n"}};
  };
  CHECK_FALSE(has_gap(said(program(30))));
  CHECK(has_gap(said(program(70))));
}

// kDeepestHanding of walk_callees.cc
TEST_CASE("what a handed function gives is handed to it again so often, then it is a gap") {
  const auto program = [](const std::string& calls) {
    return std::vector<ExampleFile>{{"a.py", kLog + "def run(step, value):\n  return " + calls +
                                                 "\ndef same(value):\n  return [value]\n"
                                                 "def pay(request):\n  run(same, request['card_number'])\n"}};
  };
  CHECK_FALSE(has_gap(said(program("step(value)"))));
  CHECK(has_gap(said(program("step(step(step(step(step(step(value))))))"))));
}

// kMostRounds of contexts.cc
TEST_CASE("a chain of calls longer than is followed is a gap") {
  const auto program = [](int calls) {
    return std::vector<ExampleFile>{
        {"a.py",
         kLog + times(calls, [](int i) { return fmt::format("def f{}(value):\n  f{}(value)\n", i, i + 1); }) +
             fmt::format("def f{}(value):\n  log.info(value)\n", calls) +
             "def pay(request):\n  f0(request['card_number'])\n"}};
  };
  const std::string followed = said(program(20));
  CHECK(followed.find("account.chd.pan log clear") != std::string::npos);
  CHECK_FALSE(has_gap(followed));
  CHECK(has_gap(said(program(100))));
}

TEST_CASE("other files change nothing") {
  std::vector<ExampleFile> files{
      {"shop/web.py", "from shop.trail import note\ndef pay(request):\n  note(request['card_number'])\n"},
      {"shop/trail.py", kLog + "def note(text):\n  log.info('got %s', text)\n"}};
  const std::string alone = said(files);
  for (int i = 0; i < 300; ++i)
    files.push_back(
        {fmt::format("other/m{}.py", i), fmt::format("def step{0}(value):\n  return [value, {0}]\n", i)});
  CHECK(said(files) == alone);
}

}  // namespace payaudit
