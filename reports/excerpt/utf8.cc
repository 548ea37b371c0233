// Decoding follows the Unicode Standard, table 3-7 (no overlong forms, no surrogates).
#include "reports/excerpt/utf8.h"

namespace payaudit {

char32_t decode(std::string_view text, size_t& at) {
  const auto byte = [&](size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto is_tail = [&](size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(at);
  const size_t start = at++;
  if (first < 0x80) return first;
  if (first >= 0xC2 && first <= 0xDF && is_tail(start + 1)) {
    at = start + 2;
    return (first & 0x1FU) << 6 | (byte(start + 1) & 0x3FU);
  }
  if (first >= 0xE0 && first <= 0xEF && is_tail(start + 1) && is_tail(start + 2)) {
    const char32_t character =
        (first & 0x0FU) << 12 | (byte(start + 1) & 0x3FU) << 6 | (byte(start + 2) & 0x3FU);
    if (character < 0x800 || (character >= 0xD800 && character <= 0xDFFF)) return kReplacement;
    at = start + 3;
    return character;
  }
  if (first >= 0xF0 && first <= 0xF4 && is_tail(start + 1) && is_tail(start + 2) && is_tail(start + 3)) {
    const char32_t character = (first & 0x07U) << 18 | (byte(start + 1) & 0x3FU) << 12 |
                               (byte(start + 2) & 0x3FU) << 6 | (byte(start + 3) & 0x3FU);
    if (character < 0x10000 || character > 0x10FFFF) return kReplacement;
    at = start + 4;
    return character;
  }
  return kReplacement;
}

void append(std::string& out, char32_t character) {
  const auto put = [&](char32_t bits) { out += static_cast<char>(static_cast<unsigned char>(bits)); };
  if (character < 0x80) {
    put(character);
  } else if (character < 0x800) {
    put(0xC0 | character >> 6);
    put(0x80 | (character & 0x3F));
  } else if (character < 0x10000) {
    put(0xE0 | character >> 12);
    put(0x80 | (character >> 6 & 0x3F));
    put(0x80 | (character & 0x3F));
  } else {
    put(0xF0 | character >> 18);
    put(0x80 | (character >> 12 & 0x3F));
    put(0x80 | (character >> 6 & 0x3F));
    put(0x80 | (character & 0x3F));
  }
}

char32_t shown(char32_t c) {
  if (c < 0x20) return 0x2400 + c;
  if (c == 0x7F) return 0x2421;
  const bool is_c1 = c >= 0x80 && c <= 0x9F;
  const bool turns_direction = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E ||
                               c == 0x200F || c == 0x061C;
  const bool breaks_line = c == 0x2028 || c == 0x2029;
  return is_c1 || turns_direction || breaks_line ? kReplacement : c;
}

std::string one_line(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool is_gap = false;
  for (size_t at = 0; at < text.size();) {
    const char32_t c = decode(text, at);
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      is_gap = !out.empty();
      continue;
    }
    if (is_gap) out += ' ';
    is_gap = false;
    append(out, shown(c));
  }
  return out;
}

std::string well_formed(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();) append(out, decode(text, at));
  return out;
}

}  // namespace payaudit
