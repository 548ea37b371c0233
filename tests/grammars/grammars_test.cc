// The grammars as they are built here: the core accepts each, and the raised serialization buffer holds.
#include "scanners/syntax/grammars/grammars.h"

#include <tree_sitter/api.h>

#include <catch2/catch.hpp>
#include <memory>
#include <string>

namespace {

enum class Parse { kRefused, kError, kClean };

Parse check(const TSLanguage* language, const std::string& text) {
  std::unique_ptr<TSParser, void (*)(TSParser*)> parser(ts_parser_new(), ts_parser_delete);
  if (!ts_parser_set_language(parser.get(), language)) return Parse::kRefused;
  std::unique_ptr<TSTree, void (*)(TSTree*)> tree(
      ts_parser_parse_string(parser.get(), nullptr, text.data(), static_cast<uint32_t>(text.size())),
      ts_tree_delete);
  return ts_node_has_error(ts_tree_root_node(tree.get())) ? Parse::kError : Parse::kClean;
}

std::string indented_blocks(int depth) {
  std::string text;
  for (int level = 0; level < depth; ++level) text += std::string(level, ' ') + "if a:\n";
  return text + std::string(depth, ' ') + "\"x\"\n";
}

}  // namespace

TEST_CASE("the core accepts every grammar") {
  CHECK(check(tree_sitter_go(), "package a\nfunc f() {}\n") == Parse::kClean);
  CHECK(check(tree_sitter_hcl(), "a \"b\" {\n  c = <<E\nx\nE\n}\n") == Parse::kClean);
  CHECK(check(tree_sitter_java(), "class A { int b; }") == Parse::kClean);
  CHECK(check(tree_sitter_javascript(), "f(`a${b}`, <c/>)") == Parse::kClean);
  CHECK(check(tree_sitter_python(), "def f():\n  return 1\n") == Parse::kClean);
  CHECK(check(tree_sitter_tsx(), "const a: A = <b/>;") == Parse::kClean);
  CHECK(check(tree_sitter_typescript(), "const a: A = <B>b;") == Parse::kClean);
}

TEST_CASE("what is not the language is an error in the tree, not a failure") {
  CHECK(check(tree_sitter_java(), "class {{{") == Parse::kError);
}

TEST_CASE("a thousand levels of indentation are parsed") {
  CHECK(check(tree_sitter_python(), indented_blocks(1000)) == Parse::kClean);
}

TEST_CASE("an indentation stack beyond the serialization buffer is a syntax error") {
  // Tabs count eight columns, which keeps the input at a few megabytes.
  std::string text;
  for (int level = 0; level < 8400; ++level)
    text += std::string(level / 8, '\t') + std::string(level % 8, ' ') + "if a:\n";
  CHECK(check(tree_sitter_python(), text + std::string(1050, '\t') + "\"x\"\n") == Parse::kError);
}
