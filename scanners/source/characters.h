// Characters of texts: letter case, hexadecimal digits, UTF-8. Case is that of ASCII, whatever the machine's
// locale: keywords, host names and the names of settings are ASCII.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace payaudit {

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
std::string lower(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);

// The value of a hexadecimal digit; -1, if it is none.
constexpr int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Appends a code point. U+FFFD stands for what is none: halves of surrogate pairs, and beyond U+10FFFF.
void append_utf8(std::string& to, uint32_t code);

// The length of the well-formed sequence that begins at `at`, by the Unicode standard's table 3-7; 0 where
// there is none.
size_t utf8_length(std::string_view bytes, size_t at);

}  // namespace payaudit
