#include "scanners/meaning/text/text_facts.h"

#include <catch2/catch.hpp>
#include <random>

#include "scanners/meaning/text/made_up.h"

using namespace payaudit;

namespace {

// The fact of one hit that covers all of `text`.
std::string check(std::string text, Hit hit) {
  SourceMap sources;
  const FileId file = sources.add("a.txt", text);
  hit.span = {0, static_cast<uint32_t>(text.size())};
  Units units;
  units.sources = &sources;
  units.units.push_back({file, "text", {}, {{hit}, {}}, {}});
  const Facts facts = text_facts(units);
  return facts.size() == 0 ? "" : to_string(facts.all().front());
}

}  // namespace

TEST_CASE("a card number's fact holds six and four digits and says whether it is a published test number") {
  CHECK(
      check("4111 1111 1111 1111", {HitKind::card_number, {}, "visa", true, true}) ==
      "card.literal{type: \"number\", network: \"visa\", masked: \"411111******1111\", published_test: true, "
      "named_test: false, context: true}");
}

TEST_CASE("a number without a card word nearby is not certain to be a card number") {
  const std::string fact = check("4000000000000002", {HitKind::card_number, {}, "visa", false, false});
  CHECK(fact.find("context: ?(no card word stands nearby") != std::string::npos);
}

TEST_CASE("a credential's fact shows its prefix only, and a documented example is a placeholder") {
  const std::string fact =
      check("AKIAIOSFODNN7EXAMPLE", {HitKind::secret, {}, "aws-access-key-id", false, false});
  CHECK(fact.find("IOSFODNN7") == std::string::npos);
  CHECK(fact.find("value_kind: \"placeholder\"") != std::string::npos);
  CHECK(fact.find("live: false") != std::string::npos);
}

TEST_CASE("hosts and suppressions are no facts of their own") {
  CHECK(check("db.example.com", {HitKind::host, {}, {}, false, false}).empty());
}

TEST_CASE("what people type when they make a key up is told by its rows") {
  const std::vector<std::string> rows = {"qwertyuiop", "asdfghjkl"};
  for (const char* key : {"1234567890abcdef", "a1b2c3d4e5f6g7h8", "abcdefghijklmnop", "qwertyuiopasdfghjkl",
                          "zxzxzxzxzxzxzxzx", "beef1beef1beef1beef1", "fedcba9876543210"}) {
    INFO(key);
    CHECK(made_up_percent(key, rows) >= 90);
  }
  CHECK(made_up_percent("9Zq0fT2bC4dE6fG8hJ1kM3nP5qR7sT", rows) > 66);
  CHECK(made_up_percent("Nebelhorn35Zug84AmselQuitte", rows) < 30);
  // A short run by chance in a key is none.
  CHECK(made_up_percent("Kq7abcdef2XwPz9LmR4v", rows) < 50);
}

TEST_CASE("a key that was made by chance is no row") {
  std::mt19937 random(20261128);  // the same keys on every machine
  for (const auto& [alphabet, length] :
       {std::pair<std::string, size_t>("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 16),
        std::pair<std::string, size_t>("0123456789abcdef", 32)}) {
    for (int i = 0; i < 20'000; ++i) {
      std::string key;
      while (key.size() < length) key += alphabet[random() % alphabet.size()];
      INFO(key);
      REQUIRE(made_up_percent(key, {}) <= 66);
    }
  }
}

TEST_CASE("a number with a row of equal digits or blocks is likely made up") {
  CHECK(is_made_up_number("4002000000000000"));
  CHECK(is_made_up_number("4539 4539 4539 4539"));
  CHECK(is_made_up_number("5111 1111 1111 1118"));
  CHECK_FALSE(is_made_up_number("4000007382916051"));
  CHECK_FALSE(is_made_up_number("4539148803436467"));
}
