#include "reports/sarif/line_hash.h"

#include <fmt/format.h>

#include <unordered_map>

#include "reports/excerpt/utf8.h"

namespace payaudit {
namespace {

constexpr size_t kWindow = 100;
constexpr uint64_t kFactor = 37;
constexpr uint64_t kEnd = 65535;

constexpr uint64_t power(uint64_t base, size_t exponent) {
  uint64_t result = 1;
  for (; exponent > 0; --exponent) result *= base;
  return result;
}

// What is hashed, and where in it each line starts.
struct Units {
  std::vector<uint16_t> units;
  std::vector<size_t> line_starts;
};

Units to_units(std::string_view bytes) {
  Units result;
  std::vector<uint16_t>& units = result.units;
  units.reserve(bytes.size() + 1);
  bool starts_line = true;
  bool follows_cr = false;
  const auto put = [&](uint16_t unit) {
    if (starts_line) result.line_starts.push_back(units.size());
    starts_line = unit == '\n';
    units.push_back(unit);
  };
  for (size_t at = 0; at < bytes.size();) {
    const char32_t c = decode(bytes, at);
    const bool is_skipped = c == ' ' || c == '\t' || (c == '\n' && follows_cr);
    follows_cr = c == '\r';
    if (is_skipped) continue;
    if (c >= 0x10000) {
      put(static_cast<uint16_t>(0xD800 + ((c - 0x10000) >> 10)));
      put(static_cast<uint16_t>(0xDC00 + ((c - 0x10000) & 0x3FF)));
    } else {
      put(c == '\r' ? uint16_t{'\n'} : static_cast<uint16_t>(c));
    }
  }
  put(static_cast<uint16_t>(kEnd));
  return result;
}

}  // namespace

std::string to_string(LineHash hash) {
  return fmt::format("{:x}:{}", hash.hash, hash.occurrence);
}

std::vector<LineHash> line_hashes(std::string_view bytes) {
  constexpr uint64_t kLeaving = power(kFactor, kWindow);
  const auto [units, starts] = to_units(bytes);
  std::vector<LineHash> hashes;
  hashes.reserve(starts.size());
  std::unordered_map<uint64_t, uint32_t> counts;
  const auto unit = [&units = units](size_t at) -> uint64_t { return at < units.size() ? units[at] : 0; };
  uint64_t hash = 0;
  size_t next = 0;
  // After the step at `at`, the window is the kWindow units that end with `at`.
  for (size_t at = 0; next < starts.size(); ++at) {
    hash = hash * kFactor + unit(at) - (at >= kWindow ? kLeaving * unit(at - kWindow) : 0);
    if (at + 1 < kWindow || starts[next] != at + 1 - kWindow) continue;
    ++next;
    hashes.push_back({hash, ++counts[hash]});
  }
  return hashes;
}

}  // namespace payaudit
