#include "scanners/syntax/toml/toml.h"

#include <catch2/catch.hpp>

#include "tests/syntax/tree_text.h"

using payaudit::read_toml;
using payaudit::show;
using payaudit::Source;
using payaudit::Tree;

namespace {

void check(std::string text, const std::string& expected, const std::string& gaps = "") {
  const Source source("a.toml", std::move(text));
  const Tree tree = read_toml(source);
  CHECK(show(tree) == expected);
  CHECK(payaudit::show_gaps(source, tree) == gaps);
  CHECK(payaudit::wrong_spans(source, tree) == "");
}

}  // namespace

TEST_CASE("values of every type are read, dates as plain strings") {
  check("a = 1\nb = -2.5e3\nc = true\nd = \"x\\ty\"\ne = 'C:\\n'\nf = 2026-11-15\ng = [1, [2]]\n",
        "{a: 1, b: -2.5e3, c: true, d: \"x\ty\", e: \"C:\\n\", f: 2026-11-15, g: [1, [2]]}");
}

TEST_CASE("tables, tables within and arrays of tables are maps and lists") {
  check("[db]\nhost = \"db\"\n[db.pool]\nmax = 5\n[[key]]\nid = 1\n[[key]]\nid = 2\n",
        "{db{host: \"db\", pool{max: 5}}, key: [{id: 1}, {id: 2}]}");
}

TEST_CASE("keys with dots and inline tables nest, in the order of the source") {
  check("z.y = 1\nb = {c = 2, a = 3}\nz.x = 4\n", "{z{y: 1, x: 4}, b: {c: 2, a: 3}}");
}

TEST_CASE("spans of keys and values are those of the source, also behind other alphabets") {
  const Source source("a.toml",
                      "\xEF\xBB\xBFname = \"\xC3\xA9t\xC3\xA9\"\n[\"\xC3\xBC\"]\nport = 80 # here\n");
  const Tree tree = read_toml(source);
  CHECK(payaudit::value_source(source, tree, "name") == "\"\xC3\xA9t\xC3\xA9\"");
  CHECK(payaudit::key_source(source, tree, "name") == "name");
  CHECK(payaudit::value_source(source, tree, "\xC3\xBC.port") == "80");
  CHECK(payaudit::wrong_spans(source, tree) == "");
}

TEST_CASE("what is no TOML is a gap at its place, and the root is known to hold more") {
  const Source source("a.toml", "a = 1\nb = = 2\n");
  const Tree tree = read_toml(source);
  CHECK(payaudit::show_gaps(source, tree).starts_with("syntax 2:5 "));
  CHECK(tree.has_unknown_entries(tree.roots().front()));
}

TEST_CASE("letters beyond ASCII belong into quotes and comments") {
  check("a = \"\xC3\xA9\xEF\xAC\xA6\" # \xC3\xA9\nb = '\xE5\x8D\xA1'\n",
        "{a: \"\xC3\xA9\xEF\xAC\xA6\", b: \"\xE5\x8D\xA1\"}");
  const Source source("a.toml", "a = 1\n\xC3\xA9 = 1\n");
  CHECK(payaudit::show_gaps(source, read_toml(source)).starts_with("syntax 2:1 "));
}

TEST_CASE("a header that is not closed is a gap, not the end of the program") {
  const Source source("a.toml", "[\n[");
  CHECK_FALSE(payaudit::show_gaps(source, read_toml(source)).empty());
}

TEST_CASE("a key that occurs twice is an error of the language") {
  const Source source("a.toml", "a = 1\na = 2\n");
  CHECK(payaudit::show_gaps(source, read_toml(source)).starts_with("syntax 2:"));
}

TEST_CASE("keys nested without end are a limit, and no stack runs out") {
  std::string deep = "a";
  for (int i = 0; i < 100'000; ++i) deep += ".a";
  for (const std::string& text : {"[" + deep + "]\n", deep + " = 1\n", std::string(100'000, '[')}) {
    const Source source("a.toml", text);
    const Tree tree = read_toml(source);
    CHECK_FALSE(payaudit::show_gaps(source, tree).empty());
  }
}
