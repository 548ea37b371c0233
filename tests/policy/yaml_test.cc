#include "rules/policy/yaml.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

using namespace payaudit;

namespace {

std::string outline(YamlNode node) {
  switch (node.kind()) {
    case YamlKind::null: return "~";
    case YamlKind::scalar:
      return node.is_quoted() ? fmt::format("'{}'", node.text()) : std::string(node.text());
    case YamlKind::sequence: {
      std::string text = "[";
      for (size_t i = 0; i < node.size(); ++i) text += (i == 0 ? "" : ", ") + outline(node.item(i));
      return text + "]";
    }
    case YamlKind::map: {
      std::string text = "{";
      for (size_t i = 0; i < node.size(); ++i) {
        text += fmt::format("{}{}: {}", i == 0 ? "" : ", ", outline(node.key(i)), outline(node.value(i)));
      }
      return text + "}";
    }
  }
  return "";
}

// Expected: the outline of the document, or the message why it is refused.
void check(std::string yaml, std::string_view expected) {
  const auto document = read_yaml("p.yaml", "p.yaml", std::move(yaml));
  CHECK((document ? outline(document->root()) : document.error().message) == expected);
}

}  // namespace

TEST_CASE("maps, lists and texts keep their order, and texts stay texts") {
  check("b: 2.10\na: [x, 'y', \"z\"]\nc:\n  - {d: 017}\ne:\n",
        "{b: 2.10, a: [x, 'y', 'z'], c: [{d: 017}], e: ~}");
  check("", "~");
  check("a: |\n  one\n  two\nb: >-\n  three\n  four\n", "{a: 'one\ntwo\n', b: 'three four'}");
}

TEST_CASE("nodes know their line and column, counted in characters") {
  const auto document = read_yaml("p.yaml", "p.yaml", "a: 1\nü: {é: 2, b: 3}\n");
  REQUIRE(document);
  const YamlNode map = document->root().value(1);
  CHECK(map.value(1).line() == 2);
  CHECK(map.value(1).column() == 14);
  CHECK(map.key(0).column() == 5);
}

TEST_CASE("a duplicate key is an error at the second one") {
  check("a: 1\nb: {c: 1, c: 2}\n",
        "p.yaml:2:11: duplicate key 'c'\n"
        "  2 | b: {c: 1, c: 2}\n"
        "    |           ^\n");
}

TEST_CASE("one document, no aliases, anchors or tags") {
  check("a: 1\n---\nb: 2\n", "p.yaml:2:1: a second document: a policy file holds one\n  2 | ---\n    | ^\n");
  check("a: &x 1\n", "p.yaml:1:4: anchors are not allowed here\n  1 | a: &x 1\n    |    ^\n");
  check("a: !!int 1\n", "p.yaml:1:4: tags are not allowed here\n  1 | a: !!int 1\n    |    ^\n");
}

TEST_CASE("a quoted text must end") {
  check("a: \"x\nb: 1\n",
        "p.yaml:1:4: the quoted text that begins here has no end\n  1 | a: \"x\n    |    ^\n");
  check("a: 'it''s \"'\nb: \"\\\"\"\n", "{a: 'it's \"', b: '\"'}");
}

TEST_CASE("input that made the parser loop is refused") {
  for (const char* hostile : {",\n", ",\n-\n- ", "a: 1\n,\n"}) {
    CHECK_FALSE(read_yaml("p.yaml", "p.yaml", hostile));
  }
}

// kMaxDepth of yaml.cc
TEST_CASE("deep nesting, bytes that are no text, and a tab are refused") {
  CHECK_FALSE(read_yaml("p.yaml", "p.yaml", std::string(100000, '[')));
  CHECK_FALSE(read_yaml("p.yaml", "p.yaml", std::string(200, '[') + std::string(200, ']')));
  check(std::string("a: \0", 4), "p.yaml:1:4: a byte that is not UTF-8 text\n  1 | a: ?\n    |    ^\n");
  CHECK_FALSE(read_yaml("p.yaml", "p.yaml", "a: \xC3\x28"));
  CHECK_FALSE(read_yaml("p.yaml", "p.yaml", "a:\n\tb: 1\n"));
}
