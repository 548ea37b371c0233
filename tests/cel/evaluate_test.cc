#include <catch2/catch.hpp>

#include "rules/cel/cel.h"

using namespace payaudit;

namespace {

// u: unknown; t: a text; n: 7; r: 2.5; yes: true; names: texts; mixed: a list with an unknown.
class Inputs : public CelInputs {
 public:
  Value variable(uint32_t slot) const override { return values_[slot]; }
  bool has(uint32_t slot) const override { return slot != 0; }

 private:
  Value names_[2] = {Value::text("db"), Value::text("api")};
  Value mixed_[3] = {Value::text("db"), Value::unknown("a template"), Value::text("api")};
  Value values_[7] = {
      Value::unknown("a template"), Value::text("eu-west-1"), Value::integer(7),  Value::real(2.5),
      Value::boolean(true),         Value::list(names_),      Value::list(mixed_)};
};

CelEnvironment environment() {
  CelEnvironment e;
  e.variables = {{"u", CelType::dyn, 0},      {"t", CelType::text, 1},      {"n", CelType::integer, 2},
                 {"r", CelType::real, 3},     {"yes", CelType::boolean, 4}, {"names", CelType::texts, 5},
                 {"mixed", CelType::texts, 6}};
  CelFunction twice;
  twice.name = "twice";
  twice.arguments = {CelType::integer};
  twice.result = CelType::integer;
  twice.call = [](std::span<const Value> arguments, const CelInputs&, Arena&) {
    return Value::integer(arguments[0].as_integer() * 2);
  };
  CelFunction named;
  named.name = "named";
  named.arguments = {CelType::text};
  named.result = CelType::text;
  named.name_arguments = true;
  named.call = [](std::span<const Value> arguments, const CelInputs&, Arena&) { return arguments[0]; };
  e.functions = {twice, named};
  return e;
}

// What the expression gives, as `payaudit facts` prints values.
std::string run(std::string_view expression) {
  const auto compiled = compile_cel(expression, environment());
  if (const auto* error = std::get_if<CelError>(&compiled)) return error->message;
  Arena scratch;
  return to_string(std::get<CelProgram>(compiled).run(Inputs(), scratch));
}

void check(std::string_view expression, std::string_view expected) {
  INFO(expression);
  CHECK(run(expression) == expected);
}

}  // namespace

TEST_CASE("multiplication binds tighter than addition, addition than comparison, comparison than logic") {
  check("1 + 2 * 3", "7");
  check("(1 + 2) * 3", "9");
  check("2 * 3 % 4", "2");
  check("1 + 2 < 4 && 2 * 2 == 4", "true");
  check("true || true && false", "true");
  check("(true || true) && false", "false");
  check("!false && true", "true");
  check("!(false && true)", "true");
  check("false ? 1 : true ? 2 : 3", "2");
  check("1 < 2 == true", "true");
  check("'a' in ['a'] && yes", "true");
  check("-2 - -3", "1");
  check("--2", "2");
}

TEST_CASE("operators of one level associate to the left") {
  check("10 - 4 - 3", "3");
  check("100 / 10 / 5", "2");
  check("100 / 10 * 5", "50");
}

TEST_CASE("integers overflow to unknown instead of wrapping") {
  check("9223372036854775807 + 1", "?(the result does not fit in 64 bits)");
  check("-9223372036854775808 - 1", "?(the result does not fit in 64 bits)");
  check("9223372036854775807 * 2", "?(the result does not fit in 64 bits)");
  check("-(-9223372036854775808)", "?(the result does not fit in 64 bits)");
  check("-9223372036854775808 / -1", "?(the result does not fit in 64 bits)");
  check("7 / 0", "?(division by zero)");
  check("7 % 0", "?(division by zero)");
  check("-7 / 2", "-3");
  check("-7 % 2", "-1");
  check("1.0 / 0.0", "inf");
}

TEST_CASE("integers and reals compare by value") {
  check("n > 2.5", "true");
  check("r < 3", "true");
  check("1 == 1.0", "true");
  check("9223372036854775807 < 1e19", "true");
  check("0.0 / 0.0 == 0.0 / 0.0", "false");
  check("0.0 / 0.0 < 1", "false");
}

TEST_CASE("values of different types are unequal where the checker cannot see it") {
  check("dyn(1) == 'a'", "false");
  check("dyn(1) != 'a'", "true");
  check("[1, 'a'] == [1, 'b']", "false");
  check("[1, 2] == [1.0, 2.0]", "true");
  check("{'a': 1, 'b': 2} == {'b': 2, 'a': 1}", "true");
}

TEST_CASE("texts have CEL's functions") {
  check("t.startsWith('eu-')", "true");
  check("t.endsWith('-1')", "true");
  check("t.contains('west')", "true");
  check("t.matches('^eu-[a-z]+-[0-9]$')", "true");
  check("matches(t, 'us')", "false");
  check("t.matches('e' + 'u')", "true");
  check("'abc'.matches(t)", "false");
  check("size('äöü')", "3");
  check("t.size()", "9");
  check("t + '!'", "\"eu-west-1!\"");
  check("'a' < 'b'", "true");
}

