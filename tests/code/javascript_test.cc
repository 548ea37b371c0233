#include "scanners/syntax/code/javascript/javascript.h"

#include <catch2/catch.hpp>
#include <string>

#include "scanners/syntax/code/print.h"
#include "tests/code/expect.h"

namespace payaudit {
namespace {

enum class Reader { js, ts, tsx };

std::string shown(const std::string& text, Reader reader) {
  const Source source("a", text);
  switch (reader) {
    case Reader::js: return to_string(read_javascript(source), source);
    case Reader::ts: return to_string(read_typescript(source), source);
    case Reader::tsx: return to_string(read_tsx(source), source);
  }
  return {};
}

// A whole file, with places.
void check_file(const std::string& text, const std::string& expected, Reader reader = Reader::js) {
  CHECK("\n" + shown(text.substr(1), reader) == expected);
}

// Statements in a function `function f(card, s)`: its instructions and what follows, without places.
void check_body(const std::string& statements, const std::string& expected, Reader reader = Reader::js) {
  CHECK(instructions_of("f", shown("function f(card, s) {\n" + statements + "\n}\n", reader)) == expected);
}

TEST_CASE("imports name a module, what is taken from it, and the local name") {
  check_file(R"(
import express, { Router as R, json } from "express";
import * as fs from 'fs';
import "./setup";
const crypto = require("crypto"), { pay, log: l } = require('./pay');
const S = require("stripe").Stripe;
export { mask } from "./mask";
export * from "./all";
async function f() { await import("./late"); }
)",
             R"(
javascript
import express take default as express  1:1
import express take Router as R  1:1
import express take json  1:1
import fs as fs  2:1
import ./setup  3:1
import crypto as crypto  4:7
import ./pay take pay  4:35
import ./pay take log as l  4:35
import stripe take Stripe as S  5:7
import ./mask take mask  6:1
import ./all take *  7:1
import ./late  8:28
export mask of ./mask  6:10
export * of ./all  7:1
fn0 <module>()  1:1
  r1 = call require("crypto")  4:16
  crypto = copy r1  4:7
  r4 = call require("./pay")  4:53
  r5 = field r4.pay  4:37
  pay = copy r5  4:35
  r7 = field r4.log  4:42
  l = copy r7  4:35
  r10 = call require("stripe")  5:11
  r11 = field r10.Stripe  5:11
  S = copy r11  5:7
fn1 f() in fn0  8:1
  r1 = call import("./late")  8:28
)");
}

TEST_CASE("import of a required module") {
  check_file(R"(
import x = require("x");
import type { Card } from "./card";
)",
             R"(
typescript
import x as x  1:1
import ./card take Card  2:1
fn0 <module>()  1:1
)",
             Reader::ts);
}

TEST_CASE("a class has a base, fields and initializers") {
  check_file(R"(
class Card extends Base {
  static brand = "visa";
  #pan;
  mask = (n) => n;
  constructor(pan, owner = "me") { super(pan); this.#pan = pan; this.owner = owner; }
  get last4() { return this.#pan.slice(-4); }
}
)",
             R"(
javascript
type Card : Base  1:1
  field brand static  2:3
  field #pan  3:3
  field mask  4:3
  field owner  5:65
fn0 <module>()  1:1
fn1 Card.<fields>(self this) in fn0  1:25
  brand = copy "visa"  2:3
  r3 = lambda fn2  4:10
  mask = copy r3  4:3
fn2 mask(n) in fn1  4:10
  return n  4:17
fn3 Card.constructor(self this, pan, owner) in fn0  5:3
  r3 = unary default owner  5:20
  branch r3 else L0  5:20
  owner = copy "me"  5:20
  L0:  5:20
  r5 = call super(pan)  5:36
  set_field this.#pan = pan  5:48
  set_field this.owner = owner  5:65
fn4 Card.last4(self this) in fn0  6:3
  r1 = field this.#pan  6:24
  r3 = call r1.slice(-4)  6:24
  return r3  6:17
)");
}

TEST_CASE("what is made for a decorator of a field is made with the class") {
  check_file(R"(
class Card {
  @Column({ type: "varchar", transformer: new Vault({ key: "k" }) }) pan: string;
}
)",
             R"x(
typescript
type Card  1:1
  field pan: string @Column(type="varchar", transformer="new Vault({ key: \"k\" })")  2:3
fn0 <module>()  1:1
fn1 Card.<fields>(self this) in fn0  1:12
  r2 = make object(key: "k")  2:53
  r3 = construct Vault(r2)  2:43
)x",
             Reader::ts);
}

