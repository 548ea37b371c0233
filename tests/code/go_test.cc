#include "scanners/syntax/code/go/go.h"

#include <catch2/catch.hpp>
#include <string>

#include "scanners/syntax/code/print.h"
#include "tests/code/expect.h"

namespace payaudit {
namespace {

std::string shown(const std::string& text) {
  const Source source("a.go", text);
  return to_string(read_go(source), source);
}

// A whole file, with places.
void check_file(const std::string& text, const std::string& expected) {
  CHECK("\n" + shown(text.substr(1)) == expected);
}

// Statements in a function `func f(card Card, s string)`: its instructions and what follows, without places.
void check_body(const std::string& statements, const std::string& expected) {
  CHECK(instructions_of("f", shown("package p\nfunc f(card Card, s string) {\n" + statements + "\n}\n")) ==
        expected);
}

TEST_CASE("imports have the name that is used in the file") {
  check_file(R"(
package pay

import "log"
import (
  st "github.com/stripe/stripe-go/v76"
  "github.com/acme/mask/v2"
  _ "embed"
  . "fmt"
  "gopkg.in/yaml.v3"
)
)",
             R"(
go package pay
import log as log  3:8
import github.com/stripe/stripe-go/v76 as st  5:3
import github.com/acme/mask/v2 as mask  6:3
import embed as _  7:3
import fmt take *  8:3
import gopkg.in/yaml.v3  9:3
fn0 <module>()  1:1
)");
}

TEST_CASE("a struct has fields with tags, and embedded types are bases") {
  check_file(R"(
package p
type Card struct {
  gorm.Model
  *Base
  Pan, Old string `json:"pan,omitempty" gorm:"column:pan"`
  CVV []byte
}
type Pan string
type Store interface { Reader; Save(ctx context.Context, c *Card) error }
)",
             R"(
go package p
type Card : gorm.Model, Base  2:6
  field Pan: string @json("pan,omitempty") @gorm("column:pan")  5:3
  field Old: string @json("pan,omitempty") @gorm("column:pan")  5:3
  field CVV: []byte  6:3
type Pan : string  8:6
type Store : Reader  9:6
fn0 <module>()  1:1
fn1 Store.Save(ctx: context.Context, c: *Card): error in fn0  9:32
)");
}

TEST_CASE("package variables are variables of the module") {
  check_file(R"(
package p
const ( A = iota; B; Key = "k" )
var db, cache = open(), map[string]int{"a": 1}
var limit int
func f() string { return Key }
)",
             R"(
go package p
fn0 <module>()  1:1
  r0 = name iota  2:13
  A = copy r0  2:9
  Key = copy "k"  2:22
  r5 = call open()  3:17
  r7 = make map(a: 1)  3:25
  db = copy r5  3:5
  cache = copy r7  3:5
fn1 f(): string in fn0  5:1
  r0 = name Key  5:26
  return r0  5:19
)");
}

TEST_CASE("a method's owner is its receiver's type") {
  check_file(R"(
package p
func (c *Card) Charge(amount int64, notes ...string) (id string, err error) { id = c.Pan; return }
type Card struct { Pan string }
func (o Other[T]) f(int) {}
)",
             R"(
go package p
type Card  3:6
  field Pan: string  3:20
fn0 <module>()  1:1
fn1 Card.Charge(self c, amount: int64, notes: ...string): (id string, err error) in fn0  2:1
  r5 = field c.Pan  2:84
  id = copy r5  2:79
  return id, err  2:91
fn2 f(self o, r1: int) in fn0  4:1
)");
}

TEST_CASE("several results are taken apart") {
  check_body("a, err := charge(card); b, c := s, 1; _, err = charge(s); v, ok := m[s]; x, ok := card.(Visa)",
             R"(
r2 = call charge(card)
r4 = index r2[0]
r6 = index r2[1]
a = copy r4
err = copy r6
b = copy s
c = copy 1
r12 = call charge(s)
r14 = index r12[0]
r16 = index r12[1]
err = copy r16
r17 = name m
r18 = index r17[s]
r19 = unary ok r18
v = copy r18
ok = copy r19
r22: Visa = copy card
r23 = unary ok r22
x = copy r22
ok = copy r23
)");
}

