#include "scanners/syntax/json/json.h"

#include <catch2/catch.hpp>

#include "tests/syntax/tree_text.h"

using payaudit::read_json;
using payaudit::show;
using payaudit::Source;
using payaudit::Tree;

namespace {

void check(std::string text, const std::string& expected, const std::string& gaps = "") {
  const Source source("a.json", std::move(text));
  const Tree tree = read_json(source);
  CHECK(show(tree) == expected);
  CHECK(payaudit::show_gaps(source, tree) == gaps);
  CHECK(payaudit::wrong_spans(source, tree) == "");
}

std::string repeat(const std::string& text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

}  // namespace

TEST_CASE("values of every type are read") {
  check(R"({"a": [true, false, null, -1.5e+3, 0], "b": {}, "c": []})",
        "{a: [true, false, ~, -1.5e+3, 0], b: {}, c: []}");
}

TEST_CASE("escapes are resolved and half a surrogate is replaced") {
  check(R"({"a\"b": "x\n\t\u00e9\/\\"})", "{a\"b: \"x\n\t\xC3\xA9/\\\"}");
  check(R"(["\ud83d\ude00", "\ud83d", "\ude00x"])",
        "[\"\xF0\x9F\x98\x80\", \"\xEF\xBF\xBD\", \"\xEF\xBF\xBDx\"]");
}

TEST_CASE("half a surrogate is told from text that looks like one") {
  check(R"(["\\ud83d", "\ud83d\ud83d\ude00", "\ud83d\u0041", "\uD83Dx"])",
        "[\"\\ud83d\", \"\xEF\xBF\xBD\xF0\x9F\x98\x80\", \"\xEF\xBF\xBD\x41\", \"\xEF\xBF\xBDx\"]");
  check("/* \\ */ {\"\\ud83d\": \"\\ude00\"} // \\", "{\xEF\xBF\xBD: \"\xEF\xBF\xBD\"}");
}

TEST_CASE("comments and a last comma are allowed") {
  check("// head\n{\"a\": 1, /* x */ \"b\": [1, 2,],\n}\n", "{a: 1, b: [1, 2]}");
  check("{/**/\"a\"/*:*/:/*,*/[/*]*/1/**/,/**/true/**/,/**/]/**/,// }\n}//", "{a: [1, true]}");
  check("// nothing else", "");
}

TEST_CASE("values after each other are several roots") {
  check("{\"a\": 1}\n{\"a\": 2}\n", "{a: 1} --- {a: 2}");
}

TEST_CASE("spans are exact, with quotes, and after a byte order mark") {
  const Source source("a.json", "\xEF\xBB\xBF{\r\n \"caf\xC3\xA9\": {\"tls\" : \"1.2\" , \"n\":12}}");
  const Tree tree = read_json(source);
  CHECK(payaudit::key_source(source, tree, "caf\xC3\xA9.tls") == "\"tls\"");
  CHECK(payaudit::value_source(source, tree, "caf\xC3\xA9.tls") == "\"1.2\"");
  CHECK(payaudit::value_source(source, tree, "caf\xC3\xA9.n") == "12");
  CHECK(payaudit::value_source(source, tree, "caf\xC3\xA9") == "{\"tls\" : \"1.2\" , \"n\":12}");
}

TEST_CASE("spans of values between comments and escapes are exact") {
  const Source source("a.json",
                      R"({"\"": /* { */ [null, "\n]", false], "b" /* : */ : {"c\u0041": true, },})");
  const Tree tree = read_json(source);
  CHECK(payaudit::show_gaps(source, tree) == "");
  CHECK(payaudit::key_source(source, tree, "\"") == R"("\"")");
  CHECK(payaudit::value_source(source, tree, "\"") == R"([null, "\n]", false])");
  CHECK(payaudit::value_source(source, tree, "b") == R"({"c\u0041": true, })");
  CHECK(payaudit::key_source(source, tree, "b.cA") == R"("c\u0041")");
  CHECK(payaudit::value_source(source, tree, "b.cA") == "true");
}