TEST_CASE("decorators are annotations, and the keys of their objects arguments") {
  check_file(R"(
@Entity("cards")
export class Card<T> extends Base<T> implements A, B {
  @PrimaryColumn() readonly id: string;
  @Column({ type: "varchar", name: 'pan', length: 19 }) private pan?: string = "x";
  constructor(private readonly repo: Repo<Card>, @Inject(LOG) log: Logger) {}
  @Post("/pay") async pay(@Body() body: PayDto): Promise<void> { this.repo.save(body); }
}
)",
             R"(
typescript
type Card : Base<T>, A, B @Entity("cards")  2:8
  field id: string constant @PrimaryColumn  3:3
  field pan: string @Column(type="varchar", name="pan", length="19")  4:3
  field repo: Repo<Card>  5:15
fn0 <module>()  1:1
fn1 Card.<fields>(self this) in fn0  2:54
  pan = copy "x"  4:3
fn2 Card.constructor(self this, repo: Repo<Card>, log: Logger @Inject("LOG")) in fn0  5:3
  set_field this.repo = repo  5:15
fn3 Card.pay(self this, body: PayDto @Body): Promise<void> in fn0 @Post("/pay")  6:17
  r2 = field this.repo  6:66
  r3 = call r2.save(body)  6:66
)",
             Reader::ts);
}

TEST_CASE("interfaces, object types and enums are types") {
  check_file(R"(
interface Card extends Base { pan: string; readonly cvv?: number; pay(card: Card): void }
type Owner = { name: string };
type Id = string | number;
export enum Kind { Visa = "visa", Mc }
declare module "x" { export function over(a: string): void }
namespace N { export const LIMIT: number = 3; }
)",
             R"(
typescript
type Card : Base  1:1
  field pan: string  1:31
  field cvv: number constant  1:44
type Owner  2:1
  field name: string  2:16
type Kind  4:8
  field Visa static constant  4:20
  field Mc static constant  4:35
fn0 <module>()  1:1
  LIMIT = copy 3  6:28
fn1 Card.pay(self this, card: Card): void in fn0  1:67
fn2 Kind.<fields>() in fn0  4:18
  Visa = copy "visa"  4:20
)",
             Reader::ts);
}

TEST_CASE("casts have a type, and assertions are plain") {
  check_body("const a = s as Card; const b = <Card>s; const c = s! satisfies string; const d = [s] as const;",
             R"(
r2: Card = copy s
a = copy r2
r4: Card = copy s
b = copy r4
c = copy s
r7 = make list(s)
d = copy r7
)",
             Reader::ts);
}

TEST_CASE("module variables are read by name in functions") {
  check_file(R"(
const key = process.env.KEY;
let count;
function charge(card) { count = key; return card; }
module.exports.charge = async (card) => charge(card);
export default function (req, res) { res.send(req.body); }
)",
             R"(
javascript
export charge r5  4:1
export default r8  5:1
fn0 <module>()  1:1
  r0 = name process  1:13
  r1 = field r0.env  1:13
  r2 = field r1.KEY  1:13
  key = copy r2  1:7
  r5 = lambda fn2  4:25
  r6 = name module  4:1
  r7 = field r6.exports  4:1
  set_field r7.charge = r5  4:1
  r8 = lambda fn3  5:16
fn1 charge(card) in fn0  3:1
  r1 = name key  3:33
  set_name count = r1  3:25
  return card  3:38
fn2 charge(card) in fn0  4:25
  r1 = call charge(card)  4:41
  return r1  4:41
fn3 (req, res) in fn0  5:16
  r2 = field req.body  5:47
  r3 = call res.send(r2)  5:38
)");
}

