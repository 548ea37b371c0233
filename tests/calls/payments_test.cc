#include <catch2/catch.hpp>

#include "tests/calls/call_lines.h"

using namespace payaudit;

namespace {

// The attributes named, one fact a line, `-` where one is not stated.
std::string lines(Read read, const std::string& text, std::initializer_list<Attr> attributes) {
  std::string all;
  each_call_fact(read, text, Kind::payment_call, [&](const Fact& fact) {
    for (Attr each : attributes) {
      const Attribute* found = fact.find(each);
      all +=
          (all.empty() || all.back() == '\n' ? "" : " ") + (found == nullptr ? "-" : to_string(found->value));
    }
    all += "\n";
  });
  return all;
}

void check_exemption(Read read, const std::string& text, const std::string& expected) {
  INFO(text);
  CHECK(lines(read, text, {Attr::exemption, Attr::limit, Attr::conditional}) == expected);
}

std::string java(const std::string& body) {
  return "import com.adyen.model.checkout.*;\nimport com.adyen.service.checkout.PaymentsApi;\n"
         "class P { private PaymentsApi payments; private static final long SMALL = 3_000;\n"
         "Object pay(PaymentRequest given, long minor, boolean known) throws Exception {\n" +
         body + "\n}\n" +
         "private PaymentRequest request(long value) {\n"
         "  return new PaymentRequest().amount(new "
         "Amount().currency(\"EUR\").value(value)).reference(\"a\");\n}\n"
         "private void exempt(PaymentRequest request) {\n"
         "  request.setAdditionalData(Map.of(\"scaExemption\", \"lowValue\"));\n}\n}\n";
}

}  // namespace

TEST_CASE("an exemption is read through helpers that make or fill the request") {
  check_exemption(read_java,
                  java("PaymentRequest r = request(minor); if (minor <= SMALL) { exempt(r); }"
                       " return payments.payments(r);"),
                  "\"low_value\" 30 true\n");
  check_exemption(read_java,
                  java("PaymentRequest r = request(4_999L);"
                       " r.putAdditionalDataItem(\"scaExemption\", \"transactionRiskAnalysis\");"
                       " return payments.payments(r);"),
                  "\"tra\" 49.99 -\n");
}

TEST_CASE("an amount is bounded by what guards the exemption, and by nothing else") {
  const auto guarded = [](const std::string& condition) {
    return java("PaymentRequest r = request(minor); if (" + condition +
                ") { exempt(r); } return payments.payments(r);");
  };
  check_exemption(read_java, guarded("known && minor < 5000"), "\"low_value\" 50 true\n");
  check_exemption(read_java, guarded("!(minor > 2000)"), "\"low_value\" 20 true\n");
  check_exemption(read_java, guarded("minor >= 2000"),
                  "\"low_value\" ?(the amount is decided elsewhere) true\n");
  check_exemption(read_java, guarded("known || minor < 2000"),
                  "\"low_value\" ?(the amount is decided elsewhere) true\n");
  check_exemption(
      read_java, guarded("known"),
      "\"low_value\" ?(the amount is decided elsewhere) ?(what the condition has to do with the payment is "
      "not known)\n");
  // Set once more after the question.
  check_exemption(read_java,
                  java("PaymentRequest r = null; if (minor <= SMALL) { minor = minor * 2; r = request(minor);"
                       " exempt(r); } return payments.payments(r);"),
                  "\"low_value\" ?(the amount is decided elsewhere) true\n");
}

TEST_CASE("of several amounts that a payment may have the highest counts") {
  check_exemption(
      read_java,
      java("PaymentRequest r = request(2_000L); exempt(r); if (known) {"
           " r.setAmount(new Amount().currency(\"EUR\").value(9_000L)); } return payments.payments(r);"),
      "\"low_value\" 90 -\n");
  check_exemption(
      read_java,
      java("PaymentRequest r = request(2_000L); exempt(r);"
           " r.setAmount(new Amount().currency(\"EUR\").value(9_000L)); return payments.payments(r);"),
      "\"low_value\" 90 -\n");
}

TEST_CASE("an early return guards as well as a branch, and whole units are converted") {
  check_exemption(
      read_python,
      "import stripe\ndef pay(total, method):\n"
      "  if total > 25:\n    return None\n"
      "  return stripe.PaymentIntent.create(amount=int(total * 100), currency='eur', payment_method=method,\n"
      "    payment_method_options={'card': {'three_d_secure': {'exemption_indicator': 'low_risk'}}})\n",
      "\"tra\" 25 true\n");
}

TEST_CASE("each of several exemptions has its own amount") {
  check_exemption(read_typescript,
                  "import { CheckoutAPI, Client } from '@adyen/api-library';\n"
                  "const checkout = new CheckoutAPI(new Client({}));\n"
                  "async function pay(value: number) {\n  let scaExemption;\n"
                  "  if (value <= 3000) { scaExemption = 'lowValue'; }\n"
                  "  else if (value <= 50000) { scaExemption = 'transactionRiskAnalysis'; }\n"
                  "  return checkout.PaymentsApi.payments({ amount: { currency: 'EUR', value },\n"
                  "    additionalData: { scaExemption } });\n}\n",
                  "\"low_value\" 30 true\n\"tra\" 500 true\n");
}

