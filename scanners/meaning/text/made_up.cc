#include "scanners/meaning/text/made_up.h"

#include <algorithm>
#include <set>
#include <vector>

#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr size_t kShortestKey = 12;
constexpr size_t kShortestRun = 6;
constexpr size_t kShortestPairs = 8;  // `a1b2c3d4`
constexpr size_t kLongestBlock = 8;
constexpr size_t kFewestLetters = 9;  // each one to three further on: three of 26, eight times
constexpr int kFarthestLetter = 3;
constexpr size_t kFewCharacters = 4;

// The next in counting: 1 after 0, a after 9 or 0, b after a, a after z.
bool is_next(char a, char b) {
  if (b == a + 1) return is_digit(a) == is_digit(b);
  return (a == '9' && b == '0') || ((a == '9' || a == '0') && b == 'a') ||
         (a == 'z' && (b == 'a' || b == '0'));
}

class Rows {
 public:
  explicit Rows(std::string key) : key_(std::move(key)), is_covered_(key_.size(), false) {}

  size_t percent(std::span<const std::string> keyboard_rows) {
    const std::set<char> characters(key_.begin(), key_.end());
    if (characters.size() <= kFewCharacters) return 100;
    cover_counting();
    for (const std::string& row : keyboard_rows) {
      cover_keyboard(row);
      cover_keyboard(std::string(row.rbegin(), row.rend()));
    }
    for (size_t block = 1; block <= kLongestBlock; ++block) cover_blocks(block);
    cover_alphabet();
    const auto covered = static_cast<size_t>(std::count(is_covered_.begin(), is_covered_.end(), true));
    return covered * 100 / key_.size();
  }

 private:
  void cover(size_t begin, size_t end) {
    std::fill(is_covered_.begin() + static_cast<ptrdiff_t>(begin),
              is_covered_.begin() + static_cast<ptrdiff_t>(end), true);
  }

  // Covers the longest runs in which each character `follows` the one `step` before it.
  template <typename F>
  void cover_runs(size_t step, size_t shortest, F follows) {
    size_t begin = 0;
    for (size_t i = step; i <= key_.size(); ++i) {
      if (i < key_.size() && follows(key_[i - step], key_[i])) continue;
      if (i - begin >= shortest) cover(begin, i);
      begin = i + 1 - step;
    }
  }

  void cover_counting() {
    cover_runs(1, kShortestRun, [](char a, char b) { return is_next(a, b); });
    cover_runs(1, kShortestRun, [](char a, char b) { return is_next(b, a); });
    cover_runs(2, kShortestPairs, [](char a, char b) { return a == b || is_next(a, b); });
  }

  void cover_keyboard(std::string_view row) {
    for (size_t i = 0; i + kShortestRun <= key_.size(); ++i) {
      const size_t at = row.find(std::string_view(key_).substr(i, kShortestRun));
      if (at != std::string_view::npos) cover(i, i + kShortestRun);
    }
  }

  void cover_blocks(size_t block) {
    cover_runs(block, block + std::max(block, kShortestRun), [](char a, char b) { return a == b; });
  }

  // The letters alone, each a little further on in the alphabet: `mP9qR7sT3vW6yZ8`. In hexadecimal digits
  // they are too few to tell.
  void cover_alphabet() {
    std::vector<size_t> letters;
    for (size_t i = 0; i < key_.size(); ++i) {
      if (is_letter(key_[i])) letters.push_back(i);
    }
    if (std::none_of(letters.begin(), letters.end(), [&](size_t i) { return key_[i] > 'f'; })) return;
    size_t begin = 0;
    for (size_t i = 1; i <= letters.size(); ++i) {
      if (i < letters.size()) {
        const int step = (key_[letters[i]] - key_[letters[i - 1]] + 26) % 26;
        if (step >= 1 && step <= kFarthestLetter) continue;
      }
      if (i - begin >= kFewestLetters) cover(letters[begin], letters[i - 1] + 1);
      begin = i;
    }
  }

  std::string key_;
  std::vector<bool> is_covered_;
};

}  // namespace

size_t made_up_percent(std::string_view key, std::span<const std::string> keyboard_rows) {
  key.remove_prefix(std::min(key.find_last_of("_-.$") + 1, key.size()));  // npos + 1 is 0
  return key.size() < kShortestKey ? 0 : Rows(lower(key)).percent(keyboard_rows);
}

bool is_made_up_number(std::string_view text) {
  constexpr size_t kLongestNumberBlock = 4;
  constexpr size_t kTimes = 3;
  std::string digits;
  for (const char c : text) {
    if (is_digit(c)) digits += c;
  }
  for (size_t block = 1; block <= kLongestNumberBlock; ++block) {
    const size_t least = block == 1 ? kShortestRun : block * kTimes;
    size_t run = block;
    for (size_t i = block; i < digits.size(); ++i) {
      run = digits[i] == digits[i - block] ? run + 1 : block;
      if (run >= least && (block == 1 || run >= kShortestKey)) return true;
    }
  }
  return false;
}

}  // namespace payaudit