TEST_CASE("texts are put together by templates and +") {
  check_body(
      "const a = `pan ${card.pan} \\`${s}`; const b = \"x\" + s + 1; const c = a + b; const d = `plain\\n`; "
      "s += \"!\";",
      R"(
r3 = field card.pan
r5 = concat "pan ", r3, " `", s
a = copy r5
r9 = concat "x", s, 1
b = copy r9
r11 = binary a + b
c = copy r11
d = copy "plain\n"
r16 = concat s, "!"
s = copy r16
)");
}

TEST_CASE("objects keep constant keys, and methods are lambdas with the key's name") {
  check_body(R"(
const o = { pan: card.pan, "cvv": 1, s, [s]: 2, ...card, run() { return 1; }, go: (x) => x };
const l = [s, ...card];
)",
             R"(
r2 = field card.pan
r5 = lambda fn2
r6 = lambda fn3
r7 = make object(pan: r2, cvv: 1, s: s, s, 2, ...: card, run: r5, go: r6)
o = copy r7
r9 = make list(s, ...: card)
l = copy r9
fn2 run() in fn1
return 1
fn3 go(x) in fn1
return x
)");
}

TEST_CASE("an object is taken apart") {
  check_body(R"(
const { pan, owner: { name = "none" }, ...rest } = card;
const [a, , b] = s;
({ pan: card.x, y: s } = o); [s] = l;
)",
             R"(
r2 = field card.pan
pan = copy r2
r4 = field card.owner
r5 = field r4.name
r6 = copy r5
r7 = unary default r5
branch r7 else L0
r6 = copy "none"
L0:
name = copy r6
rest = copy card
r12 = index s[0]
a = copy r12
r15 = index s[2]
b = copy r15
r17 = name o
r18 = field r17.pan
set_field card.x = r18
r19 = field r17.y
s = copy r19
r20 = name l
r22 = index r20[0]
s = copy r22
)");
}

TEST_CASE("a parameter is taken apart") {
  check_file(R"(
function f({ pan, cvv: code }, [first], n = 3, ...rest) { return pan; }
)",
             R"(
javascript
fn0 <module>()  1:1
fn1 f(r0, r5, n, rest) in fn0  1:1
  r1 = field r0.pan  1:14
  pan = copy r1  1:12
  r3 = field r0.cvv  1:19
  code = copy r3  1:12
  r7 = index r5[0]  1:33
  first = copy r7  1:32
  r10 = unary default n  1:41
  branch r10 else L0  1:41
  n = copy 3  1:41
  L0:  1:41
  return pan  1:59
)");
}

TEST_CASE("optional chains are plain") {
  check_body("const a = card?.owner?.name; const b = card.get?.(s); const c = card?.[s];", R"(
r2 = field card.owner
r3 = field r2.name
a = copy r3
r5 = call card.get(s)
b = copy r5
r7 = index card[s]
c = copy r7
)");
}

TEST_CASE("calls by name, of values, and spread") {
  check_body(
      "log(s); s(1); card.pay(s)(2); log(...card); sql`select ${s}`; new Stripe.Client(s, {}); new Card;", R"(
r2 = call log(s)
r4 = call s(1)
r5 = call card.pay(s)
r7 = call r5(2)
r8 = call log(...: card)
r10 = concat "select ", s
r11 = call sql(r10)
r12 = make object()
r13 = construct Stripe.Client(s, r12)
r14 = construct Card()
)");
}

