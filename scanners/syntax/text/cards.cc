#include "scanners/syntax/text/cards.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include "scanners/source/characters.h"
#include "scanners/syntax/text/scanner.h"

namespace payaudit {
namespace {

constexpr size_t kShortest = 12;
constexpr size_t kLongest = 19;
constexpr uint32_t kContextBytes = 64;

bool is_alnum(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}
char at_or_nul(std::string_view bytes, int64_t at) {
  return at >= 0 && at < static_cast<int64_t>(bytes.size()) ? bytes[static_cast<size_t>(at)] : '\0';
}

// Digits between separators.
struct Group {
  uint32_t begin = 0;
  uint32_t end = 0;
  char before = '\0';  // the separator between this group and the one before it
  uint32_t size() const { return end - begin; }
};

// The groups around `at`, over single spaces and dashes, from `from` on. Bounded: what lies further off is
// looked at with the next match.
std::vector<Group> groups_around(std::string_view bytes, uint32_t at, uint32_t from) {
  constexpr int64_t kReach = 96;
  const auto is_part = [&](int64_t i) {
    const char c = at_or_nul(bytes, i);
    if (is_digit(c)) return true;
    return (c == ' ' || c == '-') && is_digit(at_or_nul(bytes, i - 1)) && is_digit(at_or_nul(bytes, i + 1));
  };
  int64_t begin = at;
  const int64_t first = std::max<int64_t>(from, static_cast<int64_t>(at) - kReach);
  while (begin > first && is_part(begin - 1)) --begin;
  std::vector<Group> groups;
  char separator = '\0';
  for (int64_t i = begin; is_part(i); ++i) {
    const char c = bytes[static_cast<size_t>(i)];
    if (is_digit(c)) {
      if (groups.empty() || groups.back().end != i) {
        groups.push_back({static_cast<uint32_t>(i), static_cast<uint32_t>(i), separator});
      }
      ++groups.back().end;
    } else {
      if (i > static_cast<int64_t>(at) + kReach) break;
      separator = c;
    }
  }
  return groups;
}

// How cards are printed: 4-4-4-4(-3), 4-6-5, 4-6-4, or without separators. The longer before the shorter, so
// that a number of 19 digits is not taken for one of 16 and its code.
constexpr std::array<std::string_view, 7> kGroupings = {"\x04\x04\x04\x04\x03",
                                                        "\x04\x04\x04\x04\x02",
                                                        "\x04\x04\x04\x04\x01",
                                                        "\x04\x04\x04\x04",
                                                        "\x04\x06\x05",
                                                        "\x04\x06\x04",
                                                        ""};

// Before a comma: the fraction of a number as half of the world writes it, or one field of a list. A fraction
// follows few digits and stands in no list.
bool is_fraction(std::string_view bytes, int64_t comma, char after) {
  int64_t at = comma - 1;
  while (is_digit(at_or_nul(bytes, at))) --at;
  const int64_t digits = comma - 1 - at;
  const char before = at_or_nul(bytes, at);
  const bool is_list = after == ',' || before == ',';
  if (is_list) return false;
  const bool is_zero = digits == 1 && at_or_nul(bytes, comma - 1) == '0';
  const bool is_item = before == '(' || before == '[' || before == '{';
  return digits > 0 && digits <= 3 && (is_zero || !is_item);
}

// A number that goes on: a word, a fraction, an exponent, a UUID, an escape.
bool has_clean_boundaries(std::string_view bytes, Span span) {
  const int64_t begin = span.begin;
  const char before = at_or_nul(bytes, begin - 1);
  const char before2 = at_or_nul(bytes, begin - 2);
  const char after = at_or_nul(bytes, span.end);
  const char after2 = at_or_nul(bytes, static_cast<int64_t>(span.end) + 1);
  // "\t4111…": the letter is half of an escape.
  const bool is_escape = before2 == '\\' && at_or_nul(bytes, begin - 3) != '\\' &&
                         (before == 't' || before == 'n' || before == 'r');
  if ((is_alnum(before) && !is_escape) || is_alnum(after) || after == '_') return false;
  if (before == '_' && !bytes.substr(0, span.begin).ends_with("test_")) return false;
  if (before == '.' && is_digit(before2)) return false;
  if (before == ',' && is_digit(before2) && is_fraction(bytes, begin - 1, after)) return false;
  if (before == '-' && is_alnum(before2)) return false;
  if ((before == '.' || before == '+' || before == '#' || before == '\\' || before == '%' || before == '~') &&
      before2 != '\0')
    return false;
  if (after == '.' && is_digit(after2)) return false;
  if (after == '-' && is_alnum(after2)) return false;
  return after != '%';
}

// YYYYMMDDhhmmss, as migrations and logs write it.
bool is_timestamp(std::string_view digits) {
  if (digits.size() != 14 && digits.size() != 17) return false;
  const auto number = [&](size_t at, size_t length) {
    return std::stoi(std::string(digits.substr(at, length)));
  };
  const int year = number(0, 4);
  return year >= 1970 && year <= 2100 && number(4, 2) >= 1 && number(4, 2) <= 12 && number(6, 2) >= 1 &&
         number(6, 2) <= 31 && number(8, 2) < 24 && number(10, 2) < 60 && number(12, 2) < 60;
}

// China's resident numbers: six digits of the region, the date of birth, three more and a check.
bool is_resident_number(std::string_view digits) {
  if (digits.size() != 18) return false;
  const auto number = [&](size_t at, size_t length) {
    return std::stoi(std::string(digits.substr(at, length)));
  };
  const int year = number(6, 4);
  return year >= 1900 && year <= 2100 && number(10, 2) >= 1 && number(10, 2) <= 12 && number(12, 2) >= 1 &&
         number(12, 2) <= 31;
}

// One of the phrases as whole words, or their plural.
bool has_phrase(const std::vector<std::string>& phrases, std::string_view folded) {
  return std::any_of(phrases.begin(), phrases.end(), [&](const std::string& word) {
    for (size_t found = folded.find(word); found != std::string::npos; found = folded.find(word, found + 1)) {
      const bool starts = found == 0 || folded[found - 1] == ' ';
      const size_t after = found + word.size();
      const bool ends = after >= folded.size() || folded[after] == ' ' ||
                        (folded[after] == 's' && (after + 1 >= folded.size() || folded[after + 1] == ' '));
      if (starts && ends) return true;
    }
    return false;
  });
}

// A card word as a whole word near the number, on its own or a neighbouring line.
bool has_card_word(const TextPatterns& patterns, std::string_view bytes, uint32_t begin, uint32_t end) {
  uint32_t from = begin > kContextBytes ? begin - kContextBytes : 0;
  const size_t to = std::min<size_t>(bytes.size(), end + kContextBytes / 2);
  // Of a tag's attribute, the whole tag before it: <input name="card_number" … value="…">.
  constexpr uint32_t kTagBytes = 400;
  for (uint32_t at = begin; at > 0 && begin - at < kTagBytes; --at) {
    if (bytes[at - 1] == '>' || bytes[at - 1] == '{') break;
    if (bytes[at - 1] != '<') continue;
    from = std::min(from, at);
    break;
  }
  std::string near(bytes.substr(from, begin - from));
  near += '\n';
  near += bytes.substr(end, to - end);
  return has_phrase(patterns.card_words, folded_words(near));
}

// The name that the number is given: `SANDBOX_VISA = "…"`, `testCards: ["…", "…"]`. Other numbers may stand
// between, other words may not.
std::string_view name_before(std::string_view bytes, uint32_t begin) {
  constexpr uint32_t kFarthest = 400;
  const auto is_name = [](char c) { return is_alnum(c) || c == '_'; };
  const uint32_t limit = begin > kFarthest ? begin - kFarthest : 0;
  uint32_t end = begin;
  while (end > limit && (!is_name(bytes[end - 1]) || is_digit(bytes[end - 1]))) --end;
  uint32_t first = end;
  while (first > limit && is_name(bytes[first - 1])) --first;
  return bytes.substr(first, end - first);
}

// Nine digits that count up: nobody was ever issued such a number, but nobody can be sure either.
bool counts_up(std::string_view digits) {
  size_t run = 1;
  for (size_t i = 1; i < digits.size(); ++i) {
    run = (digits[i] - '0') == (digits[i - 1] - '0' + 1) % 10 ? run + 1 : 1;
    if (run >= 9) return true;
  }
  return false;
}

bool is_published_test(const TextPatterns& patterns, const std::string& digits) {
  return std::binary_search(patterns.published_test_cards.begin(), patterns.published_test_cards.end(),
                            digits);
}

}  // namespace

std::string folded_words(std::string_view text) {
  std::string folded;
  for (size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    const bool is_camel =
        std::isupper(c) != 0 && i > 0 && std::islower(static_cast<unsigned char>(text[i - 1])) != 0;
    if (is_camel) folded += ' ';
    folded += std::isalnum(c) != 0 || c >= 0x80 ? static_cast<char>(std::tolower(c)) : ' ';
  }
  return folded;
}

bool passes_luhn(std::string_view digits) {
  int sum = 0;
  bool is_doubled = false;
  for (size_t i = digits.size(); i-- > 0;) {
    int value = digits[i] - '0';
    if (is_doubled) value = value > 4 ? 2 * value - 9 : 2 * value;
    sum += value;
    is_doubled = !is_doubled;
  }
  return !digits.empty() && sum % 10 == 0;
}

const CardNetwork* find_network(const std::vector<CardNetwork>& networks, std::string_view digits) {
  const CardNetwork* best = nullptr;
  uint8_t best_digits = 0;
  for (const CardNetwork& network : networks) {
    if (std::find(network.lengths.begin(), network.lengths.end(), digits.size()) == network.lengths.end())
      continue;
    if (network.has_check_digit && !passes_luhn(digits)) continue;
    for (const CardRange& range : network.ranges) {
      if (range.digits <= best_digits || range.digits > digits.size()) continue;
      uint32_t prefix = 0;
      for (uint8_t i = 0; i < range.digits; ++i)
        prefix = prefix * 10 + static_cast<uint32_t>(digits[i] - '0');
      if (prefix < range.first || prefix > range.last) continue;
      best = &network;
      best_digits = range.digits;
    }
  }
  return best;
}

namespace {

// The number that the groups from `first` on make in one of the ways in which cards are printed.
struct Candidate {
  size_t groups = 0;  // 0: none
  Hit hit;
};

Candidate number_at(const TextPatterns& patterns, std::string_view bytes, const std::vector<Group>& groups,
                    size_t first) {
  for (std::string_view grouping : kGroupings) {
    const size_t count = std::max<size_t>(grouping.size(), 1);
    if (first + count > groups.size()) continue;
    std::string digits;
    bool fits = true;
    for (size_t i = 0; i < count && fits; ++i) {
      const Group& group = groups[first + i];
      fits = (grouping.empty() || group.size() == static_cast<unsigned char>(grouping[i])) &&
             (i < 2 || group.before == groups[first + 1].before);
      digits += bytes.substr(group.begin, group.size());
    }
    const Span span{groups[first].begin, groups[first + count - 1].end};
    if (!fits || digits.size() < kShortest || digits.size() > kLongest || !has_clean_boundaries(bytes, span))
      continue;
    // `test_4111…` is how a processor marks its test numbers.
    const bool is_marked_test = bytes.substr(0, span.begin).ends_with("test_");
    Hit hit{HitKind::card_number, span, {}, false, is_marked_test || is_published_test(patterns, digits)};
    const CardNetwork* network = find_network(patterns.networks, digits);
    if (network != nullptr) hit.type = network->name;
    if (hit.is_published_test) {  // some published numbers fail the check digit on purpose
      hit.has_context = true;
      if (network == nullptr) hit.type = "test";
      return {count, hit};
    }
    const bool is_one_digit = digits.find_first_not_of(digits.front()) == std::string::npos;
    if (network == nullptr || is_one_digit || is_timestamp(digits) || is_resident_number(digits)) continue;
    hit.has_context = !counts_up(digits) && has_card_word(patterns, bytes, span.begin, span.end);
    const bool is_path_part =
        at_or_nul(bytes, static_cast<int64_t>(span.begin) - 1) == '/' || at_or_nul(bytes, span.end) == '/';
    if (!hit.has_context && (network->needs_context || is_path_part)) continue;
    return {count, hit};
  }
  return {};
}

}  // namespace

bool is_named_test(const TextPatterns& patterns, std::string_view path, std::string_view bytes, Span span) {
  return has_phrase(patterns.test_words, folded_words(path.substr(path.rfind('/') + 1))) ||
         has_phrase(patterns.test_words, folded_words(name_before(bytes, span.begin)));
}

void confirm_cards(const TextPatterns& patterns, std::string_view bytes, uint32_t at, uint32_t& run_end,
                   uint32_t& long_numbers, std::vector<Hit>& hits) {
  const std::vector<Group> groups = groups_around(bytes, at, run_end);
  for (const Group& group : groups) {
    if (group.size() > kShortest && group.size() <= kLongest) ++long_numbers;
  }
  run_end = std::max(groups.empty() ? at + 1 : groups.back().end, at + 1);
  bool follows_card = false;
  for (size_t i = 0; i < groups.size();) {
    const Candidate found = number_at(patterns, bytes, groups, i);
    if (found.groups == 0) {
      follows_card = false;
      ++i;
      continue;
    }
    // Four groups of four in a longer row of fours are a table's cells, unless what adjoins them is a card
    // too.
    const size_t behind = i + found.groups;
    const bool is_cell = found.groups > 1 && groups[i].size() == groups[i + 1].size() &&
                         !found.hit.is_published_test &&
                         ((i > 0 && !follows_card && groups[i - 1].size() == groups[i].size()) ||
                          (behind < groups.size() && groups[behind].size() == groups[i].size() &&
                           number_at(patterns, bytes, groups, behind).groups == 0));
    if (is_cell) {
      follows_card = false;
      ++i;
      continue;
    }
    hits.push_back(found.hit);
    follows_card = true;
    i = behind;
  }
}

std::optional<Hit> confirm_track(const TextPatterns& patterns, std::string_view bytes, uint32_t begin,
                                 uint32_t end) {
  const std::string_view text = bytes.substr(begin, end - begin);
  const size_t first = text.find_first_of("0123456789");
  if (first == std::string_view::npos) return std::nullopt;
  const size_t last = std::min(text.find_first_not_of("0123456789", first), text.size());
  const std::string digits(text.substr(first, last - first));
  const bool is_test = is_published_test(patterns, digits);
  const CardNetwork* network = find_network(patterns.networks, digits);
  if (network == nullptr) return std::nullopt;
  // Without its sentinel, track 2 is known by what follows the separator: the expiry's month, and digits to
  // its end.
  if (first == 0) {
    const char before = at_or_nul(bytes, static_cast<int64_t>(begin) - 1);
    if (is_alnum(before) || before == ';' || before == '.' || before == '-' || last + 5 > text.size())
      return std::nullopt;
    const std::string_view month = text.substr(last + 3, 2);
    if (month < "01" || month > "12") return std::nullopt;
  }
  // All of the discretionary data belongs to the track, to the byte.
  constexpr uint32_t kLongestTrack = 79;
  const uint32_t limit = static_cast<uint32_t>(std::min<size_t>(bytes.size(), begin + kLongestTrack));
  while (end < limit && is_digit(bytes[end])) ++end;
  return Hit{HitKind::track, {begin, end}, network->name, true, is_test};
}

}  // namespace payaudit
