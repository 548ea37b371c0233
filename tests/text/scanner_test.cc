#include "scanners/syntax/text/scanner.h"

#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "scanners/units/mask.h"

using namespace payaudit;

namespace {

TextPatterns patterns() {
  TextPatterns tables;
  tables.networks.push_back({"visa", {{4, 4, 1}}, {16, 18, 19}, true, false});
  tables.networks.push_back({"amex", {{34, 34, 2}, {37, 37, 2}}, {15}, true, false});
  tables.networks.push_back({"mastercard", {{51, 55, 2}, {222100, 272099, 6}}, {16}, true, false});
  tables.networks.push_back(
      {"maestro", {{50, 50, 2}, {67, 67, 2}}, {12, 13, 14, 15, 16, 17, 18, 19}, true, true});
  tables.published_test_cards = {"4111111111111111", "4242424242424241", "5555555555554444",
                                 "378282246310005"};
  tables.card_words = {"card", "card number", "visa"};
  tables.test_words = {"sandbox", "test card"};
  tables.code_words = {"cvc", "security code"};
  tables.record_files = {".log", ".csv"};
  tables.secrets.push_back({"aws-access-key-id", "api-key", {"AKIA"}, "AKIA[A-Z2-7]{16}\\b", false});
  tables.secrets.push_back(
      {"stripe-test-key", "payment-key", {"sk_test_"}, "sk_test_[A-Za-z0-9]{16,}\\b", true});
  return tables;
}

// All hits, as `kind:type text` with marks.
std::string check(std::string_view text, std::string path = "a.txt") {
  static const TextScanner scanner(patterns());
  const Source source(std::move(path), std::string(text));
  std::string found;
  for (const Hit& hit : scanner.scan(source).hits) {
    const char* const kinds[] = {"card", "track", "code", "secret", "key", "host", "ignore"};
    if (!found.empty()) found += "; ";
    found += fmt::format("{}:{} {}{}{}{}", kinds[static_cast<int>(hit.kind)], hit.type, source.text(hit.span),
                         hit.has_context ? " context" : "", hit.is_published_test ? " test" : "",
                         hit.is_named_test ? " named" : "");
  }
  return found;
}

}  // namespace

TEST_CASE("a number with a network's prefix, length and check digit is a card number") {
  CHECK(check("card: 4000000000000002") == "card:visa 4000000000000002 context");
  CHECK(check("x = \"4000000000000002\"") == "card:visa 4000000000000002");
  CHECK(check("4000000000000003").empty());
  CHECK(check("9000000000000000").empty());
}

TEST_CASE("digits may be grouped as cards are printed, with one separator") {
  CHECK(check("4000 0000 0000 0002") == "card:visa 4000 0000 0000 0002");
  CHECK(check("4000-0000-0000-0002") == "card:visa 4000-0000-0000-0002");
  CHECK(check("3782 822463 10005") == "card:amex 3782 822463 10005 context test");
  CHECK(check("4000-0000 0000-0002").empty());
  CHECK(check("40 00 00 00 00 00 00 02").empty());
}

TEST_CASE("a published test number is marked, also when its check digit is wrong on purpose") {
  CHECK(check("4111111111111111") == "card:visa 4111111111111111 context test");
  CHECK(check("4242424242424241") == "card:test 4242424242424241 context test");
  CHECK(check("test_5555555555554444") == "card:mastercard 5555555555554444 context test");
}

TEST_CASE("digits that count up are nobody's card for certain") {
  CHECK(check("card: 4212345678901237") == "card:visa 4212345678901237");
}

TEST_CASE("digits inside longer words, fractions, UUIDs and longer numbers are no card numbers") {
  for (const char* text :
       {"a4000000000000002", "4000000000000002b", "0.4000000000000002", "1e-4000000000000002",
        "4000000000000002.5", "123e4567-e89b-12d3-a456-4000000000000002", "40000000000000020000000000",
        "id_4000000000000002", "/orders/4000000000000002"}) {
    INFO(text);
    CHECK(check(text).empty());
  }
}

TEST_CASE("a network that innocent numbers look like needs a card word nearby") {
  CHECK(check("reference 676770000000 sent").empty());
  CHECK(check("cardNumber=6759411100000008").find("card:maestro") == 0);
}

TEST_CASE("an attribute's card word may stand anywhere in its tag, one of another tag does not count") {
  const std::string far(80, 'x');
  CHECK(check("<input name=\"card_number\" placeholder=\"" + far + "\" value=\"4000000000000002\">") ==
        "card:visa 4000000000000002 context");
  CHECK(check("<input name=\"card_number\"><input placeholder=\"" + far + "\" value=\"4000000000000002\">") ==
        "card:visa 4000000000000002");
}