TEST_CASE("comparisons have one spelling") {
  check_body(
      "const a = s === null; const b = s !== 1; const c = \"pan\" in card; const d = typeof s == \"string\"; "
      "const e = -1;",
      R"(
r3 = binary s == null
a = copy r3
r6 = binary s != 1
b = copy r6
r9 = binary "pan" in card
c = copy r9
r11 = unary typeof s
r13 = binary r11 == "string"
d = copy r13
e = copy -1
)");
}

TEST_CASE("the right side of &&, || and ?? is jumped over only where it has effects") {
  check_body("const a = s && card; const b = s || load(); const c = s ?? card.x();", R"(
r2 = binary s && card
a = copy r2
r4 = unary ! s
branch r4 else L1
r5 = call load()
L1:
r6 = binary s || r5
b = copy r6
r8 = unary ! s
branch r8 else L2
r9 = call card.x()
L2:
r10 = binary s ?? r9
c = copy r10
)");
}

TEST_CASE("conditions") {
  check_body(R"(
if (s) a(); else if (card) { b(); } else c();
const d = s ? 1 : x();
)",
             R"(
branch s else L0
r2 = call a()
jump L1
L0:
branch card else L2
r3 = call b()
jump L3
L2:
r4 = call c()
L3:
L1:
branch s else L4
r5 = copy 1
jump L5
L4:
r7 = call x()
r5 = copy r7
L5:
d = copy r5
)");
}

TEST_CASE("loops") {
  check_body(R"(
for (let i = 0; i < 3; i++) { if (i) continue; pay(i); }
for (const [k, v] of card) pay(k, v);
for (s in card) { break; }
outer: while (s) { do { break outer; } while (card); }
for (;;) { pay(); }
)",
             R"(
i = copy 0
L0:
r5 = binary i < 3
branch r5 else L2
branch i else L3
jump L1
L3:
r6 = call pay(i)
L1:
r8 = binary i + 1
i = copy r8
jump L0
L2:
L4:
r9 = unary more card
branch r9 else L6
r10 = index card[]
r12 = index r10[0]
k = copy r12
r15 = index r10[1]
v = copy r15
r17 = call pay(k, v)
L5:
jump L4
L6:
L7:
r18 = unary more card
branch r18 else L9
r19 = index card[]
s = copy r19
jump L9
L8:
jump L7
L9:
L10:
branch s else L12
L13:
jump L12
L14:
branch card else L15
jump L13
L15:
L11:
jump L10
L12:
L16:
r20 = call pay()
L17:
jump L16
L18:
)");
}

TEST_CASE("a switch tests in source order and falls through") {
  check_body("switch (s) { case \"a\": a(); case \"b\": b(); break; default: c(); }", R"(
r3 = binary s == "a"
branch r3 else L2
L1:
r4 = call a()
jump L3
L2:
r6 = binary s == "b"
branch r6 else L4
L3:
r7 = call b()
jump L0
jump L5
L4:
jump L6
L5:
r8 = call c()
jump L7
L6:
jump L5
L7:
L0:
)");
}

TEST_CASE("handlers and what comes finally") {
  check_body(R"(
try { pay(s); } catch (e) { log(e); } finally { close(); }
try { pay(s); } catch ({ message }) { throw new Error(message); }
try { pay(s); } catch { }
)",
             R"(
try L0
r2 = call pay(s)
end_try
jump L1
L0:
r4 = call log(e)
L1:
r5 = call close()
try L2
r6 = call pay(s)
end_try
jump L3
L2:
r8 = field r7.message
message = copy r8
r10 = construct Error(message)
throw r10
L3:
try L4
r11 = call pay(s)
end_try
jump L5
L4:
L5:
)");
}

TEST_CASE("this of an arrow is that of the function around it") {
  check_file(R"(
class A { f() { return () => this.x; } }
function g() { return this.y; }
)",
             R"(
javascript
type A  1:1
fn0 <module>()  1:1
fn1 A.f(self this) in fn0  1:11
  r1 = lambda fn2  1:24
  return r1  1:17
fn2 () in fn1  1:24
  r0 = name this  1:30
  r1 = field r0.x  1:30
  return r1  1:30
fn3 g() in fn0  2:1
  r0 = name this  2:23
  r1 = field r0.y  2:23
  return r1  2:16
)");
}

