#include "scanners/meaning/text/text_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "scanners/meaning/text/made_up.h"
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

// Why a number is likely none of a card that was ever issued; empty: nothing speaks for that.
std::string_view why_doubtful(const Hit& hit, std::string_view text, const TestNumbers& tests) {
  if (hit.is_published_test) return {};
  if (hit.kind == HitKind::card_number && tests.go_on_in(text))
    return "it is on no published list, and goes on a row of test numbers in the same file";
  return is_made_up_number(text.substr(0, text.find_first_of("=^D")))
             ? "it is on no published list, and has a row of equal digits or blocks as made-up numbers have"
             : std::string_view();
}

// A code is as doubtful as the number that it stands nearest to.
std::string_view why_doubtful(const Hits& hits, const Hit& code, const Source& source,
                              const TestNumbers& tests) {
  const Hit* nearest = nullptr;
  const auto distance = [&](const Hit& hit) {
    return hit.span.begin > code.span.begin ? hit.span.begin - code.span.end : code.span.begin - hit.span.end;
  };
  for (const Hit& hit : hits.hits) {
    const bool is_card = hit.kind == HitKind::card_number || hit.kind == HitKind::track;
    if (is_card && (nearest == nullptr || distance(hit) < distance(*nearest))) nearest = &hit;
  }
  return nearest == nullptr ? std::string_view() : why_doubtful(*nearest, source.text(nearest->span), tests);
}

// `doubt`: why it may be none; empty: nothing speaks for that.
void add_card(Facts& facts, const Hit& hit, Place place, std::string_view text, std::string_view doubt) {
  const Origin origin = facts.origin(OriginKind::literal, place);
  const std::string masked = masked_text(hit, text);
  Fact& fact = facts.add(Kind::card_literal, place, fmt::format("{} {}", hit.type, masked));
  fact.set(Attr::type, facts.text(type_of(hit)), origin)
      .set(Attr::network, facts.text(hit.type), origin)
      .set(Attr::masked, facts.text(masked), origin)
      .set(Attr::published_test, Value::boolean(hit.is_published_test), origin)
      .set(Attr::named_test, Value::boolean(hit.is_named_test), origin);
  if (!doubt.empty() && hit.has_context) {
    fact.set(Attr::context, facts.unknown(doubt), origin);
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

// Shares of a key, in hundredths, that make it a row of characters, and that leave a doubt.
constexpr size_t kWholeRow = 90;
constexpr size_t kMostlyRow = 66;

// `behind`: what stands behind it.
void add_secret(Facts& facts, const Hit& hit, Place place, std::string_view text, std::string_view behind,
                std::span<const std::string> keyboard_rows) {
  const Origin origin = facts.origin(OriginKind::literal, place);
  const size_t row = hit.kind == HitKind::private_key ? 0 : made_up_percent(text, keyboard_rows);
  const bool is_placeholder = is_example(text) || row >= kWholeRow || is_cut_off(behind);
  const bool is_doubtful = !is_placeholder && row >= kMostlyRow;
  const Value doubt =
      is_doubtful ? facts.unknown("most of it is a row of characters, as people make keys up") : Value();
  facts.add(Kind::secret, place, fmt::format("{}", hit.type))
      .set(Attr::name, facts.text(hit.type), origin)
      .set(Attr::type, facts.text(secret_type(hit)), origin)
      .set(Attr::value_kind, is_doubtful ? doubt : facts.text(is_placeholder ? "placeholder" : "literal"),
           origin)
      .set(Attr::masked, facts.text(kMaskedSecret), origin)
      .set(Attr::live,
           is_doubtful && !hit.is_published_test ? doubt
                                                 : Value::boolean(!hit.is_published_test && !is_placeholder),
           origin)
      .set(Attr::published_test, Value::boolean(hit.is_published_test), origin)
      .set(Attr::source, facts.text("value"), origin);
}

}  // namespace

Facts text_facts(const Units& units, std::span<const std::string> keyboard_rows) {
  Facts facts;
  for (const Unit& unit : units.units) {
    const Source& source = (*units.sources)[unit.file];
    const TestNumbers tests(unit.hits, source);
    for (const Hit& hit : unit.hits.hits) {
      const Place place{unit.file, hit.span};
      switch (hit.kind) {
        case HitKind::card_number:
        case HitKind::track: {
          const std::string_view text = source.text(hit.span);
          add_card(facts, hit, place, text, why_doubtful(hit, text, tests));
          break;
        }
        case HitKind::code:
          add_card(facts, hit, place, source.text(hit.span), why_doubtful(unit.hits, hit, source, tests));
          break;
        case HitKind::secret:
        case HitKind::private_key:
          add_secret(
              facts, hit, place, source.text(hit.span),
              source.bytes().substr(std::min<size_t>(hit.span.end, source.bytes().size())).substr(0, 3),
              keyboard_rows);
          break;
        case HitKind::host:
        case HitKind::suppression: break;
      }
    }
  }
  return facts;
}

}  // namespace payaudit
