// Did-you-mean: the Damerau-Levenshtein distance (optimal string alignment) with a bound.
#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>

#include "rules/cel/cel.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr size_t kMaxWord = 64;  // longer is no name, and the cost is quadratic

// Up to kMaxWord characters each.
size_t distance(std::string_view a, std::string_view b) {
  std::array<std::array<size_t, kMaxWord + 1>, 3> rows;
  std::iota(rows[0].begin(), rows[0].end(), 0);
  for (size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i + 2) % 3];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1])) {
        row[j] = std::min(row[j], rows[(i + 1) % 3][j - 2] + 1);
      }
    }
  }
  return rows[a.size() % 3][b.size()];
}

}  // namespace

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
  if (word.size() < 2 || word.size() > kMaxWord) return {};
  size_t bound = std::max<size_t>(word.size() / 3, 1);
  std::string_view best;
  for (const std::string_view candidate : candidates) {
    if (candidate.empty() || candidate.size() > std::min(word.size() + bound, kMaxWord)) continue;
    if (candidate.size() + bound < word.size()) continue;
    const size_t found = distance(word, candidate);
    if (found > bound || (found == bound && !best.empty())) continue;
    best = candidate;
    bound = found;
  }
  return best;
}

}  // namespace payaudit
