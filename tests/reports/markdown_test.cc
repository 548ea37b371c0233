#include "reports/markdown/markdown_report.h"

#include <catch2/catch.hpp>

#include "reports/markdown/escape.h"
#include "tests/golden.h"
#include "tests/reports/fixture.h"

using namespace payaudit;

namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("Markdown: new findings in full, the others counted") {
  const std::string text = write_markdown(compared_audit().report);
  CHECK(text == golden("reports/golden/gate/compared.md", text));
  CHECK(text.find("<!-- payaudit -->\n### payaudit: ") == 0);
  CHECK_FALSE(has(text, "card security code is stored"));
  CHECK(has(write_markdown(compared_audit().report, {.told = Told::all}), "card security code is stored"));
}

TEST_CASE("Markdown: a tree that was not compared is told in full") {
  const std::string text = write_markdown(shop_audit().report);
  CHECK(text == golden("reports/golden/gate/shop.md", text));
}

TEST_CASE("Markdown: a clean tree still says what was waived") {
  Audit audit = clean_audit();
  audit.report.coverage.lines = 1;
  const std::string text = write_markdown(audit.report);
  CHECK(text == golden("reports/golden/gate/clean.md", text));
  CHECK(has(text, "| waived | 0 | 0 | 0 | 0 | 0 |"));
}

TEST_CASE("Markdown: the summary of a step is no comment") {
  CHECK_FALSE(has(write_markdown(shop_audit().report, {.has_marker = false}), "<!--"));
}

TEST_CASE("Markdown: a comment is at most what a platform shows, and says what was cut") {
  const Audit audit = many_violations(2000, Severity::high);
  for (const size_t longest : {kLongestComment, kLongestSummary / 4, size_t{4096}}) {
    const std::string text = write_markdown(audit.report, {.longest = longest});
    CHECK(text.size() <= longest);
    CHECK(text.size() > longest * 3 / 4);
    CHECK(has(text, "more findings are not shown here"));
    CHECK(has(text, "0 waived"));
  }
  CHECK_FALSE(has(write_markdown(audit.report, {.longest = kLongestSummary}), "**Cut:**"));
}

TEST_CASE("Markdown: text of the audited files is text") {
  CHECK(markdown_text("<img src=x> & [a](b) *c* _d_ # e | f") ==
        "&lt;img src\\=x&gt; &amp; \\[a\\]\\(b\\) \\*c\\* \\_d\\_ &#35; e \\| f");
  CHECK(markdown_text("by @name, see #12") == "by &#64;name, see &#35;12");
  CHECK(markdown_text("column `a_b` of `t`*") == "column `a_b` of `t`\\*");
  CHECK(markdown_text("one ` alone_") == "one \\` alone\\_");
  CHECK(markdown_text("``` <x>") == "\\`\\`\\` &lt;x&gt;");
  CHECK(markdown_text("a\n# b") == "a &#35; b");
}

TEST_CASE("Markdown: code holds backticks, and a link any path") {
  CHECK(markdown_code("a`b") == "`` a`b ``");
  CHECK(markdown_code("") == "`  `");
  CHECK(markdown_path("a b/[1](x).tf#L1") == "a%20b/%5B1%5D%28x%29.tf%23L1");
}