TEST_CASE("eighteen digits around a date of birth are a resident's number") {
  CHECK(check("card 421000198002300010").empty());
}

TEST_CASE("track data is found by its form, and says all that its number says") {
  CHECK(check("%B4111111111111111^DOE/JANE^2512101?") ==
        "track:visa B4111111111111111^DOE/JANE^2512101 context test");
  CHECK(check(";4111111111111111=25121010000012345678?") ==
        "track:visa ;4111111111111111=25121010000012345678 context test");
  CHECK(check("\"track2\": \"4111111111111111D25121010000\"") ==
        "track:visa 4111111111111111D25121010000 context test");
  CHECK(check("4111111111111111=2599101").find("track") == std::string::npos);
}

TEST_CASE("a comma, a space, a tab, a bar or a semicolon parts two values") {
  CHECK(check("1001,4000000000000002,12/29") == "card:visa 4000000000000002");
  CHECK(check("VALUES (1,4000000000000002,123)") == "card:visa 4000000000000002");
  CHECK(check("[4000000000000002,4000000000000010]") ==
        "card:visa 4000000000000002; card:visa 4000000000000010");
  CHECK(check("4000000000000002\t4000000000000010|12;9") ==
        "card:visa 4000000000000002; card:visa 4000000000000010");
  CHECK(check("x = \"a\\t4000000000000002\"") == "card:visa 4000000000000002");
  CHECK(check("0,4000000000000002").empty());
  CHECK(check("lat 51,4000000000000002 east").empty());
}

TEST_CASE("of ids that pass the checks by chance one stands for all, a list of cards stays whole") {
  std::string ids = "4000000000000002\n";
  for (int i = 0; i < 40; ++i) ids += fmt::format("90000000000000{:02}\n", i);
  CHECK(check(ids + "4000000000000010\n") == "card:visa 4000000000000002");
  std::string cards;
  for (int i = 0; i < 12; ++i) cards += "4000000000000002\n4000000000000010\n";
  CHECK(check(cards).find("; card:visa 4000000000000010") != std::string::npos);
}

TEST_CASE("an expiry date or a code behind a number is no part of it") {
  CHECK(check("4000 0000 0000 0002 12/29") == "card:visa 4000 0000 0000 0002");
  CHECK(check("4000000000000002 12 29") == "card:visa 4000000000000002");
  CHECK(check("4000 0000 0000 0002 737") == "card:visa 4000 0000 0000 0002");
}

TEST_CASE("eight groups of four are two numbers, a longer row of fours is a table") {
  CHECK(check("4000 0000 0000 0002 4000 0000 0000 0010") ==
        "card:visa 4000 0000 0000 0002; card:visa 4000 0000 0000 0010");
  CHECK(check("1200 4000 0000 0000 0002").empty());
  CHECK(check("4000 0000 0000 0002 1200 1300").empty());
}

TEST_CASE("the file's name or the name that a number is given says that it is for testing") {
  CHECK(check("SANDBOX_VISA = \"4000000000000002\"") == "card:visa 4000000000000002 context named");
  CHECK(check("testCards = [\"4000000000000002\"]") == "card:visa 4000000000000002 context named");
  CHECK(check("VISA = \"4000000000000002\"", "src/SandboxCards.java") ==
        "card:visa 4000000000000002 context named");
  CHECK(check("sandbox: false, number: 4000000000000002").find("named") == std::string::npos);
}

TEST_CASE("a security code is known by its name beside a card number") {
  CHECK(check("card {\"number\": \"4000000000000002\", \"cvc\": \"123\"}") ==
        "card:visa 4000000000000002 context; code:visa 123 context");
  CHECK(check("card 4000000000000002 securityCode=123&x") ==
        "card:visa 4000000000000002 context; code:visa 123 context");
  CHECK(check("card 4000000000000002 cvc 12345").find("code") == std::string::npos);
  CHECK(check("card 4000000000000002 cvcResult 100").find("code") == std::string::npos);
  CHECK(check("nothing here, cvc 123").empty());
}

TEST_CASE("beside a published test number a code counts in records only") {
  CHECK(check("4111111111111111 cvc: 123") == "card:visa 4111111111111111 context test");
  CHECK(check("4111111111111111 cvc: 123", "a.log") ==
        "card:visa 4111111111111111 context test; code:visa 123 context test");
  CHECK(check("number,expiry,cvc\n4111111111111111,12/29,123\n", "a.csv") ==
        "card:visa 4111111111111111 context test; code:visa 123 context test");
}

