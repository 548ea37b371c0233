#include "scanners/units/encoding.h"

#include <catch2/catch.hpp>

using payaudit::normalized;

namespace {

std::string utf16(std::initializer_list<unsigned> units, bool is_big) {
  std::string bytes = is_big ? "\xFE\xFF" : "\xFF\xFE";
  for (const unsigned unit : units) {
    const char high = static_cast<char>(unit >> 8);
    const char low = static_cast<char>(unit & 0xFF);
    bytes += is_big ? high : low;
    bytes += is_big ? low : high;
  }
  return bytes;
}

}  // namespace

TEST_CASE("UTF-16 with its mark becomes UTF-8, in both orders of bytes") {
  CHECK(normalized(utf16({'a', 0xE9, 0xD83D, 0xDE00, '\n'}, false)) == "a\xC3\xA9\xF0\x9F\x98\x80\n");
  CHECK(normalized(utf16({'a', '=', 'b'}, true)) == "a=b");
}

TEST_CASE("what is not UTF-16 stays as it is") {
  for (const std::string& bytes : {utf16({0xD83D}, false), utf16({0xDE00, 'a'}, true), utf16({'a', 0}, false),
                                   std::string("\xFF\xFE") + "a", std::string("a=b\n"), std::string()}) {
    CHECK(normalized(bytes) == bytes);
  }
}

TEST_CASE("carriage returns alone end lines, others are left") {
  CHECK(normalized("a=1\rb=2\r") == "a=1\nb=2\n");
  CHECK(normalized("a=1\r\nb\r=2\n") == "a=1\r\nb\r=2\n");
}
