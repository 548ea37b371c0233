#include <catch2/catch.hpp>

#include "tests/calls/call_lines.h"

using namespace payaudit;

namespace {

// Codes as "name links_amount links_payee", `?` for what is unknown.
void check(Read read, const std::string& text, const std::string& expected) {
  std::string lines;
  const auto said = [](const Value& value) { return value.is_unknown() ? "?" : to_string(value); };
  each_call_fact(read, text, Kind::authentication_code, [&](const Fact& fact) {
    lines += fmt::format("{} {} {}\n", fact.value(Attr::name).as_text(), said(fact.value(Attr::links_amount)),
                         said(fact.value(Attr::links_payee)));
  });
  INFO(text);
  CHECK(lines == expected);
}

}  // namespace

TEST_CASE("a random code sent to the user is linked to nothing") {
  check(read_python,
        "import random\ndef confirm_transfer(phone, transfer_amount, payee):\n"
        "  otp = random.randint(100000, 999999)\n  send_sms(phone, otp)\n",
        "otp false false\n");
  check(read_typescript,
        "function confirmPayment(user) { const otp = Math.floor(100000 + Math.random() * 900000); "
        "sms.send(user.phone, otp); }",
        "otp false false\n");
}

TEST_CASE("amount and payee in the code's input link it") {
  check(
      read_python,
      "import hmac, hashlib\ndef confirm_transfer(transfer_amount, payee, secret):\n"
      "  authentication_code = hmac.new(secret, f'{transfer_amount}|{payee}', hashlib.sha256).hexdigest()\n",
      "authentication_code true true\n");
  check(read_python,
        "import hmac, hashlib\ndef confirm_transfer(transfer_amount, secret):\n"
        "  authentication_code = hmac.new(secret, f'{transfer_amount}', hashlib.sha256).hexdigest()\n",
        "authentication_code true false\n");
}

TEST_CASE("a keyed code is what it was made of, whoever gets it") {
  check(read_python,
        "import hmac, hashlib\ndef payment_authentication_code(key, counter, amount, payee_iban):\n"
        "  authentication_code = hmac.new(key, str(counter).encode(), hashlib.sha256).hexdigest()\n"
        "  return authentication_code\n",
        "authentication_code false false\n");
}

TEST_CASE("a record that keeps a random code with amount and payee links it") {
  check(read_typescript,
        "function startPayment(transferAmount, payee, phone) {\n"
        "  const otp = generateRandomDigits(6);\n"
        "  store.save({ otp: otp, amount: transferAmount, payee: payee }); }",
        "otp true true\n");
}

TEST_CASE("what a code is kept with elsewhere is not known") {
  check(read_python,
        "import random\ndef confirm_transfer(transfer):\n  otp = random.randint(1, 9)\n  keep(transfer.id, "
        "otp)\n",
        "otp ? ?\n");
  check(read_java,
        "import java.security.SecureRandom;\nclass PaymentService { String newCode() { int otp = new "
        "SecureRandom().nextInt(999999); return format(otp); } }",
        "otp ? ?\n");
  check(read_java,
        "import java.security.SecureRandom;\nclass PaymentService { void start(Payment payment) { int code = "
        "new "
        "SecureRandom().nextInt(999999); payment.otp = new SecureRandom().nextInt(999999); } }",
        "otp ? ?\n");
  check(read_python,
        "import random\ndef confirm_transfer(phone, transfer_amount, payee):\n"
        "  otp = random.randint(1, 9)\n  send_sms(phone, f'{otp} for {transfer_amount} to {payee}')\n",
        "otp ? ?\n");
}

TEST_CASE("codes of logins, and codes that are read, are none") {
  check(read_python,
        "import random\ndef login(phone):\n  otp = random.randint(1, 9)\n  send_sms(phone, otp)\n", "");
  check(read_python, "def confirm_transfer(request):\n  otp = request.form['otp']\n", "");
}