TEST_CASE("amounts count in the provider's unit of the currency") {
  const auto amounts = [](const std::string& call) {
    return lines(read_python,
                 "import stripe, braintree\ngateway = braintree.BraintreeGateway(c)\ndef pay():\n  " + call,
                 {Attr::amount, Attr::currency});
  };
  CHECK(amounts("stripe.PaymentIntent.create(amount=1099, currency='eur')") == "10.99 \"eur\"\n");
  CHECK(amounts("stripe.PaymentIntent.create(amount=1099, currency='jpy')") == "1099 \"jpy\"\n");
  CHECK(amounts("stripe.PaymentIntent.create(amount=1099, currency='kwd')") ==
        "?(how many units of the currency the provider counts in one is not known) \"kwd\"\n");
  CHECK(amounts("gateway.transaction.sale({'amount': '10.99', 'currency_iso_code': 'EUR'})") ==
        "10.99 \"EUR\"\n");
  CHECK(amounts("stripe.PaymentIntent.create(amount=1099, currency=other())") ==
        "?(the currency is decided elsewhere) ?(the currency is decided elsewhere)\n");
}

TEST_CASE("3-D Secure that is switched off is found in parts of the request") {
  const auto three_ds = [](Read read, const std::string& text) {
    return lines(read, text, {Attr::three_ds});
  };
  CHECK(three_ds(read_java,
                 java("AuthenticationData a = new AuthenticationData();"
                      "a.setAttemptAuthentication(AuthenticationData.AttemptAuthenticationEnum.NEVER);"
                      "PaymentRequest r = request(minor); r.setAuthenticationData(a); return "
                      "payments.payments(r);")) == "false\n");
  CHECK(three_ds(
            read_java,
            java("AuthenticationData a = new AuthenticationData();"
                 "a.setAttemptAuthentication(AuthenticationData.AttemptAuthenticationEnum.NEVER);"
                 "a.setAttemptAuthentication(AuthenticationData.AttemptAuthenticationEnum.ALWAYS);"
                 "PaymentRequest r = request(minor).authenticationData(a); return payments.payments(r);")) ==
        "true\n");
  CHECK(three_ds(read_java,
                 "import com.braintreegateway.*;\nclass P { private BraintreeGateway gateway; Object "
                 "pay(String n) {\n"
                 "TransactionRequest r = new TransactionRequest().paymentMethodNonce(n)"
                 ".options().threeDSecure().required(false).done().submitForSettlement(true).done();\n"
                 "return gateway.transaction().sale(r); } }") == "false\n");
  CHECK(three_ds(read_go,
                 "package p\nimport (\"github.com/stripe/stripe-go/v76\"; "
                 "\"github.com/stripe/stripe-go/v76/paymentintent\")\n"
                 "func pay() {\n params := &stripe.PaymentIntentParams{Amount: stripe.Int64(100)}\n"
                 " params.PaymentMethodOptions = &stripe.O{Card: &stripe.C{RequestThreeDSecure: "
                 "stripe.String(\"any\")}}\n paymentintent.New(params)\n}\n") == "true\n");
}

TEST_CASE("a telephone order in a web handler is known by mark, route, parameters, and through helpers") {
  const auto moto = [](Read read, const std::string& text) {
    return lines(read, text, {Attr::moto, Attr::web_handler});
  };
  const std::string charge =
      "async function charge(amount) {\n"
      "  return stripe.paymentIntents.create({ amount, currency: 'eur',"
      " payment_method_options: { card: { moto: true } } });\n}\n";
  const std::string head =
      "const stripe = require('stripe')(key);\nconst app = require('express')();\n" + charge;
  CHECK(moto(read_javascript,
             head + "app.post('/pay', async (req, res) => { res.json(await charge(req.body.n)); });\n") ==
        "true true\n");
  CHECK(moto(read_javascript, head + "app.post('/phone-desk/pay', async (req, res) => { res.json(await "
                                     "charge(req.body.n)); });\n") ==
        "true ?(staff may type in orders by telephone here)\n");
  CHECK(moto(read_javascript, head) == "true -\n");
  CHECK(moto(read_go,
             "package p\nimport (\"net/http\"; \"github.com/stripe/stripe-go/v76\"; "
             "\"github.com/stripe/stripe-go/v76/paymentintent\")\n"
             "func pay(w http.ResponseWriter, r *http.Request) {\n"
             "  params := &stripe.PaymentIntentParams{Amount: stripe.Int64(100)}\n"
             "  params.AddExtra(\"moto\", \"true\")\n"
             "  if r.FormValue(\"channel\") == \"phone\" { params.PaymentMethodOptions = &stripe.O{Card: "
             "&stripe.C{MOTO: stripe.Bool(true)}} }\n"
             "  paymentintent.New(params)\n}\n") == "?(a condition decides) true\n");
  CHECK(moto(read_python,
             "import Adyen\nfrom django.http import JsonResponse\nadyen = Adyen.Adyen()\ndef pay(request):\n"
             "  body = {'shopperInteraction': 'Moto'}\n  return "
             "JsonResponse(adyen.checkout.payments_api.payments(body))\n") == "true true\n");
}

TEST_CASE("a version that the call does not write is unknown") {
  CHECK(lines(read_python,
              "import stripe\ndef pay(version):\n  stripe.PaymentIntent.create(amount=1, currency='eur',\n"
              "    payment_method_options={'card': {'three_d_secure': {'version': version}}})\n",
              {Attr::three_ds_version}) == "?(it is decided elsewhere)\n");
}
