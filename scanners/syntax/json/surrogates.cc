#include "scanners/syntax/json/surrogates.h"

#include "scanners/source/characters.h"

namespace payaudit {

namespace {

constexpr size_t kEscape = 6;  // the length of `\uXXXX`

bool is_high(uint32_t unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}

bool is_low(uint32_t unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

}  // namespace

std::optional<uint32_t> code_unit(std::string_view bytes, size_t at) {
  if (bytes.substr(at, 2) != "\\u" || at + kEscape > bytes.size()) return std::nullopt;
  uint32_t unit = 0;
  for (const char c : bytes.substr(at + 2, kEscape - 2)) {
    const int digit = hex_digit(c);
    if (digit < 0) return std::nullopt;
    unit = unit * 16 + static_cast<uint32_t>(digit);
  }
  return unit;
}

std::optional<std::string> with_whole_surrogates(std::string_view json) {
  std::optional<std::string> copy;
  // A backslash outside of a string is in a comment, and what ends a comment is no backslash: so the first
  // one of a string is never taken for the second of a pair.
  for (size_t at = json.find('\\'); at < json.size(); at = json.find('\\', at)) {
    const std::optional<uint32_t> unit = code_unit(json, at);
    if (!unit || (!is_high(*unit) && !is_low(*unit))) {
      at += 2;
      continue;
    }
    const std::optional<uint32_t> next = code_unit(json, at + kEscape);
    if (is_high(*unit) && next && is_low(*next)) {
      at += 2 * kEscape;
      continue;
    }
    if (!copy) copy.emplace(json);
    copy->replace(at, kEscape, "\\ufffd");
    at += kEscape;
  }
  return copy;
}

}  // namespace payaudit
