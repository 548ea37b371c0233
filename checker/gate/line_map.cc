#include "checker/gate/line_map.h"

#include <algorithm>
#include <cstddef>
#include <unordered_map>

namespace payaudit {
namespace {

// Of two stretches without a line that is unique in both, so much is compared line by line.
constexpr size_t kLargestTable = size_t{1} << 20;

struct Range {
  size_t begin = 0;
  size_t end = 0;
  size_t size() const { return end - begin; }
};

// Finds equal lines: those at both ends, then those that are unique on both sides and in order (as patience
// diff does), then, in what is small, a longest common subsequence.
class Alignment {
 public:
  Alignment(const std::vector<uint64_t>& a, const std::vector<uint64_t>& b, std::vector<uint32_t>& after,
            std::vector<uint32_t>& before)
      : a_(a), b_(b), after_(after), before_(before) {}

  void run() {
    open_.push_back({{0, a_.size()}, {0, b_.size()}});
    while (!open_.empty()) {
      auto [in_a, in_b] = open_.back();
      open_.pop_back();
      align(in_a, in_b);
    }
  }

 private:
  void pair(size_t a, size_t b) {
    after_[a + 1] = static_cast<uint32_t>(b + 1);
    before_[b + 1] = static_cast<uint32_t>(a + 1);
  }

  void align(Range a, Range b) {
    while (a.size() > 0 && b.size() > 0 && a_[a.begin] == b_[b.begin]) pair(a.begin++, b.begin++);
    while (a.size() > 0 && b.size() > 0 && a_[a.end - 1] == b_[b.end - 1]) pair(--a.end, --b.end);
    if (a.size() == 0 || b.size() == 0) return;
    const std::vector<std::pair<size_t, size_t>> anchors = unique_in_order(a, b);
    if (anchors.empty()) return align_small(a, b);
    Range left_a{a.begin, 0};
    Range left_b{b.begin, 0};
    for (const auto& [in_a, in_b] : anchors) {
      pair(in_a, in_b);
      open_.push_back({{left_a.begin, in_a}, {left_b.begin, in_b}});
      left_a.begin = in_a + 1;
      left_b.begin = in_b + 1;
    }
    open_.push_back({{left_a.begin, a.end}, {left_b.begin, b.end}});
  }

  // Lines that stand once in each, as many of them as can be kept in order.
  std::vector<std::pair<size_t, size_t>> unique_in_order(Range a, Range b) const {
    struct Seen {
      size_t in_a = 0, in_b = 0, at_a = 0, at_b = 0;
    };
    std::unordered_map<uint64_t, Seen> seen;
    for (size_t i = a.begin; i < a.end; ++i) {
      Seen& line = seen[a_[i]];
      ++line.in_a;
      line.at_a = i;
    }
    for (size_t i = b.begin; i < b.end; ++i) {
      const auto line = seen.find(b_[i]);
      if (line == seen.end()) continue;
      ++line->second.in_b;
      line->second.at_b = i;
    }
    std::vector<std::pair<size_t, size_t>> unique;
    for (size_t i = a.begin; i < a.end; ++i) {
      const Seen& line = seen.find(a_[i])->second;
      if (line.in_a == 1 && line.in_b == 1 && a_[i] != 0) unique.emplace_back(i, line.at_b);
    }
    return longest_increasing(unique);
  }

  static std::vector<std::pair<size_t, size_t>> longest_increasing(
      const std::vector<std::pair<size_t, size_t>>& pairs) {
    std::vector<size_t> tails;  // of the best chain of each length, its last pair
    std::vector<size_t> previous(pairs.size());
    for (size_t i = 0; i < pairs.size(); ++i) {
      const auto place =
          std::lower_bound(tails.begin(), tails.end(), pairs[i].second,
                           [&](size_t tail, size_t value) { return pairs[tail].second < value; });
      previous[i] = place == tails.begin() ? pairs.size() : *(place - 1);
      if (place == tails.end()) {
        tails.push_back(i);
      } else {
        *place = i;
      }
    }
    std::vector<std::pair<size_t, size_t>> chain(tails.size());
    if (tails.empty()) return chain;
    size_t at = tails.back();
    for (size_t i = chain.size(); i-- > 0; at = previous[at]) chain[i] = pairs[at];
    return chain;
  }

  void align_small(Range a, Range b) {
    const size_t width = b.size() + 1;
    if ((a.size() + 1) > kLargestTable / width) return;
    std::vector<uint32_t> common((a.size() + 1) * width, 0);
    for (size_t i = a.size(); i-- > 0;) {
      for (size_t j = b.size(); j-- > 0;) {
        const bool is_equal = a_[a.begin + i] == b_[b.begin + j];
        common[i * width + j] = is_equal ? common[(i + 1) * width + j + 1] + 1
                                         : std::max(common[(i + 1) * width + j], common[i * width + j + 1]);
      }
    }
    for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
      if (a_[a.begin + i] == b_[b.begin + j]) {
        pair(a.begin + i++, b.begin + j++);
      } else if (common[(i + 1) * width + j] >= common[i * width + j + 1]) {
        ++i;
      } else {
        ++j;
      }
    }
  }

  const std::vector<uint64_t>& a_;
  const std::vector<uint64_t>& b_;
  std::vector<uint32_t>& after_;
  std::vector<uint32_t>& before_;
  std::vector<std::pair<Range, Range>> open_;
};

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

}  // namespace

std::vector<uint64_t> line_digests(std::string_view text) {
  constexpr uint64_t kBasis = 0xCBF29CE484222325;  // FNV-1a with 64 bits
  constexpr uint64_t kPrime = 0x100000001B3;
  std::vector<uint64_t> digests;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    uint64_t hash = kBasis;
    bool is_empty = true;
    for (; at < end; ++at) {
      if (is_space(text[at])) continue;
      hash = (hash ^ static_cast<unsigned char>(text[at])) * kPrime;
      is_empty = false;
    }
    digests.push_back(is_empty ? 0 : hash);
    at = end + 1;
  }
  return digests;
}

LineMap::LineMap(std::string_view before, std::string_view after) {
  const std::vector<uint64_t> a = line_digests(before);
  const std::vector<uint64_t> b = line_digests(after);
  after_.resize(a.size() + 1);
  before_.resize(b.size() + 1);
  Alignment(a, b, after_, before_).run();
  make_hunks();
}

void LineMap::make_hunks() {
  size_t a = 1;
  size_t b = 1;
  while (a < after_.size() || b < before_.size()) {
    Hunk hunk{static_cast<uint32_t>(a), 0, static_cast<uint32_t>(b), 0};
    for (; a < after_.size() && after_[a] == 0; ++a) ++hunk.before_count;
    for (; b < before_.size() && before_[b] == 0; ++b) ++hunk.after_count;
    if (hunk.before_count > 0 || hunk.after_count > 0) hunks_.push_back(hunk);
    if (a < after_.size()) ++a;
    if (b < before_.size()) ++b;
  }
}

const Hunk* LineMap::hunk_before(uint32_t line) const {
  for (const Hunk& hunk : hunks_) {
    if (line >= hunk.before && line < hunk.before + hunk.before_count) return &hunk;
  }
  return nullptr;
}

const Hunk* LineMap::hunk_after(uint32_t line) const {
  for (const Hunk& hunk : hunks_) {
    if (line >= hunk.after && line < hunk.after + hunk.after_count) return &hunk;
  }
  return nullptr;
}

}  // namespace payaudit
