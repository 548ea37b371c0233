#include "scanners/syntax/code/python/python.h"

#include <catch2/catch.hpp>
#include <sstream>
#include <string>

#include "scanners/syntax/code/print.h"
#include "tests/code/expect.h"

namespace payaudit {
namespace {

std::string shown(const std::string& text) {
  const Source source("a.py", text);
  return to_string(read_python(source), source);
}

// A whole file, with places.
void check_file(const std::string& text, const std::string& expected) {
  CHECK("\n" + shown(text.substr(1)) == expected);
}

// Statements in a function `def f(card, s)`: its instructions and what follows, without places.
void check_body(const std::string& statements, const std::string& expected) {
  std::istringstream lines(statements);
  std::string text = "def f(card, s):\n";
  for (std::string line; std::getline(lines, line);) text += "  " + line + "\n";
  CHECK(instructions_of("f", shown(text)) == expected);
}

TEST_CASE("imports name a module, what is taken from it, and the local name") {
  check_file(R"(
import os, a.b.c, numpy as np
from .models import Card, Bank as B
from x import *
if True:
    import inner
)",
             R"(
python
import os as os  1:1
import a.b.c  1:1
import numpy as np  1:1
import .models take Card  2:1
import .models take Bank as B  2:1
import x take *  3:1
import inner as inner  5:5
fn0 <module>()  1:1
  branch true else L1  4:4
  L1:  5:17
  L0:  5:17
)");
}

TEST_CASE("a class has bases, decorators, fields of the class and of __init__") {
  check_file(R"(
@dataclass(frozen=True)
class Card(models.Model, metaclass=M):
    """Card."""
    pan: str = field(default="")
    cvv: str
    BRAND = "visa"

    class Meta:
        table = "cards"

    def __init__(self, owner: Owner, *args, limit=10, **kwargs):
        super().__init__(*args, **kwargs)
        self.owner = owner
        self.limit = limit

    @staticmethod
    @app.route("/x", methods=["POST"])
    def make(pan): return Card(pan=pan)
)",
             R"(
python
type Card : models.Model @dataclass(frozen="True")  2:1
  field pan: str static  4:5
  field cvv: str  5:5
  field BRAND static  6:5
  field owner: Owner  13:9
  field limit  14:9
type Card.Meta  8:5
  field table static  9:9
fn0 <module>()  1:1
fn1 Card.<fields>() in fn0  3:5
  r1 = call field(default: "")  4:16
  pan = copy r1  4:5
  BRAND = copy "visa"  6:5
fn2 Meta.<fields>() in fn1  9:9
  table = copy "cards"  9:9
fn3 Card.__init__(self self, owner: Owner, args, limit, kwargs) in fn1  11:5
  r4 = unary default limit  11:45
  branch r4 else L0  11:45
  limit = copy 10  11:45
  L0:  11:45
  r7 = call super()  12:9
  r8 = call r7.__init__(...: args, ...: kwargs)  12:9
  set_field self.owner = owner  13:9
  set_field self.limit = limit  14:9
fn4 Card.make(pan) in fn1 @staticmethod @app.route("/x", methods="[\"POST\"]")  18:5
  r1 = call Card(pan: pan)  18:27
  return r1  18:20
)");
}

TEST_CASE("module constants are variables of the module, read by name elsewhere") {
  check_file(R"(
KEY = "k"
async def charge(card: Card) -> Result:
    return await client.post(KEY, json={"pan": card.pan})
)",
             R"(
python
fn0 <module>()  1:1
  KEY = copy "k"  1:1
fn1 charge(card: Card): Result in fn0  2:1
  r1 = name client  3:18
  r2 = name KEY  3:30
  r3 = field card.pan  3:48
  r4 = make map(pan: r3)  3:40
  r5 = call r1.post(r2, json: r4)  3:18
  return r5  3:5
)");
}

TEST_CASE("a global name is set by name") {
  check_file(R"(
def f():
    global token
    token = 1
    def g():
        nonlocal x
        x = token
)",
             R"(
python
fn0 <module>()  1:1
fn1 f() in fn0  1:1
  set_name token = 1  3:5
fn2 g() in fn1  4:5
  r0 = name token  6:13
  set_name x = r0  6:9
)");
}

TEST_CASE("texts are put together by f-strings, %, and +") {
  check_body(R"(
a = f"pan {card.pan!r:>{width}} {{}} \n"
b = "%s %s" % (card, s)
c = "x" + s + r"\n" "y"
d = "one" 'tw\x6f'
)",
             R"(
r3 = field card.pan
r4 = name width
r6 = concat "pan ", r3, r4, " {} \n"
a = copy r6
r9 = concat "%s %s", card, s
b = copy r9
r13 = concat "x", s, "\\ny"
c = copy r13
d = copy "onetwo"
)");
}

