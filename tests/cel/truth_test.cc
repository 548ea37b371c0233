// Three-valued truth: complete tables, with T, F and ? for true, false and unknown.
#include <catch2/catch.hpp>

#include "rules/cel/cel.h"

using namespace payaudit;

namespace {

class Inputs : public CelInputs {
 public:
  Value variable(uint32_t slot) const override { return values_[slot]; }
  bool has(uint32_t) const override { return true; }

 private:
  Value values_[3] = {Value::boolean(true), Value::boolean(false), Value::unknown("a template")};
};

// `T`, `F`, `U` in the expression are the three values; `table` is the expected result, one of T, F, ?.
void check(std::string_view expression, char expected) {
  INFO(expression);
  CelEnvironment environment;
  environment.variables = {
      {"T", CelType::boolean, 0}, {"F", CelType::boolean, 1}, {"U", CelType::boolean, 2}};
  const auto compiled = compile_cel(expression, environment);
  REQUIRE(std::holds_alternative<CelProgram>(compiled));
  Arena scratch;
  const Value value = std::get<CelProgram>(compiled).run(Inputs(), scratch);
  CHECK((value.is_unknown() ? '?' : value.as_boolean() ? 'T' : 'F') == expected);
}

}  // namespace

TEST_CASE("conjunction: one false decides, otherwise one unknown makes it unknown") {
  check("T && T", 'T');
  check("T && F", 'F');
  check("T && U", '?');
  check("F && T", 'F');
  check("F && F", 'F');
  check("F && U", 'F');
  check("U && T", '?');
  check("U && F", 'F');
  check("U && U", '?');
}

TEST_CASE("disjunction: one true decides, otherwise one unknown makes it unknown") {
  check("T || T", 'T');
  check("T || F", 'T');
  check("T || U", 'T');
  check("F || T", 'T');
  check("F || F", 'F');
  check("F || U", '?');
  check("U || T", 'T');
  check("U || F", '?');
  check("U || U", '?');
}

TEST_CASE("negation keeps unknown") {
  check("!T", 'F');
  check("!F", 'T');
  check("!U", '?');
}

TEST_CASE("a condition: unknown chooses no branch, the branch not chosen does not matter") {
  for (const std::string a : {"T", "F", "U"}) {
    const char first = a == "U" ? '?' : a[0];
    for (const std::string b : {"T", "F", "U"}) {
      const char second = b == "U" ? '?' : b[0];
      check("T ? " + a + " : " + b, first);
      check("F ? " + a + " : " + b, second);
      check("U ? " + a + " : " + b, '?');
    }
  }
}

TEST_CASE("comparison and membership with an unknown are unknown") {
  for (const std::string op : {"==", "!=", "<", "<=", ">", ">="}) {
    for (const std::string known : {"T", "F"}) {
      check("U " + op + " " + known, '?');
      check(known + " " + op + " U", '?');
    }
    check("U " + op + " U", '?');
  }
  check("U in [T, F]", '?');
  check("T in [T, U]", '?');
}

TEST_CASE("an error is unknown, and absorbed like one") {
  check("1 / 0 == 1", '?');
  check("F && 1 / 0 == 1", 'F');
  check("1 / 0 == 1 && F", 'F');
  check("T || 1 / 0 == 1", 'T');
  check("1 / 0 == 1 || T", 'T');
  check("dyn('x') && F", 'F');
  check("dyn('x') && T", '?');
}

namespace {

// The result of a macro over two elements whose conditions have these values; order must not matter.
void check_both_orders(const std::string& macro, const std::string& a, const std::string& b, char expected) {
  const auto condition = [](const std::string& first, const std::string& second) {
    return "[1, 2]." + first + "(x, x == 1 ? " + second;
  };
  check(condition(macro, a) + " : " + b + ")", expected);
  check(condition(macro, b) + " : " + a + ")", expected);
}

}  // namespace

TEST_CASE("all: one false decides wherever it stands") {
  check_both_orders("all", "T", "T", 'T');
  check_both_orders("all", "T", "F", 'F');
  check_both_orders("all", "T", "U", '?');
  check_both_orders("all", "F", "F", 'F');
  check_both_orders("all", "F", "U", 'F');
  check_both_orders("all", "U", "U", '?');
}

TEST_CASE("exists: one true decides wherever it stands") {
  check_both_orders("exists", "T", "T", 'T');
  check_both_orders("exists", "T", "F", 'T');
  check_both_orders("exists", "T", "U", 'T');
  check_both_orders("exists", "F", "F", 'F');
  check_both_orders("exists", "F", "U", '?');
  check_both_orders("exists", "U", "U", '?');
}

TEST_CASE("exists_one: needs every element") {
  check_both_orders("exists_one", "T", "T", 'F');
  check_both_orders("exists_one", "T", "F", 'T');
  check_both_orders("exists_one", "T", "U", '?');
  check_both_orders("exists_one", "F", "F", 'F');
  check_both_orders("exists_one", "F", "U", '?');
  check_both_orders("exists_one", "U", "U", '?');
}

TEST_CASE("filter and map: an unknown condition or result makes the list unknown") {
  check("size([1, 2].filter(x, x == 1 ? U : T)) == 1", '?');
  check("size([1, 2].filter(x, x == 1 ? F : T)) == 1", 'T');
  check("size([1, 2].map(x, x == 1 ? U : T)) == 2", '?');
  check("size([1, 2].map(x, x == 1 ? U : T, x)) == 2", '?');
}
