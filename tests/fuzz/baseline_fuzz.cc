// Any bytes as a file of known findings, and as two versions of one text: no crash; lines that are paired are
// equal, in order, and one to one.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "checker/gate/line_map.h"
#include "reports/baseline/baseline.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto baseline = payaudit::parse_baseline("b", text)) {
    for (size_t i = 1; i < baseline->entries.size(); ++i) {
      if (baseline->entries[i - 1].fingerprint >= baseline->entries[i].fingerprint) __builtin_trap();
    }
  }
  const std::string_view before = text.substr(0, size / 2);
  const std::string_view after = text.substr(size / 2);
  const payaudit::LineMap map(before, after);
  const auto a = payaudit::line_digests(before);
  const auto b = payaudit::line_digests(after);
  uint32_t last = 0;
  for (uint32_t line = 1; line <= a.size(); ++line) {
    const uint32_t other = map.after_of(line);
    if (other == 0) continue;
    if (other <= last || other > b.size() || a[line - 1] != b[other - 1] || map.before_of(other) != line)
      __builtin_trap();
    last = other;
  }
  return 0;
}
