// Characters and words of texts: kinds of characters, letter case, hexadecimal digits, UTF-8. Letters and
// case are those of ASCII, whatever the machine's locale: keywords, host names and the names of settings are
// ASCII.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace payaudit {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_letter(char c) {
  return is_upper(c) || (c >= 'a' && c <= 'z');
}

// Whether a word is one of a few: looks at one after the other.
constexpr bool is_one_of(std::string_view word, std::span<const std::string_view> list) {
  for (std::string_view each : list) {
    if (each == word) return true;
  }
  return false;
}
constexpr bool is_one_of(std::string_view word, std::initializer_list<std::string_view> list) {
  return is_one_of(word, std::span<const std::string_view>(list.begin(), list.size()));
}

constexpr char lower(char c) {
  return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
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