TEST_CASE("numbers are as written, whatever their size") {
  check("[123456789012345678901234567890, -0.1234567890123456789012345e-400, 1E400, -9223372036854775809]",
        "[123456789012345678901234567890, -0.1234567890123456789012345e-400, 1E400, -9223372036854775809]");
  check("[1, 1e2147483648]", "[1, <>]", "limit 1:5 a number with an exponent of more than 2147483647");
}

TEST_CASE("a long string with escapes is read whole") {
  const std::string part = repeat("0123456789\\n", 1000);
  const Source source("a.json", "[\"" + part + "\"]");
  const Tree tree = read_json(source);
  REQUIRE(tree.size() == 2);
  CHECK(tree[1].text == repeat("0123456789\n", 1000));
  CHECK(tree[1].span == payaudit::Span{1, 12003});
}

TEST_CASE("an error keeps what was read before it") {
  check(R"({"a": {"b": 1, "c": tru}})", "{a: {b: 1, : <>}, : <>}", "syntax 1:21 expected a value");
  check(R"({"a": 1 "b": 2})", "{a: 1, : <>}", "syntax 1:9 expected ',' or '}'");
  check("[1, \"x\n\"]", "[1, <>]", "syntax 1:5 unterminated string");
  check("{\"a\": [1", "{a: [1, <>], : <>}", "syntax 1:9 unexpected end");
  check(R"({a: 1})", "{: <>}", "syntax 1:2 expected a key in quotes");
  check(R"(["\x41"])", "[<>]", "syntax 1:3 unknown escape");
  check("[1] /* x", "[1]", "syntax 1:5 unterminated comment");
  check("[1.]", "[<>]", "syntax 1:2 expected a value");
  check("[1, /* , */ 01]", "[1, 0, <>]", "syntax 1:14 expected ',' or ']'");
  check("[1,, 2]", "[1, <>]", "syntax 1:4 expected a value");
  check(R"({"a": 1, b})", "{a: 1, : <>}", "syntax 1:10 expected a key in quotes");
  check(R"({"a" 1})", "{: <>}", "syntax 1:6 expected ':'");
  check(R"({"a" /* : 1})", "{: <>}", "syntax 1:6 unterminated comment");
  check(R"({"a": // 1)", "{: <>}", "syntax 1:11 unexpected end");
  check(R"({"a": [1, /})", "{a: [1, <>], : <>}", "syntax 1:11 expected a value");
  check(R"({"a": "x)", "{: <>}", "syntax 1:7 unterminated string");
  check("{\"a\": \"x\ty\"}", "{: <>}", "syntax 1:9 a control character in a string");
  check(R"(["\u12x4"])", "[<>]", "syntax 1:3 unknown escape");
  check("{\"a\": 1}\n{\"a\": }\n{\"a\": 3}", "{a: 1} --- {: <>}", "syntax 2:7 expected a value");
  check("", "");
}

TEST_CASE("a key that occurs twice with two values has no value") {
  check(R"({"a": 1, "a": 2})", "{a: <1>, a: <2>}", "syntax 1:10 the key 'a' occurs twice in its map");
  check(R"({"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"a":true})",
        "{a: <1>, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1, h: 1, a: <true>}",
        "syntax 1:50 the key 'a' occurs twice in its map");
}

// kMaxNodes of json.cc
TEST_CASE("deep nesting and too many values are gaps") {
  const Source deep("a.json", repeat("[", 100000));
  CHECK(payaudit::show_gaps(deep, read_json(deep)) == "limit 1:501 nested deeper than 500");
  const Source allowed("a.json", repeat("[", 500) + repeat("]", 500));
  CHECK(payaudit::show_gaps(allowed, read_json(allowed)) == "");
  const Source wide("a.json", "[" + repeat("1,", 2'000'100) + "1]");
  const Tree tree = read_json(wide);
  CHECK(tree.size() == 2'000'001);
  REQUIRE(tree.gaps().size() == 1);
  CHECK(tree.gaps()[0].detail == "more than two million values");
}

TEST_CASE("bytes that are not text are a gap") {
  check("{\"a\": \"\xFF\"}", "", "encoding 1:8 not UTF-8");
  check(std::string("{\"a\": \"\0\"}", 10), "", "encoding 1:8 a NUL byte");
}
