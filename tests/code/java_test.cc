#include "scanners/syntax/code/java/java.h"

#include <catch2/catch.hpp>
#include <string>

#include "scanners/syntax/code/print.h"
#include "tests/code/expect.h"

namespace payaudit {
namespace {

std::string shown(const std::string& text) {
  const Source source("A.java", text);
  return to_string(read_java(source), source);
}

// A whole file, with places.
void check_file(const std::string& text, const std::string& expected) {
  CHECK("\n" + shown(text.substr(1)) == expected);
}

// Statements in a method `void f(Card card, String s)`: its instructions and what follows, without places.
void check_body(const std::string& statements, const std::string& expected) {
  CHECK(instructions_of("f", shown("class A {\n  void f(Card card, String s) {\n" + statements +
                                   "\n  }\n}\n")) == expected);
}

TEST_CASE("imports name a module and what is taken from it") {
  check_file(R"(
package com.shop;
import org.slf4j.Logger;
import java.util.*;
import static java.util.Map.of;
)",
             R"(
java package com.shop
import org.slf4j take Logger  2:1
import java.util take *  3:1
import java.util.Map take of  4:1
)");
}

TEST_CASE("a class has bases, annotated fields, and its initializers in <fields>") {
  check_file(R"(
@Entity(name = "card")
class Card<T> extends Base<T> implements A, B {
  @Column(name = "pan", length = 19) private String pan, cvv = "1\u0041\n";
  static final int MAX = 3;
  static { load(); }
}
)",
             R"(
java
type Card : Base<T>, A, B @Entity(name="card")  1:1
  field pan: String @Column(name="pan", length="19")  3:3
  field cvv: String @Column(name="pan", length="19")  3:3
  field MAX: int static constant  4:3
fn0 Card.<fields>(self this)  2:47
  cvv = copy "1A\n"  3:58
  MAX = copy 3  4:20
  r5 = call load()  5:12
)");
}

TEST_CASE("interfaces, enums and records are types") {
  check_file(R"(
interface A extends B { int LIMIT = 3; void pay(@Valid Card card, String... notes); }
enum Kind { VISA("4") { int x() { return 1; } }, MC; Kind(String p) {} }
record Money(@NotNull long minor, String currency) { Money { check(minor); } }
@interface Mark { String value() default "x"; }
)",
             R"(
java
type A : B  1:1
  field LIMIT: int static constant  1:25
type Kind  2:1
  field VISA: Kind static constant  2:13
  field MC: Kind static constant  2:50
type Kind. : Kind  2:13
type Money  3:1
  field minor: long constant @NotNull  3:14
  field currency: String constant  3:35
type Mark  4:1
fn0 A.<fields>(self this)  1:23
  LIMIT = copy 3  1:29
fn1 A.pay(self this, card: Card @Valid, notes: String...): void  1:40
fn2 Kind.<fields>(self this)  2:11
  r2 = construct Kind("4")  2:13
  VISA = copy r2  2:13
  r4 = construct Kind()  2:50
  MC = copy r4  2:50
fn3 .x(self this): int in fn2  2:25
  return 1  2:35
fn4 Kind.Kind(self this, p: String)  2:54
fn5 Money.Money(self this, minor: long @NotNull, currency: String)  3:54
  r3 = call check(minor)  3:62
fn6 Mark.value(self this): String  4:19
)");
}

TEST_CASE("a constructor calls another and sets fields") {
  check_file(R"(
class Card {
  Card(String pan) { super(pan); this.pan = pan; count = 1; }
}
)",
             R"(
java
type Card  1:1
fn0 Card.Card(self this, pan: String)  2:3
  r2 = call super(pan)  2:22
  set_field this.pan = pan  2:34
  set_name count = 1  2:50
)");
}

TEST_CASE("an unqualified name that is no local is read by name") {
  check_body("log.info(\"paid {}\", s);", R"(
r3 = name log
r5 = call r3.info("paid {}", s)
)");
}

TEST_CASE("a concatenation with a string literal is one concat") {
  check_body("String t = \"card \" + s + '/' + 1 + card.name();", R"(
r6 = call card.name()
r7 = concat "card ", s, "/", 1, r6
t = copy r7
)");
}

TEST_CASE("other sums are binary") {
  check_body("int n = a + b + 2;", R"(
r3 = name a
r4 = name b
r6 = binary r3 + r4
r7 = binary r6 + 2
n = copy r7
)");
}

