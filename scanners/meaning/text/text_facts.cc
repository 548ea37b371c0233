#include "scanners/meaning/text/text_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "scanners/source/characters.h"
#include "scanners/units/mask.h"

namespace payaudit {
namespace {

// Of track data, only the number's part counts; of a code, nothing may be shown.
std::string masked_text(const Hit& hit, std::string_view text) {
  if (hit.kind == HitKind::code) return "***";
  if (hit.kind == HitKind::card_number) return mask_card_number(text);
  const size_t begin = std::min(text.find_first_of("0123456789"), text.size());
  const size_t end = std::min(text.find_first_not_of("0123456789", begin), text.size());
  return mask_card_number(text.substr(begin, end - begin));
}

std::string_view secret_type(const Hit& hit) {
  if (hit.kind == HitKind::private_key) return "private-key";
  if (hit.type.find("live") != std::string_view::npos || hit.type.find("test-key") != std::string_view::npos)
    return "payment-key";
  return hit.type.find("token") != std::string_view::npos ? "token" : "api-key";
}

// Values that documentation uses: issuers publish examples of their forms, and the word itself says so.
bool is_example(std::string_view value) {
  const std::string folded = lower(value);
  for (std::string_view word : {"example", "xxxxxxxx", "your", "placeholder", "dummy", "0000000000"}) {
    if (folded.find(word) != std::string::npos) return true;
  }
  return false;
}

// `a1b2c3d4…`, `0123456789`, `aaaa…`: made by counting, each one or two characters on.
bool counts_up(std::string_view value) {
  value.remove_prefix(std::min(value.find_last_of("_-.$") + 1, value.size()));
  if (value.size() < 12) return false;
  const auto follows = [&](size_t i, size_t step) {
    const char a = value[i], b = value[i + step];
    return b == a || b == a + 1;
  };
  for (const size_t step : {size_t{1}, size_t{2}}) {
    size_t counted = 0;
    for (size_t i = 0; i + step < value.size(); ++i) counted += follows(i, step) ? 1 : 0;
    if (counted * 10 >= (value.size() - step) * 9) return true;
  }
  return false;
}

// `sk_live_a1b2…`: a part of one.
bool is_cut_off(std::string_view behind) {
  return behind.starts_with("...") || behind.starts_with("\u2026") || behind.starts_with("***");
}

std::string_view type_of(const Hit& hit) {
  if (hit.kind == HitKind::track) return "track";
  return hit.kind == HitKind::code ? "code" : "number";
}

// The published test numbers of one file, by the digits that a row of them has in common.
class TestNumbers {
 public:
  TestNumbers(const Hits& hits, const Source& source) {
    for (const Hit& hit : hits.hits) {
      if (hit.kind == HitKind::card_number && hit.is_published_test)
        rows_.insert(row_of(source.text(hit.span)));
      count_ += hit.kind == HitKind::card_number && hit.is_published_test ? 1 : 0;
    }
  }

  // Providers publish rows of numbers, and not every one that they take.
  bool go_on_in(std::string_view number) const { return count_ >= kFewest && rows_.contains(row_of(number)); }

 private:
  static constexpr size_t kFewest = 3;
  static constexpr size_t kCommonDigits = 12;

  static std::string row_of(std::string_view number) {
    std::string digits;
    for (const char c : number) {
      if (is_digit(c) && digits.size() < kCommonDigits) digits += c;
    }
    return digits;
  }

  std::set<std::string> rows_;
  size_t count_ = 0;
};

void add_card(Facts& facts, const Hit& hit, Place place, std::string_view text, const TestNumbers& tests) {
  const Origin origin = facts.origin(OriginKind::literal, place);
  const std::string masked = masked_text(hit, text);
  Fact& fact = facts.add(Kind::card_literal, place, fmt::format("{} {}", hit.type, masked));
  fact.set(Attr::type, facts.text(type_of(hit)), origin)
      .set(Attr::network, facts.text(hit.type), origin)
      .set(Attr::masked, facts.text(masked), origin)
      .set(Attr::published_test, Value::boolean(hit.is_published_test), origin)
      .set(Attr::named_test, Value::boolean(hit.is_named_test), origin);
  if (hit.kind == HitKind::card_number && !hit.is_published_test && tests.go_on_in(text)) {
    fact.set(Attr::context,
             facts.unknown("it is on no published list, and goes on a row of test numbers in the same file"),
             origin);
    return;
  }
  // Without a card word nearby, an innocent number passes prefix, length and check digit about three times in
  // a hundred.
  fact.set(
      Attr::context,
      hit.has_context
          ? Value::boolean(true)
          : facts.unknown(hit.stands_for > 1
                              ? fmt::format("one of {} among many long numbers, as many as pass a card's "
                                            "checks by chance; no card word stands nearby",
                                            hit.stands_for)
                              : "no card word stands nearby, or its digits count up; an innocent number "
                                "passes these checks now and then"),
      origin);
}

// `behind`: what stands behind it.
void add_secret(Facts& facts, const Hit& hit, Place place, std::string_view text, std::string_view behind) {
  const Origin origin = facts.origin(OriginKind::literal, place);
  const bool is_placeholder = is_example(text) || counts_up(text) || is_cut_off(behind);
  facts.add(Kind::secret, place, fmt::format("{}", hit.type))
      .set(Attr::name, facts.text(hit.type), origin)
      .set(Attr::type, facts.text(secret_type(hit)), origin)
      .set(Attr::value_kind, facts.text(is_placeholder ? "placeholder" : "literal"), origin)
      .set(Attr::masked, facts.text(kMaskedSecret), origin)
      .set(Attr::live, Value::boolean(!hit.is_published_test && !is_placeholder), origin)
      .set(Attr::published_test, Value::boolean(hit.is_published_test), origin)
      .set(Attr::source, facts.text("value"), origin);
}

}  // namespace

Facts text_facts(const Units& units) {
  Facts facts;
  for (const Unit& unit : units.units) {
    const Source& source = (*units.sources)[unit.file];
    const TestNumbers tests(unit.hits, source);
    for (const Hit& hit : unit.hits.hits) {
      const Place place{unit.file, hit.span};
      switch (hit.kind) {
        case HitKind::card_number:
        case HitKind::track:
        case HitKind::code: add_card(facts, hit, place, source.text(hit.span), tests); break;
        case HitKind::secret:
        case HitKind::private_key:
          add_secret(
              facts, hit, place, source.text(hit.span),
              source.bytes().substr(std::min<size_t>(hit.span.end, source.bytes().size())).substr(0, 3));
          break;
        case HitKind::host:
        case HitKind::suppression: break;
      }
    }
  }
  return facts;
}

}  // namespace payaudit
