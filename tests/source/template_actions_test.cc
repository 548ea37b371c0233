#include "scanners/units/template_actions.h"

#include <catch2/catch.hpp>

using namespace payaudit;

namespace {

// Each action as its kind's first letter and text, the branches behind them.
void check(const std::string& text, const std::string& expected,
           TemplateStyle style = TemplateStyle::engine) {
  const std::vector<TemplateAction> actions = find_template_actions(text, style);
  std::string got;
  for (const TemplateAction& each : actions) {
    got += "=(|)~"[static_cast<size_t>(each.kind)];
    got += text.substr(each.span.begin, each.span.end - each.span.begin) + " ";
  }
  for (const Span branch : branches(actions, text.size())) {
    got += "[" + text.substr(branch.begin, branch.end - branch.begin) + "]";
  }
  CHECK(got == expected);
}

}  // namespace

TEST_CASE("engines have outputs, branches and what is silent") {
  check("a {{ x }} ${{ y }} {{/* c */}}", "={{ x }} =${{ y }} ~{{/* c */}} ");
  check("{{- if x }}a{{ else }}b{{ end -}}", "({{- if x }} |{{ else }} ){{ end -}} [a][b]");
  check("{% if x %}a{% endif %}{# c #}{% set y = 1 %}{% include 'z' %}",
        "({% if x %} ){% endif %} ~{# c #} ~{% set y = 1 %} ={% include 'z' %} [a]");
  check("<% if x %>a<% end %><%= y %><%# c %>", "(<% if x %> )<% end %> =<%= y %> ~<%# c %> [a]");
  check("<% if (x) { %>a<% } else { %>b<% } %>", "(<% if (x) { %> |<% } else { %> )<% } %> [a][b]");
  check("{{#if x}}a{{/if}}", "({{#if x}} ){{/if}} [a]");
  check("{{ if x }}a", "({{ if x }} [a]");
}

TEST_CASE("braces with a dollar are Terraform's only where a file is one of it") {
  check("${a} %{ if x }b%{ endif }", "", TemplateStyle::engine);
  check("${f({a = 1})} %{ if x }b%{ endif }", "=${f({a = 1})} (%{ if x } )%{ endif } [b]",
        TemplateStyle::terraform);
  check("{% x %} {{ y }}", "={{ y }} ", TemplateStyle::plain);
}

TEST_CASE("what has no end is no action") {
  check("{{ a", "");
  check("{% a", "");
  check("<% a", "");
}

TEST_CASE("a masked text has its length and its lines") {
  const std::string text = "a: {{ x\n}} {% if y %}";
  const auto actions = find_template_actions(text, TemplateStyle::engine);
  CHECK(masked(text, actions, TemplateMask::word) == "a: ZZZZZZZ" + std::string(11, ' '));
  CHECK(masked(text, actions, TemplateMask::number) == "a: 1   \n  " + std::string(11, ' '));
}

// kLongest of template_actions.cc
TEST_CASE("an action longer than is followed is said to be one, in a template") {
  const auto is_cut = [](size_t length, TemplateStyle style) {
    bool cut = false;
    find_template_actions("{% if " + std::string(length, 'a') + " %}x{% endif %}", style, &cut);
    return cut;
  };
  CHECK_FALSE(is_cut(100, TemplateStyle::engine));
  CHECK(is_cut(17'000, TemplateStyle::engine));
  CHECK_FALSE(is_cut(17'000, TemplateStyle::plain));
}

TEST_CASE("marks without an end cost no more than the text") {
  std::string text;
  for (int i = 0; i < 300'000; ++i) text += "{%";
  bool cut = false;
  CHECK(find_template_actions(text, TemplateStyle::engine, &cut).empty());
  CHECK(cut);
}
