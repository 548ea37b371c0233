// What one beyond each bound of the calls' analysis says: a gap, or an attribute that is not known.
#include <catch2/catch.hpp>

#include "tests/calls/call_lines.h"

using namespace payaudit;

namespace {

std::string times(size_t count, const std::string& text) {
  std::string all;
  for (size_t i = 0; i < count; ++i) all += text;
  return all;
}

std::string gaps(Read read, const std::string& text) {
  std::string all;
  each_call_fact(read, text, Kind::gap, [&](const Fact& fact) {
    all += fmt::format("{} {}\n", fact.value(Attr::reason).as_text(), fact.value(Attr::detail).as_text());
  });
  return all;
}

std::string values(Read read, const std::string& text, Kind kind, Attr attribute) {
  std::string all;
  each_call_fact(read, text, kind, [&](const Fact& fact) { all += to_string(fact.value(attribute)) + "\n"; });
  return all;
}

const std::string kMore = "?(there is more code around it than is followed)\n";

std::string payment(const std::string& body) {
  return "import stripe\ndef pay(amount, unknown):\n" + body;
}

}  // namespace

// kMostMembers of objects.h
TEST_CASE("a payment with more members than are followed is not known") {
  const auto with = [](size_t count) {
    std::string members;
    for (size_t i = 0; i < count; ++i) members += ", m" + std::to_string(i) + "=" + std::to_string(i);
    return payment("  stripe.PaymentIntent.create(amount=1, currency='eur'" + members + ")\n");
  };
  CHECK(values(read_python, with(10), Kind::payment_call, Attr::exemption) != kMore);
  CHECK(values(read_python, with(130), Kind::payment_call, Attr::exemption) == kMore);
}

// kDeepestObject of objects.cc
TEST_CASE("a payment whose members are deeper in each other than is followed is not known") {
  const auto nested = [](size_t depth) {
    return payment("  stripe.PaymentIntent.create(amount=1, a=" + times(depth, "{'a': ") + "unknown" +
                   times(depth, "}") + ")\n");
  };
  CHECK(values(read_python, nested(3), Kind::payment_call, Attr::moto) != kMore);
  CHECK(values(read_python, nested(12), Kind::payment_call, Attr::moto) == kMore);
}

// kMostRoots of objects.cc
TEST_CASE("a payment whose object comes through more variables than are followed is not known") {
  const auto copied = [](size_t count) {
    std::string body = "  p0 = {'amount': 1}\n";
    for (size_t i = 1; i <= count; ++i)
      body += "  p" + std::to_string(i) + " = p" + std::to_string(i - 1) + "\n";
    return payment(body + "  stripe.PaymentIntent.create(p" + std::to_string(count) + ")\n");
  };
  CHECK(values(read_python, copied(5), Kind::payment_call, Attr::moto) != kMore);
  CHECK(values(read_python, copied(300), Kind::payment_call, Attr::moto) == kMore);
}

// kMostPayments of calls.cc
TEST_CASE("more payments in one function than are followed are not known") {
  const std::string one = "  stripe.PaymentIntent.create(amount=1, currency='eur')\n";
  const std::string all = values(read_python, payment(times(65, one)), Kind::payment_call, Attr::moto);
  CHECK(all.find(kMore) != std::string::npos);
  CHECK(values(read_python, payment(times(3, one)), Kind::payment_call, Attr::moto).find(kMore) ==
        std::string::npos);
}

