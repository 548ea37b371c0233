#include "scanners/syntax/settings/settings.h"

#include <catch2/catch.hpp>

#include "tests/syntax/tree_text.h"

using payaudit::read_env;
using payaudit::read_ini;
using payaudit::read_properties;
using payaudit::Source;
using payaudit::Tree;

namespace {

void check(Tree (*read)(const Source&), std::string text, const std::string& expected,
           const std::string& gaps = "") {
  const Source source("settings", std::move(text));
  const Tree tree = read(source);
  CHECK(payaudit::show(tree) == expected);
  CHECK(payaudit::show_gaps(source, tree) == gaps);
  CHECK(payaudit::wrong_spans(source, tree) == "");
}

}  // namespace

TEST_CASE("properties have three separators and two comments") {
  check(read_properties, "# c\n! c\na.b=1\nc : true\nd  text \\\r\n   more\ne=\n\nf",
        "{a.b: 1, c: true, d: text more, e: , f: }");
}

TEST_CASE("properties resolve escapes and keep keys dotted") {
  check(read_properties, "a\\ b\\=c = x\\ty\\u00e9\\\\\n", "{a b=c: x\ty\xC3\xA9\\}");
}

TEST_CASE("a placeholder is a reference with its default") {
  check(read_properties,
        "a=${DB_URL}\nb=${tls.on:true}\nc=jdbc:${HOST:db}/x\nd=${A:${B:c}}\ne=${}\nf=cost $5\n",
        "{a: ref(DB_URL), b: ref(tls.on, true), c: template(\"jdbc:\", ref(HOST, \"db\"), \"/x\"), "
        "d: ref(A, ref(B, c)), e: <${}>, f: cost $5}");
}

TEST_CASE("spans of values, keys and defaults are exact") {
  const Source source("a.properties",
                      "\xEF\xBB\xBF# \xC3\xA9\r\nspring.url = jdbc:${HOST:db.internal}/x  \r\n");
  const Tree tree = read_properties(source);
  const auto entry = tree.find(tree.roots()[0], "spring.url");
  CHECK(source.text(tree[entry].span) == "jdbc:${HOST:db.internal}/x  ");
  CHECK(source.text(tree[entry].key_span) == "spring.url");
  const auto reference = tree[tree[entry].first_child].next_sibling;
  CHECK(source.text(tree[reference].span) == "${HOST:db.internal}");
  CHECK(source.text(tree[tree[reference].first_child].span) == "db.internal");
}

TEST_CASE("properties that are not UTF-8 are ISO 8859-1") {
  const Source source("a.properties", "a=caf\xE9\n");
  CHECK(payaudit::show(read_properties(source)) == "{a: caf\xC3\xA9}");
}

TEST_CASE("Spring's document marks begin another root") {
  check(read_properties, "a=1\n#---\na=2\n", "{a: 1} --- {a: 2}");
}

TEST_CASE("a key may occur more than once") {
  check(read_properties, "a=1\na=2\n", "{a: 1, a: 2}");
  check(read_env, "A=1\nA=2\n", "{A: 1, A: 2}");
  check(read_ini, "[uwsgi]\nenv = A=1\nenv = B=2\n", "{uwsgi{env: A=1, env: B=2}}");
}

TEST_CASE("an env file has quotes, comments and exports") {
  check(read_env, "# c\nexport A=1 # one\nB=\"x # y\\n\"\nC='$HOME'\nD=a#b\nE=\nF\n",
        "{A: 1, B: \"x # y\n\", C: \"$HOME\", D: a#b, E: , F: ref(F)}");
}

TEST_CASE("an env file refers in the shell's style") {
  check(read_env, "A=$B\nC=${D:-e}\nF=\"x${G}y\"\nH=${I:?no}\nJ=${K:+l}\nL=a$$b\nM=\"\\$x\"\n",
        "{A: ref(B), C: ref(D, e), F: template(\"x\", ref(G), \"y\"), H: ref(I), J: <${K:+l}>, L: a$b, M: "
        "\"$x\"}");
}

TEST_CASE("a quote may span lines and one without end loses only its line") {
  check(read_env, "A=\"one\ntwo\"\nB=2\n", "{A: \"one\ntwo\", B: 2}");
  check(read_env, "A='one\nB=2\n", "{A: <'one>, B: 2}", "syntax 1:3 unterminated quote");
  check(read_env, "?\nB=2\n", "{B: 2}", "syntax 1:1 not a line of KEY=value");
  check(read_env, "use flake\nB=2\n", "{B: 2}", "unsupported 1:1 a command of the shell");
}

TEST_CASE("sections of an INI file are blocks and go on when they come again") {
  check(read_ini, "top = 1\n[a]\nx = yes ; c\n[b \"c\"]\ny: 'q'\n[a]\nz=1\n",
        "{top: 1, a{x: yes, z: 1}, b \"c\"{y: \"q\"}}");
}

TEST_CASE("an INI value may continue and a key may stand alone") {
  check(read_ini, "[m]\nskip-networking\nhosts = a\n  b\n  c\nu = p#w;d\n",
        "{m{skip-networking: ~, hosts: a\nb\nc, u: p#w;d}}");
}

TEST_CASE("lines below an empty INI value are its value, whatever stands in them") {
  check(read_ini, "[testenv]\ndeps =\n    new: django >= 5\n    [x]\ncommands =\n  a = b\n",
        "{testenv{deps: \nnew: django >= 5\n[x], commands: \na = b}}");
  check(read_ini, "[core]\n  editor =\n  bare = false\n", "{core{editor: , bare: false}}");
  check(read_ini, "a = 1\n  b = 2\n", "{a: 1, b: 2}");
}

TEST_CASE("placeholders of an INI file are not values") {
  check(read_ini, "a = %(home)s/x\nb = ${B}\n[c\n= d\n", "{a: <%(home)s/x>, b: ref(B), c{}}",
        "syntax 3:1 a section without ']'\nsyntax 4:1 a value without a key");
}

TEST_CASE("bytes that are not text are a gap") {
  check(read_env, std::string("A=\0\n", 4), "", "encoding 1:3 a NUL byte");
  check(read_ini, "a=\xFF\n", "", "encoding 1:3 not UTF-8");
  check(read_properties,
        "\xFF\xFE"
        "a",
        "", "encoding 1:1 UTF-16 is not read");
}
