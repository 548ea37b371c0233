#include "checker/gate/line_map.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <string>

using namespace payaudit;

namespace {

// Hunks as `BEFORE+COUNT>AFTER+COUNT`.
std::string check(std::string_view before, std::string_view after) {
  const LineMap map(before, after);
  std::string told;
  for (const Hunk& hunk : map.hunks()) {
    told += fmt::format("{}+{}>{}+{} ", hunk.before, hunk.before_count, hunk.after, hunk.after_count);
  }
  return told;
}

}  // namespace

TEST_CASE("equal texts have no hunks, and so have those that differ in white space") {
  CHECK(check("a\nb\n", "a\nb\n") == "");
  CHECK(check("a b\r\nc\n", "  a  b\nc") == "");
}

TEST_CASE("lines that come and lines that go are told with where") {
  CHECK(check("a\nc\n", "a\nb\nc\n") == "2+0>2+1 ");
  CHECK(check("a\nb\nc\n", "a\nc\n") == "2+1>2+0 ");
  CHECK(check("", "a\nb\n") == "1+0>1+2 ");
  CHECK(check("a\n", "") == "1+1>1+0 ");
}

TEST_CASE("a replaced line is one hunk, and its neighbours stay") {
  CHECK(check("a\nb\nc\n", "a\nx\ny\nc\n") == "2+1>2+2 ");
  const LineMap map("a\nb\nc\n", "a\nx\ny\nc\n");
  CHECK(map.after_of(3) == 4);
  CHECK(map.before_of(4) == 3);
  CHECK(map.after_of(2) == 0);
  CHECK(map.hunk_before(2) == map.hunk_after(3));
  CHECK(map.hunk_after(1) == nullptr);
}

TEST_CASE("a block that moved down stays where it is longest") {
  CHECK(check("a\nb\nc\nd\ne\n", "d\ne\na\nb\nc\n") == "1+0>1+2 4+2>6+0 ");
}

TEST_CASE("lines that repeat are kept in order") {
  CHECK(check("{\n}\n{\n}\n", "{\n}\n{\nx\n}\n") == "4+0>4+1 ");
  CHECK(check("x\nx\nx\n", "x\nx\n") == "3+1>3+0 ");
}

TEST_CASE("lines outside of the text are none") {
  const LineMap map("a\n", "a\n");
  CHECK(map.after_of(0) == 0);
  CHECK(map.after_of(99) == 0);
}

TEST_CASE("what cannot be compared line by line counts as replaced, in bounded work") {
  // kLargestTable of line_map.cc
  std::string before, after;
  for (int i = 0; i < 4000; ++i) before += i % 2 == 0 ? "a\n" : "b\n";
  for (int i = 0; i < 4000; ++i) after += i % 3 == 0 ? "c\n" : "b\n";
  CHECK(check(before, after) == "1+4000>1+4000 ");
}