TEST_CASE("calls have named and spread arguments") {
  check_body(R"(
charge(card, *items, amount=3, **extra)
card.client().post(s)(1)
s("called by its variable")
)",
             R"(
r2 = name items
r4 = name extra
r5 = call charge(card, ...: r2, amount: 3, ...: r4)
r6 = call card.client()
r7 = call r6.post(s)
r9 = call r7(1)
r11 = call s("called by its variable")
)");
}

TEST_CASE("collections keep constant keys") {
  check_body(R"(
a = {"pan": s, 1: card, key: s, **more}
b = [card, *items], (s,), {s}
)",
             R"(
r2 = name key
r3 = name more
r4 = make map(pan: s, 1: card, r2, s, ...: r3)
a = copy r4
r6 = name items
r7 = make list(card, ...: r6)
r8 = make tuple(s)
r9 = make set(s)
r10 = make tuple(r7, r8, r9)
b = copy r10
)");
}

TEST_CASE("parts are taken by index, key or slice") {
  check_body("a = s[-4:]; b = s[:6]; c = card[\"pan\"]; d = s[0, ::2]; card[\"x\"] = s; card.y = s", R"(
r3 = make slice(start: -4)
r4 = index s[r3]
a = copy r4
r7 = make slice(end: 6)
r8 = index s[r7]
b = copy r8
r11 = index card["pan"]
c = copy r11
r15 = make slice(step: 2)
r16 = make tuple(0, r15)
r17 = index s[r16]
d = copy r17
set_index card["x"] = s
set_field card.y = s
)");
}

TEST_CASE("a tuple is taken apart") {
  check_body(R"(
a, (b, *c) = card
x = y = s
a, b = b, a
)",
             R"(
r3 = index card[0]
a = copy r3
r6 = index card[1]
r8 = index r6[0]
b = copy r8
c = copy r6
y = copy s
x = copy s
r13 = make tuple(b, a)
r15 = index r13[0]
a = copy r15
r17 = index r13[1]
b = copy r17
)");
}

TEST_CASE("a compound assignment reads and writes") {
  check_body(R"(
s += "x"
card.total -= 1
s **= 2
)",
             R"(
r3 = concat s, "x"
s = copy r3
r4 = field card.total
r6 = binary r4 - 1
set_field card.total = r6
r8 = binary s ** 2
s = copy r8
)");
}

TEST_CASE("conditions") {
  check_body(R"(
if s is None and not card: a()
elif s in card: b()
else: c()
d = s if s not in card else x()
e = 0 < s <= 3
)",
             R"(
r3 = binary s == None
r4 = unary ! card
r5 = binary r3 && r4
branch r5 else L1
r6 = call a()
jump L0
L1:
r7 = binary s in card
branch r7 else L3
r8 = call b()
jump L0
L3:
r9 = call c()
L4:
L0:
r10 = binary s in card
r11 = unary ! r10
branch r11 else L5
r12 = copy s
jump L6
L5:
r13 = call x()
r12 = copy r13
L6:
d = copy r12
r16 = binary 0 < s
r18 = binary s <= 3
r19 = binary r16 && r18
e = copy r19
)");
}

TEST_CASE("the right side of and is jumped over only where it has effects") {
  check_body(R"(
a = s and card
b = s or load(card)
)",
             R"(
r2 = binary s && card
a = copy r2
r4 = unary ! s
branch r4 else L1
r5 = call load(card)
L1:
r6 = binary s || r5
b = copy r6
)");
}

TEST_CASE("loops") {
  check_body(R"(
for i, each in enumerate(card):
  if i: continue
  break
else:
  done()
while s: s = next(s)
)",
             R"(
r2 = call enumerate(card)
L0:
r3 = unary more r2
branch r3 else L2
r4 = index r2[]
r6 = index r4[0]
i = copy r6
r9 = index r4[1]
each = copy r9
branch i else L4
jump L1
L4:
L3:
jump L2
L1:
jump L0
L2:
r11 = call done()
L5:
branch s else L7
r12 = call next(s)
s = copy r12
L6:
jump L5
L7:
)");
}

