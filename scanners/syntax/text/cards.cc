#include "scanners/syntax/text/cards.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

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

// The digits and the lengths of their groups; a group ends at a separator.
struct Run {
  uint32_t begin = 0;
  uint32_t end = 0;
  std::string digits;
  std::string groups;  // one char a group: its length
  char separator = '\0';
  bool is_mixed = false;  // different separators, or two in a row
};

// Extends to both sides over digits and single separators. Bounded: a run of over 64 characters is not a card
// number.
Run run_around(std::string_view bytes, uint32_t at) {
  constexpr int64_t kReach = 64;
  const auto is_part = [&](int64_t i) {
    const char c = at_or_nul(bytes, i);
    if (is_digit(c)) return true;
    return (c == ' ' || c == '-') && is_digit(at_or_nul(bytes, i - 1)) && is_digit(at_or_nul(bytes, i + 1));
  };
  int64_t begin = at;
  while (begin > static_cast<int64_t>(at) - kReach && is_part(begin - 1)) --begin;
  int64_t end = at;
  while (end < static_cast<int64_t>(at) + kReach && is_part(end)) ++end;
  Run run;
  run.begin = static_cast<uint32_t>(begin);
  run.end = static_cast<uint32_t>(end);
  char group = 0;
  for (int64_t i = begin; i < end; ++i) {
    const char c = bytes[static_cast<size_t>(i)];
    if (is_digit(c)) {
      run.digits.push_back(c);
      ++group;
    } else {
      run.groups.push_back(group);
      group = 0;
      run.is_mixed = run.is_mixed || (run.separator != '\0' && run.separator != c);
      run.separator = c;
    }
  }
  run.groups.push_back(group);
  return run;
}

// How cards are printed: 4-4-4-4(-3), 4-6-5, 4-6-4, or without separators.
bool is_card_grouping(const std::string& groups) {
  static constexpr std::array<std::string_view, 6> kGroupings = {
      "\x04\x04\x04\x04", "\x04\x04\x04\x04\x03", "\x04\x06\x05",
      "\x04\x06\x04",     "\x04\x04\x04\x04\x02", "\x04\x04\x04\x04\x01"};
  return groups.size() == 1 || std::find(kGroupings.begin(), kGroupings.end(), groups) != kGroupings.end();
}

// A number that goes on: a word, a fraction, an exponent, a UUID, an escape.
bool has_clean_boundaries(std::string_view bytes, const Run& run) {
  const char before = at_or_nul(bytes, static_cast<int64_t>(run.begin) - 1);
  const char before2 = at_or_nul(bytes, static_cast<int64_t>(run.begin) - 2);
  const char after = at_or_nul(bytes, run.end);
  const char after2 = at_or_nul(bytes, static_cast<int64_t>(run.end) + 1);
  if (is_alnum(before) || is_alnum(after) || after == '_') return false;
  if (before == '_' && !bytes.substr(0, run.begin).ends_with("test_")) return false;
  if ((before == '.' || before == ',') && is_digit(before2)) return false;
  if (before == '-' && is_alnum(before2)) return false;
  if ((before == '.' || before == '+' || before == '#' || before == '\\' || before == '%' || before == '~') &&
      before2 != '\0')
    return false;
  if ((after == '.' || after == ',') && is_digit(after2)) return false;
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
  std::string folded;
  for (size_t i = 0; i < near.size();
       ++i) {  // cardNumber, card_number and card-number all read `card number`
    const unsigned char c = static_cast<unsigned char>(near[i]);
    const bool is_camel =
        std::isupper(c) != 0 && i > 0 && std::islower(static_cast<unsigned char>(near[i - 1])) != 0;
    if (is_camel) folded += ' ';
    folded += std::isalnum(c) != 0 || c >= 0x80 ? static_cast<char>(std::tolower(c)) : ' ';
  }
  return std::any_of(patterns.card_words.begin(), patterns.card_words.end(), [&](const std::string& word) {
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

std::optional<Hit> confirm_card(const TextPatterns& patterns, std::string_view bytes, uint32_t at,
                                uint32_t& run_end) {
  const Run run = run_around(bytes, at);
  run_end = std::max(run.end, at + 1);
  const size_t length = run.digits.size();
  if (length < kShortest || length > kLongest || run.is_mixed || !is_card_grouping(run.groups))
    return std::nullopt;
  if (!has_clean_boundaries(bytes, run)) return std::nullopt;
  // `test_4111…` is how a processor marks its test numbers.
  const bool is_marked_test = bytes.substr(0, run.begin).ends_with("test_");
  Hit hit{HitKind::card_number,
          {run.begin, run.end},
          {},
          false,
          is_marked_test || is_published_test(patterns, run.digits)};
  const CardNetwork* network = find_network(patterns.networks, run.digits);
  if (network != nullptr) hit.type = network->name;
  if (hit.is_published_test) {  // some published numbers fail the check digit on purpose
    hit.has_context = true;
    if (network == nullptr) hit.type = "test";
    return hit;
  }
  const bool is_one_digit = run.digits.find_first_not_of(run.digits.front()) == std::string::npos;
  if (network == nullptr || is_one_digit || is_timestamp(run.digits) || is_resident_number(run.digits))
    return std::nullopt;
  hit.has_context = !counts_up(run.digits) && has_card_word(patterns, bytes, run.begin, run.end);
  const bool is_path_part =
      at_or_nul(bytes, static_cast<int64_t>(run.begin) - 1) == '/' || at_or_nul(bytes, run.end) == '/';
  if (!hit.has_context && (network->needs_context || is_path_part)) return std::nullopt;
  return hit;
}

std::optional<Hit> confirm_track(const TextPatterns& patterns, std::string_view bytes, uint32_t begin,
                                 uint32_t end) {
  const std::string_view text = bytes.substr(begin, end - begin);
  const size_t first = text.find_first_of("0123456789");
  if (first == std::string_view::npos) return std::nullopt;
  const size_t last = std::min(text.find_first_not_of("0123456789", first), text.size());
  const std::string digits(text.substr(first, last - first));
  const CardNetwork* network = find_network(patterns.networks, digits);
  if (network == nullptr) return std::nullopt;
  const bool is_test = is_published_test(patterns, digits);
  return Hit{HitKind::track, {begin, end}, network->name, true, is_test};
}

}  // namespace payaudit
