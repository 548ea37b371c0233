#include "scanners/units/encoding.h"

#include <cstring>

#include "scanners/source/characters.h"

namespace payaudit {

namespace {

Gap gap_at(size_t offset, const char* detail) {
  const auto begin = static_cast<uint32_t>(offset);
  return {GapReason::encoding, {begin, begin + 1}, detail};
}

}  // namespace

std::optional<Gap> encoding_gap(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    return Gap{GapReason::encoding, {0, 2}, "UTF-16 is not read"};
  }
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  size_t at = 0;
  while (at < bytes.size()) {
    if (at + 8 <= bytes.size()) {
      uint64_t chunk = 0;
      std::memcpy(&chunk, data + at, 8);
      const uint64_t high_bits = chunk & 0x8080808080808080U;
      // A byte is zero where subtracting one borrows into a high bit that was not set (exact when all are
      // ASCII).
      const uint64_t zero_bits = (chunk - 0x0101010101010101U) & ~chunk & 0x8080808080808080U;
      if (high_bits == 0 && zero_bits == 0) {
        at += 8;
        continue;
      }
    }
    if (data[at] == 0) return gap_at(at, "a NUL byte");
    if (data[at] < 0x80) {
      ++at;
      continue;
    }
    const size_t length = utf8_length(bytes, at);
    if (length == 0) return gap_at(at, "not UTF-8");
    at += length;
  }
  return std::nullopt;
}

uint32_t byte_order_mark(std::string_view bytes) {
  return bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0;
}

}  // namespace payaudit