TEST_CASE("comprehensions are loops around one make") {
  check_body(R"(
a = [mask(x) for x in card if x.ok]
b = {k: v for k, v in card.items()}
c = any(x for y in card for x in y)
)",
             R"(
L0:
r3 = unary more card
branch r3 else L2
r4 = index card[]
x#5 = copy r4
r6 = field x#5.ok
branch r6 else L3
r7 = call mask(x#5)
r8 = make list(r7)
r2 = copy r8
L3:
L1:
jump L0
L2:
a = copy r2
r11 = call card.items()
L4:
r12 = unary more r11
branch r12 else L6
r13 = index r11[]
r17 = index r13[0]
k = copy r17
r19 = index r13[1]
v = copy r19
r20 = make map(k, v)
r10 = copy r20
L5:
jump L4
L6:
b = copy r10
L7:
r23 = unary more card
branch r23 else L9
r24 = index card[]
y = copy r24
L10:
r26 = unary more y
branch r26 else L12
r27 = index y[]
x#28 = copy r27
r29 = make list(x#28)
r22 = copy r29
L11:
jump L10
L12:
L8:
jump L7
L9:
r30 = call any(r22)
c = copy r30
)");
}

TEST_CASE("a handler tests the type of what was thrown") {
  check_body(R"(
try:
  pay()
except (A, B) as e:
  log(e)
except:
  raise X(s) from s
else:
  ok()
finally:
  close()
)",
             R"(
try L0
r2 = call pay()
end_try
r3 = call ok()
jump L1
L0:
r5 = name A
r6 = name B
r7 = make tuple(r5, r6)
r8 = binary e instanceof r7
branch r8 else L2
r9 = call log(e)
jump L1
L2:
r11 = call X(s)
throw r11
jump L1
L3:
L1:
r12 = call close()
)");
}

TEST_CASE("with assigns what it opens") {
  check_body("with open(s) as a, lock: a.read()", R"(
r2 = call open(s)
a = copy r2
r4 = name lock
r5 = call a.read()
)");
}

TEST_CASE("match tests and binds") {
  check_body(R"(
match card:
  case Visa(pan=p) | Master(p) if p: a(p)
  case {"pan": x}: b(x)
  case [first, *rest]: c(rest)
  case Kind.OTHER | 3: d()
  case _: e()
)",
             R"(
r2 = name Visa
r3 = binary card instanceof r2
r4 = index card[]
p = copy r4
r6 = name Master
r7 = binary card instanceof r6
r8 = index card[]
p = copy r8
r9 = binary r3 || r7
r10 = binary r9 && p
branch r10 else L1
r11 = call a(p)
jump L0
L1:
r13 = index card["pan"]
x = copy r13
r15 = name dict
r16 = binary card instanceof r15
branch r16 else L2
r17 = call b(x)
jump L0
L2:
r18 = index card[]
first = copy r18
r20 = index card[]
rest = copy r20
r22 = call c(rest)
jump L0
L3:
r23 = name Kind
r24 = field r23.OTHER
r25 = binary card == r24
r27 = binary card == 3
r28 = binary r25 || r27
branch r28 else L4
r29 = call d()
jump L0
L4:
r30 = call e()
jump L0
L5:
L0:
)");
}

TEST_CASE("a lambda has the name of its variable, and defaults are optional copies") {
  check_body(R"(
mask = lambda x, n=4: x[-n:]
items.sort(key=lambda c: c.pan)
)",
             R"(
r2 = lambda fn2
mask = copy r2
r4 = name items
r5 = lambda fn3
r6 = call r4.sort(key: r5)
fn2 mask(x, n) in fn1
r2 = unary default n
branch r2 else L0
n = copy 4
L0:
r4 = unary - n
r5 = make slice(start: r4)
r6 = index x[r5]
return r6
fn3 (c) in fn1
r1 = field c.pan
return r1
)");
}

TEST_CASE("await is its operand, and so is what a yield gives back") {
  check_body(R"(
a = await load(s)
b = yield s
)",
             R"(
r2 = call load(s)
a = copy r2
yield s
b = copy s
)");
}

TEST_CASE("a name is bound inside an expression") {
  check_body("if (n := len(s)) > 3: use(n)", R"(
r2 = call len(s)
n = copy r2
r5 = binary r2 > 3
branch r5 else L1
r6 = call use(n)
L1:
L0:
)");
}

TEST_CASE("nested functions are functions with a parent") {
  check_body(R"(
def inner(x): return x + s
return inner
)",
             R"(
r2 = name inner
return r2
fn2 inner(x) in fn1
r1 = name s
r2 = binary x + r1
return r2
)");
}

TEST_CASE("code around a syntax error is kept, with a gap") {
  check_file(R"(
def f(s):
    log(s)
    x = = 3
    log(s + "x")
)",
             R"(
python
fn0 <module>()  1:1
fn1 f(s) in fn0  1:1
  r1 = call log(s)  2:5
  x = copy 3  3:5
  r5 = concat s, "x"  4:9
  r6 = call log(r5)  4:5
gap syntax not valid here  3:9
)");
}

}  // namespace
}  // namespace payaudit
