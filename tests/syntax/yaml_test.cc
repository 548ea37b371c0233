#include "scanners/syntax/yaml/yaml.h"

#include <catch2/catch.hpp>

#include "tests/syntax/tree_text.h"

using payaudit::read_yaml;
using payaudit::show;
using payaudit::Source;
using payaudit::Tree;

namespace {

void check(std::string text, const std::string& expected, const std::string& gaps = "") {
  const bool has_copies = text.find('*') != std::string::npos;
  const Source source("a.yaml", std::move(text));
  const Tree tree = read_yaml(source);
  CHECK(show(tree) == expected);
  CHECK(payaudit::show_gaps(source, tree) == gaps);
  CHECK(payaudit::wrong_spans(source, tree, has_copies) == "");
}

std::string repeat(const std::string& text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

}  // namespace

TEST_CASE("plain scalars are typed by the core schema and yes stays a plain string") {
  check("a: true\nb: False\nc: 10\nd: -1.5e3\ne: 0x1F\nf: ~\ng:\nh: yes\ni: 1.2.3\nj: 0o17\nk: .inf\n",
        "{a: true, b: false, c: 10, d: -1.5e3, e: 0x1F, f: ~, g: ~, h: yes, i: 1.2.3, j: 0o17, k: .inf}");
}

TEST_CASE("quoted scalars are strings with escapes resolved") {
  check("a: \"tr\\u0075e\"\nb: 'it''s'\nc: \"10\"\n", "{a: \"true\", b: \"it's\", c: \"10\"}");
}

TEST_CASE("several documents are several roots") {
  check("a: 1\n---\n- x\n--- 5\n", "{a: 1} --- [x] --- 5");
}

TEST_CASE("core tags decide the type and others stay") {
  check("a: !!str 10\nb: !Ref Enc\nc: !Sub\n  - x\nd: !!int 7\n", "{a: 10, b: !Ref Enc, c: !Sub [x], d: 7}");
}

TEST_CASE("a block scalar keeps its text and its span ends with its last line") {
  const Source source("a.yaml", "k: |\n  one\n  two\n\nnext: 1\n");
  const Tree tree = read_yaml(source);
  CHECK(tree.text(tree.find(tree.roots()[0], "k")) == "one\ntwo\n");
  CHECK(payaudit::value_source(source, tree, "k") == "|\n  one\n  two");
}

TEST_CASE("spans are bytes after text that is not ASCII") {
  const Source source(
      "a.yaml",
      "\xEF\xBB\xBF# caf\xC3\xA9 \xE2\x82\xAC\r\nspec:\r\n  na\xC3\xAFve: 'x'\r\n  tls: true # no\r\n");
  const Tree tree = read_yaml(source);
  CHECK(payaudit::key_source(source, tree, "spec.na\xC3\xAFve") == "na\xC3\xAFve");
  CHECK(payaudit::value_source(source, tree, "spec.na\xC3\xAFve") == "'x'");
  CHECK(payaudit::value_source(source, tree, "spec.tls") == "true");
  CHECK(payaudit::value_source(source, tree, "spec") == "na\xC3\xAFve: 'x'\r\n  tls: true");
}

TEST_CASE("an alias is a copy with its own place") {
  check("a: &x {k: 1}\nb: *x\n", "{a: {k: 1}, b: {k: 1}}");
  const Source source("a.yaml", "a: &x {k: 1}\nb: *x\n");
  const Tree tree = read_yaml(source);
  CHECK(payaudit::value_source(source, tree, "b") == "*x");
  CHECK(payaudit::value_source(source, tree, "b.k") == "1");
}

TEST_CASE("a merge key brings what the map does not have itself") {
  check("base: &b {x: 1, y: 2}\nm:\n  <<: *b\n  y: 3\n",
        "{base: {x: 1, y: 2}, m: {<<: {x: 1, y: 2}, y: 3, x: 1}}");
  check("p: &p {x: 1}\nq: &q {x: 2, y: 2}\nm: {<<: [*p, *q]}\n",
        "{p: {x: 1}, q: {x: 2, y: 2}, m: {<<: [{x: 1}, {x: 2, y: 2}], x: 1, y: 2}}");
}

TEST_CASE("an alias that nobody defined or that holds itself is not a value") {
  check("a: *no\n", "{a: <*no>}", "syntax 1:4 an alias of a name that is not defined before it");
  check("a: &a [*a]\n", "{a: [<*a>]}", "syntax 1:8 an alias of what it stands in");
}

TEST_CASE("aliases that expand without end stop at a limit") {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 9; ++j) text += "*a" + std::to_string(i - 1) + ", ";
    text += "]\n";
  }
  const Source source("a.yaml", text);
  const Tree tree = read_yaml(source);
  CHECK(tree.size() < 6000);
  REQUIRE(!tree.gaps().empty());
  CHECK(tree.gaps()[0].detail == "aliases expand to too much");
}

TEST_CASE("a key that occurs twice with two values has no value") {
  check("a: 1\nb: x\na: 2\n", "{a: <1>, b: x, a: <2>}", "syntax 3:1 the key 'a' occurs twice in its map");
  check("a: 1\na: 1\n", "{a: 1, a: 1}", "syntax 2:1 the key 'a' occurs twice in its map");
}

