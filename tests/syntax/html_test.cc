#include "scanners/syntax/html/html.h"

#include <catch2/catch.hpp>

#include "tests/syntax/tree_text.h"

using payaudit::read_html;
using payaudit::Source;
using payaudit::Tree;

namespace {

void check(std::string text, const std::string& expected, const std::string& gaps = "") {
  const Source source("a.html", std::move(text));
  const Tree tree = read_html(source);
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

TEST_CASE("elements nest and have attributes and text") {
  check(
      "<!DOCTYPE html><html lang=en><body><!-- no --><Form ACTION='/pay'>Card <input name=\"pan\" "
      "required></form></body></html>",
      "{html{lang: en, body{form{action: \"/pay\", #text: Card, input{name: \"pan\", required: ~}}}}}");
}

TEST_CASE("the contents of a script are text") {
  check("<script src=\"a.js\" async></script><script>if (a < b) { x(\"<b>\"); }</SCRIPT><p>x",
        "{script{src: \"a.js\", async: ~}, script{#text: if (a < b) { x(\"<b>\"); }}, p{#text: x}}");
}

TEST_CASE("character references in attributes are resolved") {
  check("<a href=\"/x?a=1&amp;b=&#50;&#x33;&nope;\">", "{a{href: \"/x?a=1&b=23&nope;\"}}");
}

TEST_CASE("spans cover whole elements, names and quoted values") {
  const Source source("a.html", "<div>\n <script src=\"a.js\" ></script >\n</div>x");
  const Tree tree = read_html(source);
  CHECK(payaudit::value_source(source, tree, "div") == "<div>\n <script src=\"a.js\" ></script >\n</div>");
  CHECK(payaudit::value_source(source, tree, "div.script") == "<script src=\"a.js\" ></script >");
  CHECK(payaudit::value_source(source, tree, "div.script.src") == "\"a.js\"");
  CHECK(payaudit::key_source(source, tree, "div.script.src") == "src");
}

TEST_CASE("template expressions in attributes are not values") {
  check("<script src=\"{{ cdn }}/a.js\" integrity='{{ hash \"a\" }}'></script>",
        "{script{src: template(<{{ cdn }}>, \"/a.js\"), integrity: <{{ hash \"a\" }}>}}");
  check("<script src=\"<%= path(\"a.js\") %>\" nonce=${nonce}></script>",
        "{script{src: <<%= path(\"a.js\") %>>, nonce: <${nonce}>}}");
  check("<script th:src=\"@{/a.js}\" :nonce=\"n\" src=\"/b.js\"></script>",
        "{script{th:src: <@{/a.js}>, :nonce: <n>, src: \"/b.js\"}}");
}

TEST_CASE("attributes that a template decides may be absent") {
  check("<script {% if x %}integrity=\"sha384-a\"{% endif %} src=a></script>",
        "{script{integrity: call if(\"sha384-a\"), src: a}}");
  check("<div {{ attributes }} <% if a %>id=b<% end %>>", "{div{: <{{ attributes }}>, id: call if(b)}}");
}

TEST_CASE("void, self-closed and never closed elements are tolerated") {
  check("<br><img src=a /><ul><li>1<li>2</ul></b><i>x",
        "{br{}, img{src: a}, ul{li{#text: 1}, li{#text: 2}}, i{#text: x}}");
  check("<div><b>x</div>y < z <1", "{div{b{#text: x}}, #text: y, #text: < z, #text: <1}");
  check("<input value=\"x> y", "{input{value: \"x\"}, #text: y}");
  check("<", "{#text: <}");
}

TEST_CASE("template actions between elements are left out") {
  check("<?php echo 1 > 2; ?><p><% if (a > b) %>x</p>", "{p{#text: x}}");
}

TEST_CASE("hostile input stays linear and flat") {
  const Source deep("a.html", repeat("<div>", 100000));
  const Tree tree = read_html(deep);
  CHECK(payaudit::show_gaps(deep, tree) == "limit 1:2501 elements nest deeper than 500");
  for (const char* part :
       {"<a b=\"", "<a ${", "</a>", "<script>", "{{", "<!--", "<a b='{{", "<a b=\"> {{ "}) {
    const Source source("a.html", repeat(part, 100000));
    CHECK(read_html(source).size() < 300000);
  }
  check("<p>\xFF", "", "encoding 1:4 not UTF-8");
}

// kMaxExpression of attributes.cc
TEST_CASE("an expression longer than is looked at is all that follows it") {
  const auto kind = [](size_t length) {
    const Source source("a.html", "<a href=\"http://x/{{ " + std::string(length, 'a') + " }}\">b</a>");
    const Tree tree = read_html(source);
    std::string kinds;
    for (payaudit::NodeId id = 0; id < tree.size(); ++id) {
      if (tree[id].kind == payaudit::NodeKind::template_) kinds += "template ";
      if (tree[id].kind == payaudit::NodeKind::opaque) kinds += "opaque ";
    }
    return kinds;
  };
  CHECK(kind(10) == "template opaque ");
  CHECK(kind(5000) == "template opaque ");
}

// kMaxFailures of html.cc
TEST_CASE("more quotes without an end than are looked at are a gap") {
  const auto gaps = [](int count) {
    const Source source("a.html", "<a" + repeat(" b=\"{{ \"", count) + " }}>");
    return payaudit::show_gaps(source, read_html(source));
  };
  CHECK(gaps(2).find("more quotes") == std::string::npos);
  CHECK(gaps(40).find("more quotes") != std::string::npos);
}
