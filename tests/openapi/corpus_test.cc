// Published descriptions of payment APIs, read where they are at hand: beside the repository, or in the
// folder that PAYAUDIT_CORPUS names. Without them there is nothing to read, and the test says so.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/openapi/openapi_facts.h"

using namespace payaudit;

namespace {

std::filesystem::path corpus() {
  if (const char* named = std::getenv("PAYAUDIT_CORPUS")) return named;
  return std::filesystem::path(PAYAUDIT_ROOT) / "../shared/corpus";
}

// The lines of classified account data in one medium; nullopt where the file is not at hand.
std::optional<std::string> check(const std::string& name, Kind kind, const std::vector<Attr>& attributes) {
  std::ifstream in(corpus() / "api-specs" / name);
  if (!in) return std::nullopt;
  std::stringstream text;
  text << in.rdbuf();
  return facts_of({{name, text.str()}}, kind, attributes);
}

bool has_line(const std::string& lines, const std::string& line) {
  return ("\n" + lines + "\n").find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("Stripe's API takes card numbers, and answers those of cards that it issues") {
  const auto fields = check("stripe-spec3.yaml", Kind::field, {Attr::class_, Attr::state});
  if (!fields) {
    SUCCEED("no corpus");
    return;
  }
  CHECK(has_line(*fields, "request PostTokens.card.number: \"account.chd.pan\" \"clear\""));
  CHECK(has_line(*fields, "request PostPaymentMethods.card.cvc: \"account.sad.cvv\" \"clear\""));
  CHECK(has_line(*fields, "response issuing.card.number: \"account.chd.pan\" \"clear\""));
  CHECK(has_line(*fields, "response issuing.card.cvc: \"account.sad.cvv\" \"clear\""));
  // Numbers of identity documents, customs and card checks are neither.
  for (const char* innocent : {"gelato_document_report.number", "eori_number", "cvc_check:",
                               "card.fingerprint:", "card.last4:", "card.iin:", "tax_id.number"}) {
    INFO(innocent);
    CHECK(fields->find(innocent) == std::string::npos);
  }
}

TEST_CASE("Adyen's encrypted card fields are encrypted, its BINs truncated") {
  const auto fields = check("adyen-checkout-v71.yaml", Kind::field, {Attr::class_, Attr::state});
  if (!fields) {
    SUCCEED("no corpus");
    return;
  }
  CHECK(has_line(*fields, "request CardDetails.encryptedCardNumber: \"account.chd.pan\" \"encrypted\""));
  CHECK(has_line(*fields, "response StoredPaymentMethodResource.cardBin: \"account.chd.pan\" \"truncated\""));
}

TEST_CASE("PayPal's payouts take an idempotency key over TLS and OAuth") {
  const auto operations = check("paypal-payouts-v1.json", Kind::operation,
                                {Attr::role, Attr::plaintext, Attr::security, Attr::idempotency_key});
  if (!operations) {
    SUCCEED("no corpus");
    return;
  }
  CHECK(has_line(*operations, "post /v1/payments/payouts: \"payout.create\" false [\"oauth2\"] true"));
}