TEST_CASE("what was read before an error stays and reading goes on at the next document") {
  check("a: 1\nb: [1, 2\n---\nc: 3\n", "{a: 1, b: [1, 2, <>], : <>} --- {c: 3}",
        "syntax 3:1 did not find expected ',' or ']'");
  check("a: 'open\n", "{a: <>, : <>}", "syntax 2:1 found unexpected end of stream");
}

TEST_CASE("a key that is a collection is kept as written") {
  check("? [a, b]\n: 1\n? {c: d}\n: 2\n", "{[a, b]: 1, {c: d}: 2}");
}

TEST_CASE("deep nesting is a gap") {
  for (const char* open : {"[", "- ", "{a: ", "? "}) {
    const Source source("a.yaml", repeat(open, 100000));
    const Tree tree = read_yaml(source);
    CHECK(payaudit::show_gaps(source, tree).find("limit") == 0);
    CHECK(tree.size() < 500);
  }
}

TEST_CASE("bytes that are not text are a gap") {
  check(std::string("a: 1\nb\0: 2\n", 11), "", "encoding 2:2 a NUL byte");
  check("a: \xC3(\n", "", "encoding 1:4 not UTF-8");
  check(std::string("\xFF\xFE"
                    "a\0",
                    4),
        "", "encoding 1:1 UTF-16 is not read");
}

TEST_CASE("a value that a template makes is opaque") {
  check("image: {{ .Values.image }}\nport: \"{{ .Values.port | default \"8443\" }}\"\n",
        "{image: <{{ .Values.image }}>, port: <{{ .Values.port | default \"8443\" }}>}");
}

TEST_CASE("a text with templates inside is a template of its parts") {
  check("image: nginx:{{ .Values.tag }}-x\n", "{image: template(\"nginx:\", <{{ .Values.tag }}>, \"-x\")}");
  check("if: ${{ github.ref }}\n", "{if: <${{ github.ref }}>}");
  check("c: |\n  ssl on;\n  {{ .Values.extra }}\nd: 1\n",
        "{c: template(\"  ssl on;\n  \", <{{ .Values.extra }}>), d: 1}");
}

TEST_CASE("a key may be a template") {
  check("labels:\n  {{ .Values.k }}: v\n", "{labels: {{{ .Values.k }}: v}}");
}

TEST_CASE("an entry between if and end may be absent") {
  check(
      "spec:\n  {{- if .Values.p }}\n  privileged: true\n  {{- else }}\n  privileged: false\n  {{- end }}\n  "
      "x: 1\n",
      "{spec: {privileged: call if(true), privileged: call if(false), x: 1}}");
  check("a:\n  {{- if .x }}\n  - b: 1\n  {{- end }}\n  - c\n", "{a: [call if({b: 1}), c]}");
}

TEST_CASE("what a condition holds whole is not conditional within it") {
  check("{{- if .Values.on }}\nkind: Pod\nspec:\n  a: 1\n{{- end }}\n", "{kind: Pod, spec: {a: 1}}");
  check("{{- if .on }}\nkind: Pod\n{{- end }}\nspec: 1\n", "{kind: call if(Pod), spec: 1}");
  check("{{ if .a }}\n---\nx: 1\n---\ny: 2\n{{ end }}\n", "{x: 1} --- {y: 2}");
}

TEST_CASE("a line of output brings entries nobody knows") {
  check("m:\n  labels:\n    {{- include \"x\" . | nindent 4 }}\n  n: 1\n",
        "{m: {labels: <{{- include \"x\" . | nindent 4 }}>, n: 1}}");
  check("m:\n  a: 1\n  {{- toYaml .Values.more | nindent 2 }}\nn: 1\n",
        "{m: {a: 1, : <{{- toYaml .Values.more | nindent 2 }}>}, n: 1}");
  check("m:\n  {{- toYaml .Values.more | nindent 2 }}\n  a: 1\n",
        "{m: {: <{{- toYaml .Values.more | nindent 2 }}>, a: 1}}");
  check("m:\n  {{- with .Values.a }}\n  n:\n    {{- toYaml . | nindent 4 }}\n  {{- end }}\n",
        "{m: {n: call if(<{{- toYaml . | nindent 4 }}>)}}");
  check("m:\n  labels: {{- include \"x\" . | nindent 4 }}\n    more: 1\n  r: {{ toYaml .r | nindent 4 }}\n",
        "{m: {labels: {: <{{- include \"x\" . | nindent 4 }}>, more: 1}, r: <{{ toYaml .r | nindent 4 }}>}}");
  check("l:\n  - a\n  {{ include \"y\" . }}\n", "{l: [a, <{{ include \"y\" . }}>]}");
  check("{{ include \"all\" . }}\n", "<{{ include \"all\" . }}>");
}

TEST_CASE("comments and assignments of templates say nothing") {
  check("{{/* a: b\n c */}}\n{{- $x := 1 -}}\na: 1\n", "{a: 1}");
}

TEST_CASE("a template that cannot be read is an unsupported gap") {
  const Source source("a.yaml", "a: {{ .x }}\nb: [\n");
  const Tree tree = read_yaml(source);
  CHECK(show(tree) == "{a: <{{ .x }}>, b: [<>], : <>}");
  CHECK(payaudit::show_gaps(source, tree).find("unsupported 3:1 a template: ") == 0);
}
