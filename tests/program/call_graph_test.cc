#include <catch2/catch.hpp>

#include "tests/program/trees.h"

namespace payaudit {

TEST_CASE("a call on an interface runs each implementer, on an object that is made here its own") {
  const std::string types =
      "interface Sink { void put(String x); }\n"
      "class Loud implements Sink { public void put(String x) { int a = 1; } }\n"
      "class Quiet implements Sink { public void put(String x) { int a = 2; } }\n";
  CHECK(SourceTree({TextFile{"A.java", types + "class A { void f(Sink sink, String x) { sink.put(x); } }"}})
            .calls_in("f") == "A.java:Loud.put\nA.java:Quiet.put\n");
  CHECK(
      SourceTree({TextFile{"A.java",
                           types + "class A { void f(String x) { Sink sink = new Quiet(); sink.put(x); } }"}})
          .calls_in("f") == "A.java:Quiet.put\n");
  CHECK(
      SourceTree({TextFile{"A.java",
                           types + "class A { Sink sink = new Loud(); void f(String x) { sink.put(x); } }"}})
          .calls_in("f") == "A.java:Loud.put\n");
}

TEST_CASE("a variable that is set again is what it was set to last") {
  CHECK(
      SourceTree({TextFile{"a.py",
                           "class A:\n  def put(self, x): return x\nclass B:\n  def put(self, x): return x\n"
                           "def f(x):\n  sink = A()\n  sink = B()\n  sink.put(x)\n"}})
          .calls_in("f") == "a.py:B.put\n");
}

TEST_CASE("what has the methods of an interface of Go implements it") {
  CHECK(
      SourceTree(
          {TextFile{"a.go",
                    "package a\ntype Sink interface { Put(x string) }\ntype Log struct{}\n"
                    "func (Log) Put(x string) { y := x; _ = y }\ntype Other struct{}\nfunc (Other) Get() {}\n"
                    "func f(sink Sink, x string) { sink.Put(x) }\n"}})
          .calls_in("f") == "a.go:Log.Put\n");
}

TEST_CASE("a method stands in another file of the folder than its type") {
  CHECK(SourceTree({TextFile{"a.go", "package a\ntype Log struct{}\nfunc f(l *Log, x string) { l.Put(x) }\n"},
                    {"b.go", "package a\nfunc (l *Log) Put(x string) { y := x; _ = y }\n"}})
            .calls_in("f") == "b.go:Log.Put\n");
}

TEST_CASE("what is injected is known by its type, or by what a constructor is handed") {
  CHECK(SourceTree(
            {TextFile{"a.ts",
                      "class Trail { note(x) { return x; } }\n"
                      "class Pay { constructor(private trail: Trail) {}\n f(x) { this.trail.note(x); } }\n"}})
            .calls_in("f") == "a.ts:Trail.note\n");
  CHECK(
      SourceTree(
          {TextFile{"a.py",
                    "class Trail:\n  def note(self, x): return x\nclass Pay:\n  def __init__(self, trail):\n"
                    "    self.trail = trail\n  def f(self, x):\n    self.trail.note(x)\ndef main():\n  "
                    "Pay(Trail())\n"}})
          .calls_in("f") == "a.py:Trail.note\n");
}

TEST_CASE("of overloads the one runs that takes so many values of these types") {
  CHECK(SourceTree({TextFile{"A.java",
                             "class A { void note(Long x) { int a = 1; } void note(String x) { int a = 2; }\n"
                             "void f(String x) { note(x); } }"}})
            .calls_in("f") == "A.java:A.note\n");
}

TEST_CASE("functions are followed through variables, lists and members") {
  CHECK(SourceTree(
            {TextFile{
                "a.ts",
                "function note(x) { return x; }\nconst all = { note };\nfunction f(x) { all.note(x); }\n"}})
            .calls_in("f") == "a.ts:note\n");
  CHECK(
      SourceTree(
          {TextFile{"a.py",
                    "def note(x): return x\nsteps = [note]\ndef f(x):\n  for step in steps:\n    step(x)\n"}})
          .calls_in("f") == "a.py:note\n");
}

TEST_CASE("a receiver of which nothing is known is guessed by its name where one type fits") {
  CHECK(
      SourceTree({TextFile{"a.py",
                           "class PaymentService:\n  def pay(self, x): return x\ndef f(payment_service, x):\n"
                           "  payment_service.pay(x)\n"}})
          .calls_in("f") == "a.py:PaymentService.pay perhaps\n");
  CHECK(SourceTree(
            {TextFile{
                "a.py",
                "class PaymentService:\n  def pay(self, x): return x\ndef f(client, x):\n  client.pay(x)\n"}})
            .calls_in("f")
            .empty());
}

// kMostPasses of call_graph.cc
TEST_CASE("values that are handed on further than is followed are said to be unsettled") {
  const auto tree = [](int steps) {
    std::string text = "class Trail:\n  def note(self, x): return x\n";
    // Each function stands before the one that hands it its value.
    for (int i = 0; i < steps; ++i)
      text = text + fmt::format("def f{}(trail):\n  f{}(trail)\n", steps - i, steps - i + 1);
    return SourceTree(
        {TextFile{"a.py", text + fmt::format("def f{}(trail):\n  trail.note(1)\ndef main():\n  f1(Trail())\n",
                                             steps + 1)}});
  };
  CHECK_FALSE(tree(2).graph->is_unsettled());
  CHECK(tree(40).graph->is_unsettled());
}

}  // namespace payaudit