TEST_CASE("a compound assignment reads and writes") {
  check_body("s += \"x\"; n -= 2; this.total += n; a[0] = s; n++;", R"(
r4 = concat s, "x"
s = copy r4
r5 = name n
r7 = binary r5 - 2
set_name n = r7
r8 = field this.total
r9 = name n
r10 = binary r8 + r9
set_field this.total = r10
r11 = name a
set_index r11[0] = s
r13 = name n
r15 = binary r13 + 1
set_name n = r15
)");
}

TEST_CASE("a condition jumps over what it does not reach") {
  check_body("if (s == null) { a(); } else if (ok) b(); else c();", R"(
r4 = binary s == null
branch r4 else L0
r5 = call a()
jump L1
L0:
r6 = name ok
branch r6 else L2
r7 = call b()
jump L3
L2:
r8 = call c()
L3:
L1:
)");
}

TEST_CASE("the right side of && is jumped over only where it has effects") {
  check_body("boolean a = s != null && s != card; boolean b = s != null || check(s);", R"(
r4 = binary s != null
r5 = binary s != card
r6 = binary r4 && r5
a = copy r6
r9 = binary s != null
r10 = unary ! r9
branch r10 else L1
r11 = call check(s)
L1:
r12 = binary r9 || r11
b = copy r12
)");
}

TEST_CASE("a ternary is one copy a branch") {
  check_body(R"(
String u = s.substring(-4);
String t = s != null ? s : name();
)",
             R"(
r4 = call s.substring(-4)
u = copy r4
r7 = binary s != null
branch r7 else L0
r8 = copy s
jump L1
L0:
r9 = call name()
r8 = copy r9
L1:
t = copy r8
)");
}

TEST_CASE("loops have a test, a body and a way back") {
  check_body(R"(
for (int i = 0; i < 3; i++) { if (i == 1) continue; pay(i); }
while (more()) pay(1);
do { pay(2); } while (more());
)",
             R"(
i = copy 0
L0:
r6 = binary i < 3
branch r6 else L2
r8 = binary i == 1
branch r8 else L3
jump L1
L3:
r9 = call pay(i)
L1:
r11 = binary i + 1
i = copy r11
jump L0
L2:
L4:
r12 = call more()
branch r12 else L6
r14 = call pay(1)
L5:
jump L4
L6:
L7:
r16 = call pay(2)
L8:
r17 = call more()
branch r17 else L9
jump L7
L9:
)");
}

TEST_CASE("a loop over a collection binds an element") {
  check_body("outer: for (Card each : cards) { for (;;) { break outer; } }", R"(
r3 = name cards
L0:
r5 = unary more r3
branch r5 else L2
r6 = index r3[]
each = copy r6
L3:
jump L2
L4:
jump L3
L5:
L1:
jump L0
L2:
)");
}

TEST_CASE("a handler tests the type of what was thrown") {
  check_body(
      "try (Db db = open()) { db.run(s); } catch (IOException | SqlException e) { log(e); } finally { "
      "close(); }",
      R"(
try L0
r3 = call open()
db = copy r3
r5 = call db.run(s)
end_try
jump L1
L0:
r7 = name IOException
r8 = binary e instanceof r7
r9 = name SqlException
r10 = binary e instanceof r9
r11 = binary r8 || r10
branch r11 else L2
r12 = call log(e)
jump L1
L2:
L1:
r13 = call close()
)");
}

TEST_CASE("a switch tests in source order and falls through") {
  check_body("switch (s) { case \"a\": a(); case \"b\", \"c\": b(); break; default: c(); }", R"(
r5 = binary s == "a"
branch r5 else L2
L1:
r6 = call a()
jump L3
L2:
r8 = binary s == "b"
r10 = binary s == "c"
r11 = binary r8 || r10
branch r11 else L4
L3:
r12 = call b()
jump L0
jump L5
L4:
jump L6
L5:
r13 = call c()
jump L7
L6:
jump L5
L7:
L0:
)");
}

TEST_CASE("a switch expression copies the value of its branch") {
  check_body(
      "int n = switch (s) { case \"a\" -> 1; case \"b\" -> { yield 2; } default -> throw new Bad(); };", R"(
r5 = binary s == "a"
branch r5 else L2
L1:
r3 = copy 1
jump L0
L2:
r8 = binary s == "b"
branch r8 else L4
L3:
r3 = copy 2
jump L0
jump L0
L4:
jump L6
L5:
r10 = construct Bad()
throw r10
jump L0
L6:
jump L5
L7:
L0:
n = copy r3
)");
}

