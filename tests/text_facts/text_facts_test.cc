#include "scanners/meaning/text/text_facts.h"

#include <catch2/catch.hpp>

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
