#include <catch2/catch.hpp>

#include "tests/calls/call_lines.h"

using namespace payaudit;

namespace {

// Comparisons as "quantity operator limit floating has_currency", `?` for what is unknown.
void check(Read read, const std::string& text, const std::string& expected) {
  std::string lines;
  const auto said = [](const Value& value) { return value.is_unknown() ? "?" : to_string(value); };
  each_call_fact(read, text, Kind::comparison, [&](const Fact& fact) {
    lines += fmt::format("{} {} {} {} {}\n", fact.value(Attr::quantity).as_text(),
                         fact.value(Attr::operator_).as_text(), fact.value(Attr::limit).as_real(),
                         said(fact.value(Attr::floating)), said(fact.value(Attr::has_currency)));
  });
  INFO(text);
  CHECK(lines == expected);
}

std::string java(const std::string& condition) {
  return "import java.math.BigDecimal;\nclass PaymentLimits { static final BigDecimal LIMIT = new "
         "BigDecimal(\"10000\");\n boolean f(double transferAmount, BigDecimal paymentAmount, long "
         "amountCents, String currency) {\n if (" +
         condition + ") return true;\n return false; } }\n";
}

}  // namespace

TEST_CASE("Java: an amount's declared type tells whether the comparison is floating") {
  check(read_java, java("transferAmount >= 10_000.00"), "amount >= 10000 true false\n");
  check(read_java, java("amountCents > 3000L"), "amount > 3000 false false\n");
  check(read_java, java("paymentAmount.compareTo(LIMIT) > 0"), "amount > 10000 false false\n");
  check(read_java, java("paymentAmount.doubleValue() > 500"), "amount > 500 true false\n");
}

TEST_CASE("the quantity stands on the left, however it is written") {
  check(read_java, java("500 < amountCents"), "amount > 500 false false\n");
  check(read_java, java("500 >= amountCents || amountCents == 7000"),
        "amount <= 500 false false\namount == 7000 false false\n");
}

TEST_CASE("a currency that the function reads goes with the threshold") {
  check(read_java, java("\"EUR\".equals(currency) && amountCents > 3000"), "amount > 3000 false true\n");
  check(read_java, java("convertToCurrency(amountCents) > 0 && amountCents > 3000"),
        "amount > 3000 false true\n");
  check(read_python, "def f(price):\n  payment_amount = to_eur(price)\n  return payment_amount > 30\n",
        "amount > 30 ? true\n");
}

TEST_CASE("a lambda's threshold leaves open what the function around it does") {
  check(read_typescript,
        "function f(payments: Payment[], currency: string) {\n"
        "  return only(payments, currency).filter(p => p.paymentAmount > 1000);\n}",
        "amount > 1000 ? ?\n");
}

TEST_CASE("Python and TypeScript: conversions and fractions make it floating, decimals do not") {
  check(read_python, "def f(payment_amount: str):\n  if float(payment_amount) > 30: stop()\n",
        "amount > 30 true false\n");
  check(read_python,
        "LIMIT = Decimal('30')\ndef f(payment_amount: Decimal):\n  return payment_amount > LIMIT\n",
        "amount > 30 false false\n");
  check(read_python, "def f(payment_amount):\n  return payment_amount > 30\n", "amount > 30 ? false\n");
  check(read_typescript, "function f(o: Order) { if (o.totalAmount > 99.5) stop(); }",
        "amount > 99.5 true false\n");
  check(read_typescript, "function f(o: Order) { if (new BigNumber(o.totalAmount).gte(250)) stop(); }",
        "amount >= 250 false false\n");
}

TEST_CASE("TypeScript: a whole number is no fraction, however it is written") {
  check(read_typescript, "function f(o: Order) { if (o.totalAmount > 25.0) stop(); }",
        "amount > 25 ? false\n");
}

TEST_CASE("Go: a constant of the package is the limit") {
  check(
      read_go,
      "package a\nconst limit = 1000\nfunc f(paymentAmount float64) bool { return paymentAmount > limit }\n",
      "amount > 1000 true false\n");
}

TEST_CASE("shares of ownership are told from amounts") {
  check(read_python, "def f(owner):\n  return owner.ownership_percentage > 25\n", "ownership > 25 ? false\n");
  check(read_typescript, "const isUbo = (o: Owner) => o.ownershipShare >= 0.25;",
        "ownership >= 0.25 true false\n");
}

TEST_CASE("signs, ranges, loops, lengths and assertions are no thresholds") {
  check(read_java, java("amountCents > 0 || amountCents == 1"), "");
  check(read_python, "def f(payment_amount):\n  while payment_amount > 50:\n    payment_amount = step()\n",
        "");
  check(read_python, "def f(payment_amount):\n  assert payment_amount == 100\n", "");
  check(read_typescript, "function f(o: Order) { expect(o.totalAmount > 100).toBe(true); }", "");
  check(read_typescript, "function f(o: Order) { if (o.paymentAmount.length > 12) stop(); }", "");
  check(read_typescript, "function f(o: Owner) { if (o.ownershipShare > 100) stop(); }", "");
}

TEST_CASE("a threshold in a loop's body stays one") {
  check(read_python,
        "def f(payments):\n  for payment in payments:\n    if payment.payment_amount > 50:\n      stop()\n",
        "amount > 50 ? false\n");
}
