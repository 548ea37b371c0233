#include "scanners/meaning/classify/words.h"

#include <algorithm>
#include <cstdint>

#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr size_t kLongestName = 256;

enum class Sort : uint8_t { separator, lower, upper, digit, other };

struct Letter {
  Sort sort = Sort::separator;
  std::string_view bytes;  // folded to lower case without accents, or the original bytes
};

// U+00C0 to U+017F folded, one entry a code point; `-` marks what is no letter.
constexpr std::string_view kFolded[] = {
    "a", "a", "a",  "a",  "a", "a", "ae", "c",  "e",  "e", "e", "e", "i",  "i",  "i", "i", "d", "n",
    "o", "o", "o",  "o",  "o", "-", "o",  "u",  "u",  "u", "u", "y", "th", "ss", "a", "a", "a", "a",
    "a", "a", "ae", "c",  "e", "e", "e",  "e",  "i",  "i", "i", "i", "d",  "n",  "o", "o", "o", "o",
    "o", "-", "o",  "u",  "u", "u", "u",  "y",  "th", "y", "a", "a", "a",  "a",  "a", "a", "c", "c",
    "c", "c", "c",  "c",  "c", "c", "d",  "d",  "d",  "d", "e", "e", "e",  "e",  "e", "e", "e", "e",
    "e", "e", "g",  "g",  "g", "g", "g",  "g",  "g",  "g", "h", "h", "h",  "h",  "i", "i", "i", "i",
    "i", "i", "i",  "i",  "i", "i", "ij", "ij", "j",  "j", "k", "k", "k",  "l",  "l", "l", "l", "l",
    "l", "l", "l",  "l",  "l", "n", "n",  "n",  "n",  "n", "n", "n", "n",  "n",  "o", "o", "o", "o",
    "o", "o", "oe", "oe", "r", "r", "r",  "r",  "r",  "r", "s", "s", "s",  "s",  "s", "s", "s", "s",
    "t", "t", "t",  "t",  "t", "t", "u",  "u",  "u",  "u", "u", "u", "u",  "u",  "u", "u", "u", "u",
    "w", "w", "y",  "y",  "y", "z", "z",  "z",  "z",  "z", "z", "s"};
static_assert(std::size(kFolded) == 0x180 - 0xC0);

constexpr std::string_view kAscii = "abcdefghijklmnopqrstuvwxyz0123456789";

bool is_upper_in_latin(uint32_t code) {
  if (code < 0x100) return code < 0xDF;
  // In Latin Extended-A capitals and small letters alternate; two stretches start with an odd code point.
  const bool odd_first = (code >= 0x139 && code <= 0x148) || (code >= 0x179 && code <= 0x17E);
  return (code % 2 == 0) != odd_first;
}

// Reads one code point at `at` and moves past it.
Letter next_letter(std::string_view text, size_t& at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80) {
    ++at;
    if (byte >= 'a' && byte <= 'z') return {Sort::lower, kAscii.substr(byte - 'a', 1)};
    if (byte >= 'A' && byte <= 'Z') return {Sort::upper, kAscii.substr(byte - 'A', 1)};
    if (byte >= '0' && byte <= '9') return {Sort::digit, kAscii.substr(26 + byte - '0', 1)};
    return {};
  }
  const size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC2 ? 2 : 1;
  if (length == 1 || byte > 0xF4 || at + length > text.size()) {
    ++at;
    return {};
  }
  uint32_t code = byte & (0xFFu >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[at + i]);
    if ((next & 0xC0) != 0x80) {
      ++at;
      return {};
    }
    code = code << 6 | (next & 0x3F);
  }
  const std::string_view bytes = text.substr(at, length);
  at += length;
  if (code == 0xBA) return {Sort::lower, "o"};  // the ordinal sign of `nº`
  if (code >= 0xC0 && code < 0x180) {
    const std::string_view folded = kFolded[code - 0xC0];
    if (folded == "-") return {};
    return {is_upper_in_latin(code) ? Sort::upper : Sort::lower, folded};
  }
  // Punctuation and spaces of other scripts separate; combining accents (U+0300) vanish into their letter.
  if (code >= 0x300 && code < 0x370) return {Sort::lower, {}};
  if (code < 0xC0 || (code >= 0x2000 && code < 0x2070) || (code >= 0x3000 && code < 0x3003)) return {};
  return {Sort::other, bytes};
}

void make_singular(std::string& word) {
  const auto ends = [&](std::string_view end) {
    return word.size() >= end.size() && std::string_view(word).substr(word.size() - end.size()) == end;
  };
  if (word.size() < 4 || !ends("s") || ends("ss") || ends("us") || ends("is") || ends("ias"))
    return;  // `alias`
  if (ends("sses") || ends("xes") || ends("shes") || ends("ches")) {
    word.resize(word.size() - 2);
  } else if (ends("ies") && word.size() > 4) {
    word.replace(word.size() - 3, 3, "y");
  } else {
    word.pop_back();
  }
}

}  // namespace

std::vector<std::string> split_words(std::string_view name) {
  name = name.substr(0, kLongestName);
  std::vector<Letter> letters;
  letters.reserve(name.size());
  for (size_t at = 0; at < name.size();) letters.push_back(next_letter(name, at));

  std::vector<std::string> words;
  std::string word;
  const auto finish = [&] {
    if (word.empty()) return;
    make_singular(word);
    words.push_back(std::move(word));
    word.clear();
  };
  const auto sort_at = [&](size_t i) { return i < letters.size() ? letters[i].sort : Sort::separator; };
  for (size_t i = 0; i < letters.size(); ++i) {
    const Sort sort = letters[i].sort;
    if (sort == Sort::separator) {
      finish();
      continue;
    }
    if (!word.empty()) {
      const Sort before = sort_at(i - 1);
      const bool starts_capitalised = sort == Sort::upper && before == Sort::lower;
      // `PANNumber` splits before the last capital; `IBANs` is a plural and does not.
      const bool ends_acronym = sort == Sort::upper && before == Sort::upper &&
                                sort_at(i + 1) == Sort::lower &&
                                !(letters[i + 1].bytes == "s" && sort_at(i + 2) != Sort::lower);
      const bool other_kind = (sort == Sort::digit) != (before == Sort::digit) ||
                              (sort == Sort::other) != (before == Sort::other);
      if (starts_capitalised || ends_acronym || other_kind) finish();
    }
    word += letters[i].bytes;
  }
  finish();
  return words;
}

std::string joined_words(std::string_view name) {
  std::string all;
  for (const std::string& word : split_words(name)) all += word;
  return all;
}

bool has_word_of(std::string_view name, std::span<const std::string_view> list) {
  const std::vector<std::string> words = split_words(name);
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return is_one_of(word, list); });
}

}  // namespace payaudit