TEST_CASE("patterns bind variables") {
  check_body(R"(
if (card instanceof Visa v && v.ok()) use(v);
Object o = switch (card) { case Pair(String a, int b) when b > 0 -> a; case Visa w -> w; default -> null; };
)",
             R"(
r3 = name Visa
r4 = binary card instanceof r3
v = copy card
branch r4 else L1
r6 = call v.ok()
L1:
r7 = binary r4 && r6
branch r7 else L0
r8 = call use(v)
L0:
r10 = name Pair
r11 = binary card instanceof r10
r12 = index card[]
a = copy r12
r14 = index card[]
b = copy r14
r17 = binary b > 0
r18 = binary r11 && r17
branch r18 else L4
L3:
r9 = copy a
jump L2
L4:
r19 = name Visa
r20 = binary card instanceof r19
w = copy card
branch r20 else L6
L5:
r9 = copy w
jump L2
L6:
jump L8
L7:
r9 = copy null
jump L2
L8:
jump L7
L9:
L2:
o = copy r9
)");
}

TEST_CASE("a lambda is a function inside, and reads outer variables by name") {
  check_body("Runnable run = () -> pay(s); list.map(x -> { return x.pan(); });", R"(
r3 = lambda fn1
run = copy r3
r5 = name list
r6 = lambda fn2
r7 = call r5.map(r6)
fn1 run() in fn0
r0 = name s
r1 = call pay(r0)
return r1
fn2 (x) in fn0
r1 = call x.pan()
return r1
)");
}

TEST_CASE("a method reference is a field read") {
  check_body("list.map(Card::pan).map(this::mask).map(Card::new).map(int[]::clone);", R"(
r3 = name list
r4 = name Card
r5 = field r4.pan
r6 = call r3.map(r5)
r7 = field this.mask
r8 = call r6.map(r7)
r9 = name Card
r10 = field r9.new
r11 = call r8.map(r10)
r12 = name int[]
r13 = field r12.clone
r14 = call r11.map(r13)
)");
}

TEST_CASE("an anonymous class is a type without a name") {
  check_file(R"(
class A { void f(String s) { run(new Handler(s) { @Override public void handle(int n) { pay(s, n); } }); } }
)",
             R"(
java
type A  1:1
type A. : Handler  1:34
fn0 A.f(self this, s: String): void  1:11
  r2 = construct Handler(s)  1:34
  r3 = call run(r2)  1:30
fn1 .handle(self this, n: int): void in fn0 @Override  1:51
  r2 = name s  1:93
  r3 = call pay(r2, n)  1:89
)");
}

TEST_CASE("casts have a type, parentheses and arrays are plain") {
  check_body(
      "Card c = (Card) (card); String[] a = {\"x\", s}; int[] b = new int[size()]; char d = 'x'; Class<?> k "
      "= Card.class;",
      R"(
r3: Card = copy card
c = copy r3
r6 = make array("x", s)
a = copy r6
r8 = call size()
r9 = make array()
b = copy r9
d = copy "x"
r13 = name Card
r14 = field r13.class
k = copy r14
)");
}

TEST_CASE("an object is constructed without its type arguments") {
  check_body("Map<String, Card> m = new java.util.HashMap<String, Card>(3);", R"(
r4 = construct java.util.HashMap(3)
m = copy r4
)");
}

TEST_CASE("a text block starts after its first line break") {
  check_body(R"(
String q = """
    select "pan"
    """;
)",
             R"(
q = copy "    select \"pan\"\n    "
)");
}

TEST_CASE("code around a syntax error is kept, with a gap") {
  check_file(R"(
class A { void f(String s) { log(s); int = ; log(s + "x"); } }
)",
             R"(
java
type A  1:1
fn0 A.f(self this, s: String): void  1:11
  r2 = call log(s)  1:30
  r3 = make ()  1:38
  r5 = concat s, "x"  1:50
  r6 = call log(r5)  1:46
gap syntax not valid here  1:38
)");
}

TEST_CASE("text that is no Java at all is a gap") {
  check_file(R"(
%%% ((( not java
)",
             R"(
java
gap syntax not valid here  1:1
)");
}

}  // namespace
}  // namespace payaudit

TEST_CASE("a yield inside a lambda, which is no valid program, gives nothing to the switch around it") {
  const payaudit::Source source("A.java", "class R { { switch (a) { case 1: i -> { yield 3; } } } }");
  const payaudit::Code code = payaudit::read_java(source);
  for (const payaudit::Function& function : code.functions) {
    for (const payaudit::Instruction& now : function.body)
      CHECK((now.out == payaudit::kNoReg || now.out < function.variables.size()));
  }
}