TEST_CASE("callbacks have no name, await is its operand") {
  check_body(
      "const r = await card.then((x) => x.pan); app.post(\"/pay\", async function (req, res) { yield "
      "req.body; });",
      R"(
r2 = lambda fn2
r3 = call card.then(r2)
r = copy r3
r5 = name app
r7 = lambda fn3
r8 = call r5.post("/pay", r7)
fn2 (x) in fn1
r1 = field x.pan
return r1
fn3 (req, res) in fn1
r2 = field req.body
yield r2
)");
}

TEST_CASE("an element of JSX is made of named attributes and its children") {
  check_body(
      "return <Form onSubmit={(e) => pay(e)} {...card} open><input type=\"text\" value={s} /> pan {card.pan} "
      "<></></Form>;",
      R"(
r2 = lambda fn2
r5 = make <input>(type: "text", value: s)
r7 = field card.pan
r8 = make <>()
r9 = make <Form>(onSubmit: r2, ...: card, open: true, r5, " pan ", r7, r8)
return r9
fn2 onSubmit(e) in fn1
r1 = call pay(e)
return r1
)",
      Reader::tsx);
}

TEST_CASE("a regular expression is a literal") {
  check_body("s.replace(/\\d(?=\\d{4})/g, \"*\");", R"(
r4 = call s.replace(/\d(?=\d{4})/g, "*")
)");
}

TEST_CASE("code around a syntax error is kept, with a gap") {
  check_file(R"(
function f(s) { log(s); let = ; log(s + "x"); }
)",
             R"(
javascript
fn0 <module>()  1:1
fn1 f(s) in fn0  1:1
  r1 = call log(s)  1:17
  r3 = concat s, "x"  1:37
  r4 = call log(r3)  1:33
  set_name let = r4  1:25
gap syntax not valid here  1:31
)");
}

// What the languages allow and their grammars do not.
void check_valid(const std::string& text, Reader reader) {
  const Source source("a", text);
  INFO(text);
  const Code code = reader == Reader::js   ? read_javascript(source)
                    : reader == Reader::ts ? read_typescript(source)
                                           : read_tsx(source);
  CHECK(code.gaps.empty());
}

TEST_CASE("ampersands in JSX stand for themselves") {
  for (const Reader reader : {Reader::js, Reader::tsx}) {
    check_valid("a = <p>Refund & Cancel R&D &copy; mm&sup3; &&</p>;", reader);
    check_valid("a = <><a href=\"/x?a=1&b=2\" title='R&D &amp; x'>&nbsp;</a></>;", reader);
  }
}

TEST_CASE("types before a template and types of modules are read") {
  check_valid("const A = styled.div<{ open: boolean }>`a ${(p) => p.open}`;", Reader::tsx);
  check_valid("const A = styled(B)<Props<string, () => void>>`a`;", Reader::ts);
  check_valid("const m = await original<typeof import(\"./x\")>();", Reader::ts);
  check_valid("interface Q { <const T extends string>(a: T): void }", Reader::ts);
  check_valid("class P<in out T> {}\nexport type * from \"x\";\n", Reader::ts);
}

TEST_CASE("Flow's types are read as those of TypeScript") {
  check_valid(
      "// @flow\nimport type { A } from './a';\nexport function f(x: string, y: A): Promise<void> { g(x); "
      "}\n",
      Reader::js);
}

TEST_CASE("what is not valid stays a gap, whatever is respelled in it") {
  for (const char* text : {"a = f(b, &c);", "a = <p title=\"x&y\">;", "if (a &b {}"}) {
    const Source source("a", text);
    INFO(text);
    CHECK_FALSE(read_tsx(source).gaps.empty());
  }
}

}  // namespace
}  // namespace payaudit
