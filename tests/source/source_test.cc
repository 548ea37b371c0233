#include "scanners/source/source.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

using payaudit::Position;
using payaudit::Source;
using payaudit::Span;

TEST_CASE("a position counts code points, not bytes") {
  const Source source("a.yaml", "x: é!\ny");
  CHECK(source.position(3) == Position{1, 4});
  CHECK(source.position(5) == Position{1, 5});
  CHECK(source.position(7) == Position{2, 1});
}

TEST_CASE("columns are counted the same in a line of many thousand characters") {
  std::string text;
  uint32_t column = 1;
  std::vector<std::pair<uint32_t, uint32_t>> places;  // offset, column
  for (uint32_t i = 0; i < 3000; ++i) {
    for (const std::string_view character : {"a", "é", "語", "𝄞"}) {
      if (i % 97 == 0) places.emplace_back(static_cast<uint32_t>(text.size()), column);
      text += character;
      ++column;
    }
  }
  const Source source("a.js", text);
  for (const auto& [offset, expected] : places) CHECK(source.position(offset) == Position{1, expected});
}

TEST_CASE("a line's span leaves out CRLF and the last line needs no break") {
  const Source source("a", "one\r\ntwo");
  CHECK(source.text(source.line_span(1)) == "one");
  CHECK(source.text(source.line_span(2)) == "two");
  CHECK(source.line_span(3).is_empty());
  CHECK(source.line_count() == 2);
}

TEST_CASE("a span beyond the end is cut off") {
  const Source source("a", "abc");
  CHECK(source.text(Span{2, 99}) == "c");
  CHECK(source.text(Span{50, 99}).empty());
  CHECK(source.position(99) == Position{1, 4});
}
