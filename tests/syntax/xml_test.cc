#include "scanners/syntax/xml/xml.h"

#include <catch2/catch.hpp>

#include "tests/syntax/tree_text.h"

using payaudit::read_xml;
using payaudit::Source;
using payaudit::Tree;

namespace {

void check(std::string text, const std::string& expected, const std::string& gaps = "") {
  const Source source("a.xml", std::move(text));
  const Tree tree = read_xml(source);
  INFO(source.bytes());
  CHECK(payaudit::show(tree) == expected);
  CHECK(payaudit::show_gaps(source, tree) == gaps);
  CHECK(payaudit::wrong_spans(source, tree) == "");
}

std::string repeat(const std::string& text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

}  // namespace

TEST_CASE("elements nest and have attributes and text, with prefixes as written") {
  check(
      "<?xml version=\"1.0\"?>\n<!-- no -->\n<p:Doc xmlns:p='urn:a'><p:Amt Ccy=\"EUR\"> 1.50 "
      "</p:Amt><Empty/></p:Doc>",
      "{p:Doc{xmlns:p: \"urn:a\", p:Amt{Ccy: \"EUR\", #text: \"1.50\"}, Empty{}}}");
}

TEST_CASE("a file without an element says nothing, unless there is text") {
  check("", "{}");
  check("\n<!-- none -->\n", "{}");
}

TEST_CASE("an expression of a gateway may hold what XML does not allow") {
  check(
      "<p><a b=\"@(x[\"k\"] == 1 && y < 2)\" c='1'/><d>@{ var l = new List<string>(); return \"<\"; "
      "}</d></p>",
      "{p{a{b: <@(x[\"k\"] == 1 && y < 2)>, c: \"1\"}, d{#text: <@{ var l = new List<string>(); return "
      "\"<\"; }>}}}");
  check("<a b=\"@(x\"/>", "{a{b: <@(x>}}");
  check("<a>pay@(b) here</a>", "{a{#text: \"pay@(b) here\"}}");
}

TEST_CASE("references of XML are resolved, in texts and attributes, and CDATA is text as it stands") {
  check("<a b=\"x &amp; &#50;\">&lt;y&gt;<![CDATA[ <z> & ]]></a>",
        "{a{b: \"x & 2\", #text: \"<y>\", #text: \"<z> &\"}}");
}

TEST_CASE("an entity that the document declares is not expanded") {
  check("<!DOCTYPE a [<!ENTITY e \"secret\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]><a b=\"&e;\">&f;</a>",
        "{a{b: <&e;>, #text: <&f;>}}");
}

TEST_CASE("expressions of templates are no values") {
  check("<a url=\"jdbc:${db.host}/x\">{{ name }}</a>", "{a{url: <jdbc:${db.host}/x>, #text: <{{ name }}>}}");
}

TEST_CASE("spans cover whole elements, names and quoted values") {
  const Source source("a.xml", "\xEF\xBB\xBF<a>\n <b c = 'd'><!-- </b> --> e </b >\n <f/></a>\n");
  const Tree tree = read_xml(source);
  CHECK(payaudit::value_source(source, tree, "a") == "<a>\n <b c = 'd'><!-- </b> --> e </b >\n <f/></a>");
  CHECK(payaudit::value_source(source, tree, "a.b") == "<b c = 'd'><!-- </b> --> e </b >");
  CHECK(payaudit::value_source(source, tree, "a.b.c") == "'d'");
  CHECK(payaudit::key_source(source, tree, "a.b.c") == "c");
  CHECK(payaudit::value_source(source, tree, "a.b.#text") == "e");
  CHECK(payaudit::value_source(source, tree, "a.f") == "<f/>");
}

TEST_CASE("where the text breaks off, what is open may have more") {
  const Source source("a.xml", "<a><b>x</b><c");
  const Tree tree = read_xml(source);
  CHECK(tree.gaps().size() == 1);
  CHECK(tree.find_path(tree.roots()[0], "a.b") != payaudit::kNoNode);
  CHECK(tree.has_unknown_entries(tree.find_path(tree.roots()[0], "a")));
  CHECK_FALSE(tree.has_unknown_entries(tree.find_path(tree.roots()[0], "a.b")));
}

TEST_CASE("a closing tag of another name breaks the text") {
  const Source source("a.xml", "<a><b></a></b>");
  const Tree tree = read_xml(source);
  CHECK(payaudit::show_gaps(source, tree).starts_with("syntax 1:"));
  CHECK(payaudit::wrong_spans(source, tree) == "");
}

TEST_CASE("deep nesting ends with a gap, and the elements beside it are still read") {
  const Source source("a.xml", "<r>" + repeat("<a>", 5000) + repeat("</a>", 5000) + "<last/></r>");
  const Tree tree = read_xml(source);
  REQUIRE(tree.gaps().size() == 1);
  CHECK(tree.gaps()[0].detail == "elements nest more than 200 deep");
  CHECK(payaudit::value_source(source, tree, "r.last") == "<last/>");
}

TEST_CASE("what is no text or no XML gives a gap and no elements") {
  check(std::string("\xFF\xFE<\0a\0", 6), "", "encoding 1:1 UTF-16 is not read");
}