TEST_CASE(":= declares once in a scope") {
  check_body("a := 1; a, b := 2, 3; if true { a := s; use(a) }; use(a, b)", R"(
a#3 = copy 1
a#3 = copy 2
b = copy 3
branch true else L0
a#8 = copy s
r9 = call use(a#8)
L0:
r10 = call use(a#3, b)
)");
}

TEST_CASE("an initializer comes before the condition") {
  check_body("if err := pay(s); err != nil { return err } else if s == \"\" { a() } else { b() }", R"(
r2 = call pay(s)
err = copy r2
r5 = binary err != nil
branch r5 else L0
return err
jump L1
L0:
r7 = binary s == ""
branch r7 else L2
r8 = call a()
jump L3
L2:
r9 = call b()
L3:
L1:
)");
}

TEST_CASE("composite literals are constructed with named values") {
  check_body(
      "a := &Card{Pan: s, Owner: &Owner{\"me\"}}; b := []*Card{{Pan: s}, other}; c := map[string]Card{\"x\": "
      "{Pan: s}, s: card}; d := [...]int{2: 1}; e := pkg.Box[int]{X: 1}",
      R"(
r3 = construct Owner("me")
r4 = construct Card(Pan: s, Owner: r3)
a = copy r4
r6 = construct Card(Pan: s)
r7 = name other
r8 = make list(r6, r7)
b = copy r8
r10 = construct Card(Pan: s)
r11 = make map(x: r10, s, card)
c = copy r11
r14 = make list(2: 1)
d = copy r14
r17 = construct pkg.Box(X: 1)
e = copy r17
)");
}

TEST_CASE("texts, parts, and conversions") {
  check_body(
      "a := \"x\" + s + `\\n`; b := s[len(s)-4:]; c := s[:6]; d := []byte(s); e := string(d); g := "
      "card.(fmt.Stringer); h := 'x'; i := -1; s += \"!\"",
      R"(
r4 = concat "x", s, "\\n"
a = copy r4
r6 = call len(s)
r8 = binary r6 - 4
r9 = make slice(start: r8)
r10 = index s[r9]
b = copy r10
r13 = make slice(end: 6)
r14 = index s[r13]
c = copy r14
r16: []byte = copy s
d = copy r16
r18: string = copy d
e = copy r18
r20: fmt.Stringer = copy card
g = copy r20
h = copy "x"
i = copy -1
r27 = concat s, "!"
s = copy r27
)");
}

TEST_CASE("pointers are plain, channels give elements") {
  check_body(
      "p := &card; q := *p; *p = card; ch <- s; r := <-ch; n := new(Card); m := make([]string, 3); m = "
      "append(m, notes...)",
      R"(
p = copy card
q = copy p
p = copy card
r4 = name ch
r5 = call r4.<-(s)
r6 = name ch
r7 = index r6[]
r = copy r7
r9 = construct Card()
n = copy r9
r11 = name []string
r13 = call make(r11, 3)
m = copy r13
r15 = name notes
r16 = call append(m, ...: r15)
m = copy r16
)");
}

TEST_CASE("assignments to parts") {
  check_body("card.Pan = s; m[s] = 1; a, m[0] = s, card; n++; n -= 2; *card.x = s", R"(
set_field card.Pan = s
r3 = name m
set_index r3[s] = 1
set_name a = s
r4 = name m
set_index r4[0] = card
r6 = name n
r8 = binary r6 + 1
set_name n = r8
r9 = name n
r11 = binary r9 - 2
set_name n = r11
set_field card.x = s
)");
}

TEST_CASE("the right side of && is jumped over only where it has effects") {
  check_body("a := s != \"\" && s != x; b := s == \"\" || check(s)", R"(
r3 = binary s != ""
r4 = name x
r5 = binary s != r4
r6 = binary r3 && r5
a = copy r6
r9 = binary s == ""
r10 = unary ! r9
branch r10 else L1
r11 = call check(s)
L1:
r12 = binary r9 || r11
b = copy r12
)");
}

TEST_CASE("loops") {
  check_body(R"(
for i := 0; i < 3; i++ { if i == 1 { continue }; pay(i) }
for s != "" { break }
for k, v := range card { use(k, v) }
for range s { }
outer: for { for k = range card { continue outer } }
)",
             R"(
i = copy 0
L0:
r5 = binary i < 3
branch r5 else L2
r7 = binary i == 1
branch r7 else L3
jump L1
L3:
r8 = call pay(i)
L1:
r10 = binary i + 1
i = copy r10
jump L0
L2:
L4:
r12 = binary s != ""
branch r12 else L6
jump L6
L5:
jump L4
L6:
L7:
r13 = unary more card
branch r13 else L9
r14 = index card[]
r15 = unary key card
k = copy r15
v = copy r14
r18 = call use(k, v)
L8:
jump L7
L9:
L10:
r19 = unary more s
branch r19 else L12
r20 = index s[]
L11:
jump L10
L12:
L13:
L14:
L17:
r21 = unary more card
branch r21 else L19
r22 = index card[]
r23 = unary key card
set_name k = r23
jump L15
L18:
jump L17
L19:
L15:
jump L14
L16:
)");
}

TEST_CASE("a switch breaks by itself and falls through where it says so") {
  check_body(R"(
switch x := s; x { case "a", "b": a(); fallthrough; case "c": c(); default: d() }
switch { case s == "a": a() }
)",
             R"(
x = copy s
r4 = binary x == "a"
r6 = binary x == "b"
r7 = binary r4 || r6
branch r7 else L2
L1:
r8 = call a()
jump L3
L2:
r10 = binary x == "c"
branch r10 else L4
L3:
r11 = call c()
jump L0
L4:
jump L6
L5:
r12 = call d()
jump L0
L6:
jump L5
L7:
L0:
r14 = binary s == "a"
branch r14 else L10
L9:
r15 = call a()
jump L8
L10:
jump L8
L11:
L8:
)");
}

