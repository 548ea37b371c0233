#include "scanners/syntax/grammars/parse.h"

#include <catch2/catch.hpp>
#include <string>

#include "scanners/syntax/grammars/grammars.h"

namespace payaudit {
namespace {

const std::string_view kKinds[] = {"program", "identifier", "binary_expression", "true_"};
const std::string_view kFields[] = {"left", "right", "operator_"};

// The tree as a list of kinds in document order, with the text of identifiers, and the gaps.
void check(const std::string& text, const std::string& expected) {
  const Grammar grammar(tree_sitter_javascript(), kKinds, kFields);
  REQUIRE(grammar.unknown_kinds().empty());
  const Source source("a.js", text);
  const SyntaxTree tree = parse(source, grammar);
  std::string got;
  const auto show = [&](auto& self, SyntaxNode node) -> void {
    if (node.kind() != 0) got += std::string(kKinds[node.kind() - 1]) + " ";
    if (node.kind() == 2) got += std::string(node.text()) + " ";
    for (const SyntaxNode child : node.children()) self(self, child);
  };
  show(show, tree.root());
  for (const Gap& gap : tree.gaps()) {
    got += "| " + std::string(word(gap.reason)) + " '" + std::string(source.text(gap.span).substr(0, 8)) +
           "' " + gap.detail;
  }
  CHECK(got == expected);
}

TEST_CASE("a tree has the reader's kinds in document order") {
  check("a + b; true", "program binary_expression identifier a identifier b true_ ");
}

TEST_CASE("a child is found by its field, and a token by its text") {
  const Grammar grammar(tree_sitter_javascript(), kKinds, kFields);
  const Source source("a.js", "a /* x */ <= b");
  const SyntaxTree tree = parse(source, grammar);
  const SyntaxNode binary = tree.root().first_named().first_named();
  CHECK(binary.child(1).text() == "a");
  CHECK(binary.child(2).text() == "b");
  CHECK(binary.child(3).text() == "<=");
  CHECK_FALSE(binary.child(3).is_named());
  CHECK_FALSE(binary.child(9));
  CHECK_FALSE(SyntaxNode().first_named());
}

TEST_CASE("comments are no nodes") {
  check("/* a */ b // c", "program identifier b ");
}

TEST_CASE("a kind that the grammar does not have is named") {
  const std::string_view kinds[] = {"identifier", "identifyer"};
  const Grammar grammar(tree_sitter_javascript(), kinds, kFields);
  REQUIRE(grammar.unknown_kinds().size() == 1);
  CHECK(grammar.unknown_kinds()[0] == "identifyer");
}

TEST_CASE("what is not valid is one gap, and the rest is read") {
  check("a; ) ) b; ] c",
        "program identifier a identifier b identifier c | syntax ') )' not valid here, and in 1 more places");
}

TEST_CASE("a byte that is not UTF-8 is a gap and hides nothing else") {
  check("a; // \xE9t\xE9\nb", "program identifier a identifier b | encoding '\xE9' not UTF-8");
}

TEST_CASE("a NUL byte is a gap") {
  check(std::string("a;\0b", 4), "| encoding '" + std::string(1, '\0') + "' NUL byte");
}

// kMaxNesting of parse.h
TEST_CASE("brackets that nest too deep are a gap") {
  check(std::string(100'000, '('), "| limit '(' nested more than 1000 deep");
}

TEST_CASE("indentation that nests too deep is a gap") {
  std::string text;
  for (int i = 0; i < 1200; ++i) text += std::string(static_cast<size_t>(i), ' ') + "x\n";
  check(text, "| limit 'x' nested more than 1000 deep");
}

// kMaxTreeDepth of parse.h
TEST_CASE("a tree that is too deep is cut, with a gap") {
  std::string text = "a";
  for (int i = 0; i < 5000; ++i) text += "+a";
  const Grammar grammar(tree_sitter_javascript(), kKinds, kFields);
  const Source source("a.js", text);
  const SyntaxTree tree = parse(source, grammar);
  REQUIRE(tree.gaps().size() == 1);
  CHECK(tree.gaps()[0].detail == "syntax more than 1500 levels deep");
  CHECK(tree.size() > 1500);
}

TEST_CASE("text that is one error after another is given up after a bounded amount of work") {
  check(std::string(100'000, '"'), "| limit '' too much work to parse");
}

TEST_CASE("long text costs no more a byte than short text") {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "if (a < b) { c[d](`${e}`, {f: g => h / 2}); }\n";
  const Grammar grammar(tree_sitter_javascript(), kKinds, kFields);
  const Source source("a.js", text);
  const SyntaxTree tree = parse(source, grammar);
  CHECK(tree.gaps().empty());
}

TEST_CASE("an empty file has no gaps") {
  check("", "program ");
}

}  // namespace
}  // namespace payaudit
