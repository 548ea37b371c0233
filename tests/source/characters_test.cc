#include "scanners/source/characters.h"

#include <catch2/catch.hpp>

using payaudit::append_utf8;
using payaudit::utf8_length;

namespace {

std::string utf8(uint32_t code) {
  std::string text;
  append_utf8(text, code);
  return text;
}

}  // namespace

TEST_CASE("only ASCII letters have a lower case") {
  CHECK(payaudit::lower("AZ[az@{") == "az[az@{");
  CHECK(payaudit::lower("\xC3\x84Q") == "\xC3\x84q");
  CHECK(payaudit::equals_ignoring_case("On_Delete", "oN_dELETE"));
  CHECK_FALSE(payaudit::equals_ignoring_case("a", "ab"));
  CHECK_FALSE(payaudit::equals_ignoring_case("@", "`"));
}

TEST_CASE("a hexadecimal digit has a value, and nothing else has") {
  CHECK(payaudit::hex_digit('0') == 0);
  CHECK(payaudit::hex_digit('f') == 15);
  CHECK(payaudit::hex_digit('F') == 15);
  CHECK(payaudit::hex_digit('g') == -1);
  CHECK(payaudit::hex_digit('\x10') == -1);
}

TEST_CASE("code points of every length are written, and what is none is replaced") {
  CHECK(utf8(0x7F) == "\x7F");
  CHECK(utf8(0x80) == "\xC2\x80");
  CHECK(utf8(0x7FF) == "\xDF\xBF");
  CHECK(utf8(0x800) == "\xE0\xA0\x80");
  CHECK(utf8(0xFFFF) == "\xEF\xBF\xBF");
  CHECK(utf8(0x10000) == "\xF0\x90\x80\x80");
  CHECK(utf8(0x10FFFF) == "\xF4\x8F\xBF\xBF");
  for (const uint32_t none : {0xD800U, 0xDFFFU, 0x110000U}) CHECK(utf8(none) == "\xEF\xBF\xBD");
}

TEST_CASE("every code point that is written is read again") {
  for (uint32_t code = 0; code <= 0x10FFFF; code += 7) {
    const std::string text = utf8(code);
    if (utf8_length(text, 0) != text.size()) FAIL(code);
  }
}

TEST_CASE("ill-formed sequences have no length") {
  for (const char* text : {"\x80", "\xC1\x81", "\xC3", "\xC3x", "\xE0\x9F\x80", "\xED\xA0\x80", "\xE2\x82",
                           "\xF0\x8F\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
    CHECK(utf8_length(text, 0) == 0);
  }
  CHECK(utf8_length("", 0) == 0);
}
