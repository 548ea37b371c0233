#include "scanners/meaning/openapi/roles.h"

#include <catch2/catch.hpp>

#include "tests/classify/policy_data.h"

using namespace payaudit::openapi;

namespace {

std::string check(std::string_view method, std::string_view route, std::string_view id = {},
                  std::string_view summary = {}, std::vector<std::string_view> tags = {}) {
  return std::string(role_of(shipped_policies().operations, {method, route, id, summary, tags}));
}

}  // namespace

TEST_CASE("what is posted to a collection is made there") {
  CHECK(check("post", "/v1/payments") == "payment.create");
  CHECK(check("post", "/v1/payment_intents") == "payment.create");
  CHECK(check("post", "/payouts") == "payout.create");
  CHECK(check("post", "/v1/payment_methods") == "payment_method.create");
  CHECK(check("post", "/v1/consents") == "consent");
  CHECK(check("post", "/tokenize") == "token.create");
}

TEST_CASE("what follows a payment's number is done to it") {
  CHECK(check("post", "/payments/{id}/captures") == "payment.capture");
  CHECK(check("post", "/payments/{id}/refunds") == "refund");
  CHECK(check("post", "/v2/checkout/orders/{id}/authorize") == "payment.create");
}

TEST_CASE("reading and updating make nothing") {
  CHECK(check("get", "/v1/payments").empty());
  CHECK(check("get", "/v1/refunds/{id}").empty());
  CHECK(check("post", "/v1/refunds/{id}").empty());
  CHECK(check("post", "/paymentMethods", "", "Get a list of available payment methods").empty());
}

TEST_CASE("a token of OAuth is no token of a card") {
  CHECK(check("post", "/oauth2/token") == "authentication");
  CHECK(check("post", "/v1/tokens").empty());
  CHECK(role_of_card_data("post", "/v1/tokens") == "token.create");
  CHECK(check("get", "/oauth/authorize") == "authentication");
  CHECK(check("post", "/authorise", "", "", {"Payments"}) == "payment.create");
}

TEST_CASE("taking a provider's notifications is a webhook, managing subscriptions is none") {
  CHECK(check("post", "/webhooks/stripe") == "webhook");
  CHECK(check("post", "/webhook", "receiveNotification") == "webhook");
  CHECK(check("post", "/v1/webhooks", "createWebhook").empty());
  CHECK(check("post", "/v1/webhook_endpoints").empty());
}

TEST_CASE("a path of parameters only is told by the name of the operation") {
  CHECK(check("post", "/v1/{payment-service}/{payment-product}", "initiatePayment") == "payment.create");
  CHECK(check("post", "/v1/{payment-service}/{payment-product}").empty());
}

TEST_CASE("the check of a payee's name is recognised by its usual names") {
  CHECK(check("post", "/verification-of-payee") == "payee.verify");
  CHECK(check("post", "/payees/verify") == "payee.verify");
}