TEST_CASE("texts are written with either quote, raw, tripled and with escapes") {
  check(R"cel("it's")cel", "\"it's\"");
  check(R"cel('\x41\u00e4\U0001F600\101\n')cel",
        "\"A\xC3\xA4\xF0\x9F\x98\x80"
        "A\n\"");
  check(R"cel(r'\d')cel", "\"\\d\"");
  check("'''a'b''' + \"\"\"c\nd\"\"\"", "\"a'bc\nd\"");
}

TEST_CASE("lists are searched, indexed and joined") {
  check("'db' in names", "true");
  check("'web' in names", "false");
  check("names[1]", "\"api\"");
  check("names[2]", "?(the list has no element of that index)");
  check("names[-1]", "?(the list has no element of that index)");
  check("size(names + ['x'])", "3");
  check("[1, 2,]", "[1, 2]");
}

TEST_CASE("an unknown element of a list matters where no other one decides") {
  check("'db' in mixed", "true");
  check("'web' in mixed", "?(a template)");
  check("mixed.exists(x, x == 'api')", "true");
  check("mixed.all(x, x == 'api')", "false");
  check("mixed.all(x, x != 'web')", "?(a template)");
  check("mixed == ['db', 'x', 'web']", "false");
  check("mixed == ['db', 'x', 'api']", "?(a template)");
  check("mixed == names", "false");
  check("mixed[0]", "\"db\"");
  check("mixed[1] == 'db'", "?(a template)");
  check("mixed.filter(x, x == 'db')", "?(a template)");
}

TEST_CASE("a map literal is a table to look up") {
  check("{'RSA': 2048, 'EC': 224}['EC'] > 200", "true");
  check("{'RSA': 2048}.RSA", "2048");
  check("{'RSA': 2048}[t]", "?(the map has no such key)");
  check("t in {'eu-west-1': true}", "true");
  check("has({'a': 1}.a) && !has({'a': 1}.b)", "true");
  check("{'a': 1, 'a': 2}", "?(a key is twice in the map)");
  check("{1: 'x'}[1.0]", "\"x\"");
  check("size({'a': 1, 'b': 2})", "2");
}

TEST_CASE("macros walk over lists and the keys of maps") {
  check("names.all(x, x.size() >= 2)", "true");
  check("names.exists(x, x == 'db')", "true");
  check("names.exists_one(x, x.contains('b'))", "true");
  check("names.filter(x, x.startsWith('a'))", "[\"api\"]");
  check("names.map(x, x + '!')", "[\"db!\", \"api!\"]");
  check("names.map(x, x != 'db', x.size())", "[3]");
  check("{'a': 1, 'b': 2}.map(k, k)", "[\"a\", \"b\"]");
  check("[[1, 2], [3]].all(x, x.exists(y, y > 1 && size(x) > 0))", "true");
  check("[].all(x, false)", "true");
  check("[].exists(x, true)", "false");
}

TEST_CASE("a macro's variable hides a name, and a leading dot reaches it again") {
  check("[1].all(t, t == 1)", "true");
  check("[1].all(t, .t == 'eu-west-1')", "true");
}

TEST_CASE("has asks whether a name is stated, not for its value") {
  check("has(u)", "false");
  check("has(t)", "true");
}

TEST_CASE("the host's functions are called with values or with names") {
  check("twice(n) + 1", "15");
  check("twice(u)", "?(a template)");
  check("twice(dyn('a'))", "?(an argument is of another type than the function takes)");
  check("named(account.chd.pan)", "\"account.chd.pan\"");
}

TEST_CASE("values convert between integer, real, text and boolean") {
  check("int('42') + int(2.9)", "44");
  check("int('4x')", "?(the text is no integer)");
  check("int(1e30)", "?(the result does not fit in 64 bits)");
  check("double(3) / 2.0", "1.5");
  check("string(1.5) + string(true) + string(-3)", "\"1.5true-3\"");
  check("bool('true')", "true");
}

TEST_CASE("a program tells its type and the slots it reads") {
  const auto compiled = compile_cel("t == 'a' || has(n) || t == 'b' && yes", environment());
  const auto& program = std::get<CelProgram>(compiled);
  CHECK(program.type() == CelType::boolean);
  CHECK(std::vector<uint32_t>(program.slots().begin(), program.slots().end()) ==
        std::vector<uint32_t>{1, 2, 4});
}

TEST_CASE("nested macros over a long list end in unknown, not in a long wait") {
  std::vector<Value> many(2000, Value::integer(1));
  class Long : public CelInputs {
   public:
    explicit Long(std::span<const Value> items) : items_(Value::list(items)) {}
    Value variable(uint32_t) const override { return items_; }
    bool has(uint32_t) const override { return true; }

   private:
    Value items_;
  };
  CelEnvironment e;
  e.variables = {{"l", CelType::list, 0}};
  const auto compiled = compile_cel("l.all(a, l.all(b, l.all(c, a == b && b == c)))", e);
  Arena scratch;
  CHECK(to_string(std::get<CelProgram>(compiled).run(Long(many), scratch)) ==
        "?(the evaluation is over its limit of work)");
}
