#include "scanners/syntax/hcl/hcl.h"

#include <catch2/catch.hpp>

#include <string>

using namespace payaudit;

namespace {

// One line: `key = value`, `key "label" {…}`; calls as `f(a, b)`, references as written with their indices
// after
// `|`, templates as `<…>`, opaque as `?`.
void print(const Tree& tree, NodeId id, std::string& out) {
  const Node& node = tree[id];
  const auto children = [&](std::string_view open, std::string_view separator, std::string_view close) {
    out += open;
    bool is_first = true;
    for (const NodeId child : tree.children(id)) {
      if (!is_first) out += separator;
      is_first = false;
      print(tree, child, out);
    }
    out += close;
  };
  if (node.parent != kNoNode && tree[node.parent].kind == NodeKind::map) {
    out += node.key;
    for (const std::string_view label : node.labels) out += " \"" + std::string(label) + "\"";
    out += node.is_block ? " " : " = ";
  }
  switch (node.kind) {
    case NodeKind::null: out += "null"; break;
    case NodeKind::boolean:
    case NodeKind::number: out += node.text; break;
    case NodeKind::string: out += "'" + std::string(node.text) + "'"; break;
    case NodeKind::list: children("[", ", ", "]"); break;
    case NodeKind::map: children("{", "; ", "}"); break;
    case NodeKind::reference:
      out += node.text;
      if (node.child_count > 0) children("|", ",", "|");
      break;
    case NodeKind::call:
      out += node.text;
      children("(", ", ", ")");
      break;
    case NodeKind::template_: children("<", " ", ">"); break;
    case NodeKind::opaque: out += "?"; break;
  }
}

void check(const std::string& text, const std::string& expected, size_t gaps = 0) {
  const Source source("main.tf", text);
  const Tree tree = read_hcl(source);
  std::string out;
  print(tree, tree.roots().front(), out);
  CHECK(out == expected);
  CHECK(tree.gaps().size() == gaps);
}

}  // namespace

TEST_CASE("a block keeps its keyword, labels and attributes") {
  check("resource \"aws_s3_bucket\" b {\n  bucket = \"x\"\n  n = -1\n  e = false\n  z = null\n}\n",
        "{resource \"aws_s3_bucket\" \"b\" {bucket = 'x'; n = -1; e = false; z = null}}");
}

TEST_CASE("attributes on one line are read") {
  check("a { b = 1  c = 2 }", "{a {b = 1; c = 2}}");
}

TEST_CASE("repeated blocks are repeated entries") {
  check("a { i { p = 1 }\n i { p = 2 } }", "{a {i {p = 1}; i {p = 2}}}");
}

TEST_CASE("references keep their path, and their indices as children") {
  check("a = var.x\nb = aws_x.y[0].id\nc = m[\"k\"].v\nd = aws_x.y[*].arn\ne = aws_x.y.0.id",
        "{a = var.x; b = aws_x.y[].id|0|; c = m[].v|'k'|; d = aws_x.y[*].arn; e = aws_x.y[].id|0|}");
}

TEST_CASE("expressions stay as they were written") {
  check("a = var.x == \"p\" ? 1 : f(2, var.l...)\nb = !var.y && (1 + 2) * 3 > 4",
        "{a = ?:(==(var.x, 'p'), 1, f(2, ...(var.l))); b = &&(!(var.y), >(*(+(1, 2), 3), 4))}");
}

TEST_CASE("an index of a call is a call") {
  check("a = split(\",\", var.x)[0]\nb = lookup(m, k).v",
        "{a = [](split(',', var.x), 0); b = [](lookup(m, k), 'v')}");
}

TEST_CASE("a template keeps its parts, and a lone interpolation is its expression") {
  check("a = \"x-${var.e}-y\"\nb = \"${var.e}\"\nc = \"$${no}\\n\\\"q\\\" \\u00e9\"",
        "{a = <'x-' var.e '-y'>; b = var.e; c = '${no}\n\"q\" é'}");
}

TEST_CASE("a heredoc is a string, or a template where it interpolates") {
  check("a = <<EOF\n{\"k\": \"v\\n\"}\nEOF\nb = <<-E\n  x ${var.y}\n  E\n",
        "{a = '{\"k\": \"v\\n\"}\n'; b = <'  x ' var.y '\n'>}");
}

TEST_CASE("collections nest, and a key that is an expression is left without a name") {
  check("a = [1, [\"x\"], { k = 2, \"q r\" : 3 }]\nb = { (var.k) = 1, c = 2 }",
        "{a = [1, ['x'], {k = 2; q r = 3}]; b = { = ?; c = 2}}");
}

TEST_CASE("a for expression is its list, key and value, its condition last") {
  check("a = [for x in var.l : x.id]", "{a \"x\" = for[](var.l, x.id)}");
  check("a = { for k, v in var.m : k => v.id if v.on }", "{a \"k\" \"v\" = for{}(var.m, k, v.id, v.on)}");
  check("a = { for v in var.m : v.k => v... }", "{a \"v\" = for{}...(var.m, v.k, v)}");
}

TEST_CASE("what is not valid is a gap, and the block says that something is missing") {
  check("resource \"a\" \"b\" {\n  x = 1\n  = 4 4\n  y = 2\n}\n",
        "{resource \"a\" \"b\" { = ?; x = ?;  = ?}}", 1);
}

TEST_CASE("nesting beyond the limit is a gap") {
  const Source source("main.tf", "a = " + std::string(100'000, '['));
  const Tree tree = read_hcl(source);
  REQUIRE(tree.gaps().size() == 1);
  CHECK(tree.gaps()[0].reason == GapReason::limit);
}

TEST_CASE("a NUL is a gap") {
  const Source source("main.tf", std::string("a = 1\0b", 7));
  REQUIRE(read_hcl(source).gaps().size() == 1);
  CHECK(read_hcl(source).gaps()[0].reason == GapReason::encoding);
}

TEST_CASE("spans cover the value, the key and the whole block") {
  const Source source("main.tf", "r \"l\" {\n  key = \"v${var.x}\"\n}\n");
  const Tree tree = read_hcl(source);
  const NodeId block = tree.find(tree.roots()[0], "r");
  const NodeId value = tree.find(block, "key");
  CHECK(source.text(tree[block].span) == "r \"l\" {\n  key = \"v${var.x}\"\n}");
  CHECK(source.text(tree[value].span) == "\"v${var.x}\"");
  CHECK(source.text(tree[value].key_span) == "key");
}