TEST_CASE("a type switch binds its variable with the case's type") {
  check_body("switch v := card.(type) { case *Visa: a(v); case A, B: b(v); default: c(v) }", R"(
r2 = name *Visa
r3 = binary card instanceof r2
v#4 = copy card
branch r3 else L2
L1:
r5 = call a(v#4)
jump L0
L2:
r6 = name A
r7 = binary card instanceof r6
r8 = name B
r9 = binary card instanceof r8
r10 = binary r7 || r9
v#11 = copy card
branch r10 else L4
L3:
r12 = call b(v#11)
jump L0
L4:
v#13 = copy card
jump L6
L5:
r14 = call c(v#13)
jump L0
L6:
jump L5
L7:
L0:
)");
}

TEST_CASE("a select waits for one of its channels") {
  check_body("select { case x, ok := <-in: use(x, ok); case out <- s: done(); default: }", R"(
r2 = name in
r3 = unary more r2
branch r3 else L2
L1:
r4 = name in
r5 = index r4[]
r6 = unary ok r5
x = copy r5
ok = copy r6
r9 = call use(x, ok)
jump L0
L2:
r10 = name out
r11 = unary more r10
branch r11 else L4
L3:
r12 = name out
r13 = call r12.<-(s)
r14 = call done()
jump L0
L4:
jump L6
L5:
jump L0
L6:
jump L5
L7:
L0:
)");
}

TEST_CASE("function literals, deferred and concurrent calls") {
  check_body(
      "mask := func(x string) string { return x + s }; defer close(s); go func() { mask(s) }(); "
      "handle(\"/pay\", func(w http.ResponseWriter, r *http.Request) { w.Write(nil) })",
      R"(
r2 = lambda fn2
mask = copy r2
r4 = call close(s)
r5 = lambda fn3
r6 = call r5()
r8 = lambda fn4
r9 = call handle("/pay", r8)
fn2 mask(x: string): string in fn1
r1 = name s
r2 = binary x + r1
return r2
fn3 () in fn1
r0 = name s
r1 = call mask(r0)
fn4 (w: http.ResponseWriter, r: *http.Request) in fn1
r3 = call w.Write(nil)
)");
}

TEST_CASE("generic calls and method values") {
  check_body("a := decode[Card](s); a = pkg.Load[Card](s); b := card.Charge; c := b(1)", R"(
r2 = call decode(s)
a = copy r2
r4 = name pkg
r5 = call r4.Load(s)
a = copy r5
r6 = field card.Charge
b = copy r6
r9 = call b(1)
c = copy r9
)");
}

TEST_CASE("a jump goes to its label") {
  check_body("again: pay(s); if s != \"\" { goto again }; goto nowhere", R"(
L0:
r2 = call pay(s)
L1:
r4 = binary s != ""
branch r4 else L2
jump L0
L2:
jump L3
L3:
)");
}

TEST_CASE("code around a syntax error is kept, with a gap") {
  check_file(R"(
package p
func f(s string) { log(s); x := = 3; log(s + "x") }
)",
             R"(
go package p
fn0 <module>()  1:1
fn1 f(s: string) in fn0  2:1
  r1 = call log(s)  2:20
  x = copy 3  2:28
  r5 = concat s, "x"  2:42
  r6 = call log(r5)  2:38
gap syntax not valid here  2:33
)");
}

}  // namespace
}  // namespace payaudit