TEST_CASE("a credential is known by its issuer's form and is a word of its own") {
  CHECK(check("key: AKIAIOSFODNN7EXAMPLE") == "secret:aws-access-key-id AKIAIOSFODNN7EXAMPLE");
  CHECK(check("XAKIAIOSFODNN7EXAMPLE").empty());
  CHECK(check("AKIAIOSFODNN7").empty());
  CHECK(check("sk_test_EXAMPLEEXAMPLEEXAMPLE") ==
        "secret:stripe-test-key sk_test_EXAMPLEEXAMPLEEXAMPLE test");
}

TEST_CASE("the host of a URL is found behind its user information") {
  CHECK(check("postgres://app:pw@db.example.com:5432/x") == "host: db.example.com");
  CHECK(check("http://a/b").empty());
}

TEST_CASE("a suppression is the comment's text without what closes it") {
  CHECK(check("x: 1  # payaudit:ignore pan-logged until=2027-01-31 reason=\"r\"  ") ==
        "ignore: payaudit:ignore pan-logged until=2027-01-31 reason=\"r\"");
  CHECK(check("<!-- payaudit:ignore a -->") == "ignore: payaudit:ignore a");
}

TEST_CASE("a file of nothing but numbers ends in a gap, not in a flood") {
  std::string text;
  for (int i = 0; i < 12'000; ++i) text += "4111111111111111\n";
  const TextScanner scanner(patterns());
  const Source source("dump.txt", text);
  const Hits hits = scanner.scan(source);
  CHECK(hits.hits.size() == 10'000);
  REQUIRE(hits.gaps.size() == 1);
  CHECK(hits.gaps[0].reason == GapReason::limit);
}

TEST_CASE("a database that was compiled before finds the same") {
  const std::string compiled = compile_text_patterns(patterns());
  REQUIRE_FALSE(compiled.empty());
  const TextScanner scanner(patterns(), std::as_bytes(std::span(compiled)));
  const Source source("a.txt", "card: 4000000000000002 key AKIAQRSTUVWXYZ234567 https://pay.example/");
  const std::vector<Hit> hits = scanner.scan(source).hits;
  REQUIRE(hits.size() == 3);
  CHECK(hits[0].type == "visa");
  CHECK(hits[1].type == "aws-access-key-id");
  CHECK(source.text(hits[2].span) == "pay.example");
}

TEST_CASE("a database of other patterns, or a damaged one, is not taken") {
  std::string compiled = compile_text_patterns(patterns());
  TextPatterns more = patterns();
  more.secrets.push_back({"own-key", "api-key", {"OWN_"}, "OWN_[a-z]{8}", false});
  const Source source("a.txt", "OWN_abcdefgh 4000000000000002");
  CHECK(TextScanner(more, std::as_bytes(std::span(compiled))).scan(source).hits.size() == 2);
  for (char& byte : std::span(compiled).last(1000)) byte ^= 1;
  CHECK(TextScanner(patterns(), std::as_bytes(std::span(compiled))).scan(source).hits.size() == 1);
}

TEST_CASE("a masked card number shows six and four at most") {
  CHECK(mask_card_number("4111 1111 1111 1111") == "411111******1111");
  CHECK(mask_card_number("12345") == "*****");
}

// kLongestSecret of scanner.cc, kLongestOfAll of scanner.cc
TEST_CASE("a long secret is found to its end, and one beyond all bounds is a gap") {
  static const TextScanner scanner(patterns());
  const auto found = [](size_t length) {
    const Source source("a.txt", "key = sk_test_" + std::string(length, 'a') + "\n");
    const Hits hits = scanner.scan(source);
    REQUIRE(hits.hits.size() == 1);
    return std::pair(hits.hits[0].span.end - hits.hits[0].span.begin - 8, hits.gaps.size());
  };
  CHECK(found(40) == std::pair<uint32_t, size_t>(40, 0));
  CHECK(found(3000) == std::pair<uint32_t, size_t>(3000, 0));
  CHECK(found(70'000).second == 1);
}

// kLongestHost of scanner.cc
TEST_CASE("the address of a host that is longer than is looked at is a gap, and no other host") {
  static const TextScanner scanner(patterns());
  const Source source("a.txt",
                      "https://" + std::string(200, 'u') + ":" + std::string(200, 'p') + "@host.example/\n");
  const Hits hits = scanner.scan(source);
  CHECK(hits.hits.empty());
  CHECK(hits.gaps.size() == 1);
}

// kMostHits of scanner.cc
TEST_CASE("more hits than are kept are a gap") {
  static const TextScanner scanner(patterns());
  std::string text;
  for (int i = 0; i < 10'001; ++i) text += "https://host.example/ ";
  CHECK(scanner.scan(Source("a.txt", text)).gaps.size() == 1);
}
