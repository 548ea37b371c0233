#include <catch2/catch.hpp>

#include "scanners/facts/data_class.h"
#include "scanners/meaning/classify/classifier.h"
#include "scanners/meaning/classify/neutral_type.h"
#include "scanners/meaning/classify/words.h"

using namespace payaudit;

namespace {

std::string words(std::string_view name) {
  std::string all;
  for (const std::string& word : split_words(name)) all += (all.empty() ? "" : " ") + word;
  return all;
}

const Classifier& small() {
  static const Classifier classifier({
      {{"account.sad.cvv",
        {"cvv2?", "card security (code|value)"},
        {"cid"},
        {"card", "beside card number"},
        {"cvv result"},
        {"bool"},
        {"annotation: @Sensitive"},
        {}},
       {"kyc.document", {"passport scan"}, {}, {}, {}, {}, {}, {"kyc documents"}}},
      {{"hashed", {"hash"}}, {"truncated", {"last 4"}}},
      {.harmless_after = {"value"},
       .before = {"is", "of", "validate"},
       .cuts = {"or", "from"},
       .clear = {"decrypted"},
       .small = {"de"}},
  });
  return classifier;
}

// "class state", with `?` after a weak one; "-" for none.
std::string check(std::string_view name, const NameContext& context = {}) {
  const auto found = small().classify(name, context);
  if (!found) return "-";
  return std::string(found->data_class) + " " + std::string(found->state) + (found->is_weak ? "?" : "");
}

}  // namespace

TEST_CASE("identifiers of every style split into the same words") {
  CHECK(words("cardNumber") == "card number");
  CHECK(words("card_number") == "card number");
  CHECK(words("CARD-NUMBER") == "card number");
  CHECK(words("PANNumber") == "pan number");
  CHECK(words("cvv2Code") == "cvv 2 code");
  CHECK(words("JSONUrl") == "json url");
  CHECK(words("x.y[0].z") == "x y 0 z");
}

TEST_CASE("plurals become singular, acronyms too") {
  CHECK(words("cardNumbers") == "card number");
  CHECK(words("IBANs") == "iban");
  CHECK(words("addresses") == "address");
  CHECK(words("currencies") == "currency");
  CHECK(words("status") == "status");
  CHECK(words("address") == "address");
}

TEST_CASE("accents are stripped and other scripts stay words") {
  CHECK(words("numéro_de_carte") == "numero de carte");
  CHECK(words("Prüfziffer") == "prufziffer");
  CHECK(words("ŁÓDŹ") == "lodz");
  CHECK(words("カード番号_1") == "カード番号 1");
}

TEST_CASE("bytes that are no text separate words and do no harm") {
  CHECK(words(std::string_view("a\0b", 3)) == "a b");
  CHECK(words("card\xff\xc3number") == "card number");
  CHECK(words("\xf0\x9f") == "");
  CHECK(words(std::string(100000, 'a')).size() == 256);
}

TEST_CASE("a phrase matches as words, never as a part of one") {
  CHECK(check("cvv") == "account.sad.cvv clear");
  CHECK(check("cardCvv2") == "account.sad.cvv clear");
  CHECK(check("card_security_value") == "account.sad.cvv clear");
  CHECK(check("cardsecuritycode") == "account.sad.cvv clear");
  CHECK(check("cvvx") == "-");
  CHECK(check("acvv") == "-");
}

TEST_CASE("words after a phrase that are not known to be harmless take its meaning away") {
  CHECK(check("cvvValue") == "account.sad.cvv clear");
  CHECK(check("cvvLength") == "-");
  CHECK(check("cvv_result") == "-");
  CHECK(check("cvvFieldLabel") == "-");
}

TEST_CASE("questions, actions and counts are not the thing") {
  CHECK(check("isCvv") == "-");
  CHECK(check("number_of_cvvs") == "-");
  CHECK(check("validateCvv") == "-");
  CHECK(check("oldCvv") == "account.sad.cvv clear");
}

TEST_CASE("a weak word counts only where its entity, siblings or description confirm it") {
  const std::string_view siblings[] = {"id", "cardNumber"};
  CHECK(check("cid") == "-");
  CHECK(check("cid", {.entity = "PaymentCard"}) == "account.sad.cvv clear?");
  CHECK(check("cid", {.entity = "Discard"}) == "-");
  CHECK(check("cid", {.siblings = siblings}) == "account.sad.cvv clear?");
  CHECK(check("cid", {.description = "printed on the card"}) == "account.sad.cvv clear?");
  CHECK(check("cardCid") == "account.sad.cvv clear?");
}

TEST_CASE("a type that the class refuses rules it out") {
  CHECK(check("cvv", {.type = "boolean"}) == "-");
  CHECK(check("cvv", {.type = "VARCHAR(4)"}) == "account.sad.cvv clear");
  CHECK(check("cvv", {.type = "CvvValidator"}) == "-");
  CHECK(check("cvv", {.type = "Cvv"}) == "account.sad.cvv clear");
}

TEST_CASE("words of state move the state, not the class") {
  CHECK(check("cvv_hash") == "account.sad.cvv hashed");
  CHECK(check("hashed_cvv_last4") == "account.sad.cvv truncated");
  CHECK(check("decryptedCvvHash") == "account.sad.cvv clear");
}

TEST_CASE("every answer explains itself") {
  CHECK(small().classify("cvv", {.entity = "card"})->why == "the word `cvv` in `card`");
  CHECK(small().classify("cid", {.entity = "card"})->why == "the word `cid`, confirmed by `card`");
}

TEST_CASE("stores, marks and ancestors are answered from the table") {
  CHECK(small().classes_of_store("acme-KYC-documents-eu") == std::vector<std::string_view>{"kyc.document"});
  CHECK(small().classes_of_store("images").empty());
  CHECK(small().declared_class("annotation: @Sensitive") == "account.sad.cvv");
  CHECK(small().declared_class("annotation: @Other").empty());
  CHECK(small().is_class_or_ancestor("account.sad"));
  CHECK_FALSE(small().is_class_or_ancestor("account.s"));
  CHECK(within("account.sad.cvv", "account"));
  CHECK_FALSE(within("account.sad", "account.sad.cvv"));
}

TEST_CASE("types of every language have a neutral word") {
  CHECK(neutral_type("VARCHAR(19) NOT NULL") == "text");
  CHECK(neutral_type("Optional<java.lang.String>") == "text");
  CHECK(neutral_type("*string") == "text");
  CHECK(neutral_type("string | null") == "text");
  CHECK(neutral_type("null | string") == "text");
  CHECK(neutral_type("models.BooleanField") == "bool");
  CHECK(neutral_type("tinyint(1)") == "bool");
  CHECK(neutral_type("time.Time") == "date");
  CHECK(neutral_type("double precision") == "float");
  CHECK(neutral_type("List<Card>") == "other");
  CHECK(neutral_type("") == "");
  CHECK(neutral_type(std::string(5000, '<')) == "other");
  CHECK(width_of_type("VARCHAR(19)") == 19u);
  CHECK_FALSE(width_of_type("VARCHAR(MAX)"));
}