// kLongestBody of calls.cc
TEST_CASE("a payment in a function that is longer than is followed is not known") {
  const std::string text =
      payment(times(10'001, "  a = 1\n") + "  stripe.PaymentIntent.create(amount=1, currency='eur')\n");
  CHECK(values(read_python, text, Kind::payment_call, Attr::moto) == kMore);
}

// kMostAlternatives of objects.cc, kMostValues of payments.cc
TEST_CASE("a setting with more values than are told apart is not known") {
  const auto text = [](size_t count) {
    std::string body = "  moto = True\n";
    for (size_t i = 0; i < count; ++i)
      body += "  if unknown == " + std::to_string(i) + ":\n    moto = False\n";
    return payment(
        body + "  stripe.PaymentIntent.create(amount=1, payment_method_options={'card': {'moto': moto}})\n");
  };
  const std::string found = values(read_python, text(40), Kind::payment_call, Attr::moto);
  CHECK(found.find("false") == std::string::npos);
  CHECK_FALSE(found.empty());
}

// kDeepestQuantity of comparisons.cc
TEST_CASE("a compared amount that comes through more conversions than are followed is a gap") {
  const auto text = [](size_t count) {
    return "class PaymentLimits { boolean f(long amountCents) { return " + times(count, "Long.valueOf(") +
           "amountCents" + times(count, ")") + " > 3000; } }";
  };
  CHECK(gaps(read_java, text(4)).empty());
  CHECK(gaps(read_java, text(70)) ==
        "limit a value that is compared comes through more steps than are followed\n");
}

// kDeepestOperation of retention.cc
TEST_CASE("a period of more operations than are worked out is a gap") {
  const auto text = [](size_t count) {
    return "class Kyc { LocalDate deleteKycDocumentsAt(LocalDate createdAt) { return createdAt.plusYears(" +
           times(count, "(1 + ") + "1" + times(count, ")") + "); } }";
  };
  CHECK(gaps(read_java, text(3)).empty());
  CHECK(gaps(read_java, text(14)) == "limit a period is worked out in more operations than are followed\n");
}

// kMostObjects of addresses.cc
TEST_CASE("addresses of one function beyond those that are looked at are a gap") {
  const auto text = [](size_t count) {
    std::string body;
    for (size_t i = 0; i < count; ++i)
      body += "PostalAddress24 a" + std::to_string(i) + " = new PostalAddress24(); a" + std::to_string(i) +
              ".getAdrLine().add(\"x\"); ";
    return "class A { void f() { " + body + "} }";
  };
  CHECK(gaps(read_java, text(3)).empty());
  CHECK(gaps(read_java, text(66)).find("more addresses, or longer ones") != std::string::npos);
}

// kMostWork of paths.cc, kMostChecks of checks.cc
TEST_CASE("a handler with more ways through it than are followed is not known to be verified") {
  std::string body;
  for (size_t i = 0; i < 70; ++i)
    body += "  stripe.webhooks.constructEvent(req.body, req.headers['stripe-signature'], s);\n";
  const std::string text =
      "import Stripe from 'stripe';\nconst stripe = new Stripe(key);\nconst app = express();\n"
      "app.post('/webhook', express.raw(), (req, res) => {\n" +
      body + "  book(req.body); });";
  CHECK(values(read_typescript, text, Kind::webhook, Attr::verified) ==
        "?(there are more ways through the function than are followed)\n");
}

// kMostRegistrations of webhooks.cc
TEST_CASE("more middlewares than are looked at leave open whether one checks") {
  const auto text = [](size_t count) {
    return "import Stripe from 'stripe';\nconst stripe = new Stripe(key);\nconst app = express();\n"
           "function log(req, res, next) { next(); }\n" +
           times(count, "app.use(log);\n") + "app.post('/webhook', (req, res) => { book(req.body); });";
  };
  CHECK(values(read_typescript, text(3), Kind::webhook, Attr::verified) == "false\n");
  CHECK(values(read_typescript, text(65), Kind::webhook, Attr::verified) ==
        "?(there are more middlewares than are looked at)\n");
}

// kMostFunctions of webhooks.cc
TEST_CASE("a handler that calls more functions than are looked at is not known to be unverified") {
  const auto text = [](size_t count) {
    std::string calls, functions;
    for (size_t i = 0; i < count; ++i) {
      calls += "f" + std::to_string(i) + "(); ";
      functions += "function f" + std::to_string(i) + "() { return 1; }\n";
    }
    return "import Stripe from 'stripe';\nconst stripe = new Stripe(key);\nconst app = express();\n" +
           functions + "app.post('/webhook', (req, res) => { " + calls + "book(req.body); });";
  };
  CHECK(values(read_typescript, text(3), Kind::webhook, Attr::verified) == "false\n");
  CHECK(values(read_typescript, text(70), Kind::webhook, Attr::verified) ==
        "?(it calls more functions than are looked at)\n");
}

// kDeepestValue of values.cc
TEST_CASE("a constant behind more copies than are followed is not known") {
  const auto text = [](size_t count) {
    std::string body = "  v0 = verify\n";
    for (size_t i = 1; i <= count; ++i)
      body += "  v" + std::to_string(i) + " = v" + std::to_string(i - 1) + "\n";
    return "import requests\ndef f(url, verify):\n" + body + "  requests.get(url, verify=v" +
           std::to_string(count) + ")\n";
  };
  CHECK(values(read_python, text(80), Kind::tls, Attr::verified).find("true") == std::string::npos);
}

// kDeepestArgument of arguments.cc, kDeepestSource of key_sources.cc
TEST_CASE("a key that is made in more steps than are followed is not known") {
  const auto text = [](size_t count) {
    return "from Crypto.Cipher import AES\ndef f(data):\n  key = " + times(count, "bytes(") +
           "b'0123456789abcdef'" + times(count, ")") + "\n  AES.new(key, AES.MODE_GCM)\n";
  };
  const std::string found = values(read_python, text(20), Kind::crypto, Attr::hard_coded_key);
  CHECK(found.find("false") == std::string::npos);
}
