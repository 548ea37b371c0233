#include "scanners/units/encoding.h"

#include <algorithm>
#include <cstring>

#include "scanners/source/characters.h"

namespace payaudit {

namespace {

// Nothing where it is not UTF-16: half a unit, half a surrogate pair, a NUL (which UTF-32 has).
std::optional<std::string> from_utf16(std::string_view bytes) {
  const bool is_big = bytes.starts_with("\xFE\xFF");
  if (!is_big && !bytes.starts_with("\xFF\xFE")) return std::nullopt;
  if (bytes.size() % 2 != 0) return std::nullopt;
  const auto unit_at = [&](size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<uint32_t>(is_big ? first << 8 | second : second << 8 | first);
  };
  std::string text;
  text.reserve(bytes.size() / 2);
  for (size_t at = 2; at < bytes.size(); at += 2) {
    uint32_t code = unit_at(at);
    if (code >= 0xD800 && code < 0xDC00 && at + 3 < bytes.size()) {
      const uint32_t low = unit_at(at + 2);
      if (low < 0xDC00 || low >= 0xE000) return std::nullopt;
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
      at += 2;
    }
    if (code == 0 || (code >= 0xD800 && code < 0xE000)) return std::nullopt;
    append_utf8(text, code);
  }
  return text;
}

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

std::string normalized(std::string bytes) {
  if (std::optional<std::string> text = from_utf16(bytes)) bytes = *std::move(text);
  if (bytes.find('\r') != std::string::npos && bytes.find('\n') == std::string::npos)
    std::replace(bytes.begin(), bytes.end(), '\r', '\n');
  return bytes;
}

uint32_t byte_order_mark(std::string_view bytes) {
  return bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0;
}

}  // namespace payaudit
