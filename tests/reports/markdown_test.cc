#include "reports/markdown/markdown_report.h"

#include <unistd.h>

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

#include "checker/cli/github.h"
#include "reports/markdown/escape.h"
#include "tests/golden.h"
#include "tests/reports/fixture.h"
#include "tests/reports/validators.h"

using namespace payaudit;

namespace {

// As GitHub's own renderer shows it, with HTML as it comes.
std::string rendered(const std::string& markdown) {
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / fmt::format("payaudit-{}.md", getpid());
  std::ofstream(file, std::ios::binary) << markdown;
  const Ran ran = run_at_root(
      fmt::format("cmark-gfm --unsafe -e table -e strikethrough -e autolink '{}'", file.string()));
  std::filesystem::remove(file);
  CHECK(ran.has_succeeded);
  return ran.output;
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
  const Audit audit = many_violations(4000, Severity::high);
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
        "&lt;img src=x&gt; &amp; \\[a\\](b) \\*c\\* \\_d\\_ #&#8203; e \\| f");
  CHECK(markdown_text("by @name, see #12") == "by @&#8203;name, see #&#8203;12");
  CHECK(markdown_text("column `a_b` of `t`*") == "column `a_b` of `t`\\*");
  CHECK(markdown_text("one ` alone_") == "one \\` alone\\_");
  CHECK(markdown_text("``` <x>") == "\\`\\`\\` &lt;x&gt;");
  CHECK(markdown_text("a\n# b") == "a #&#8203; b");
}

TEST_CASE("Markdown: code holds backticks, and a link any path") {
  CHECK(markdown_code("a`b") == "`` a`b ``");
  CHECK(markdown_code("") == "`  `");
  CHECK(markdown_path("a b/[1](x).tf#L1") == "a%20b/%5B1%5D%28x%29.tf%23L1");
}

TEST_CASE("Markdown: where no page of a file is known, its place is no link") {
  CHECK_FALSE(has(write_markdown(compared_audit().report), "]("));
}

TEST_CASE("Markdown: the pages of files are where a workflow's variables say, all three or none") {
  const auto address = [](const char* server, const char* repository, const char* commit) {
    return files_address([&](std::string_view name) {
      return name == "GITHUB_SERVER_URL" ? server : name == "GITHUB_REPOSITORY" ? repository : commit;
    });
  };
  CHECK(address("https://github.com", "shop/pay", "0a1b2c") == "https://github.com/shop/pay/blob/0a1b2c/");
  CHECK(address("https://git.example.org:8443", "shop/pay.api", "0a") ==
        "https://git.example.org:8443/shop/pay.api/blob/0a/");
  CHECK(address(nullptr, "shop/pay", "0a1b2c") == "");
  CHECK(address("https://github.com", "shop", "0a1b2c") == "");
  CHECK(address("https://github.com", "shop/pay", "main") == "");
  CHECK(address("http://github.com", "shop/pay", "0a1b2c") == "");
  CHECK(address("https://github.com", "shop/pay) [x](y", "0a1b2c") == "");
}

TEST_CASE("Markdown: as GitHub renders it, a finding is a heading, a list, and links to pages of files") {
  if (!has_validator("cmark-gfm", "")) return;
  const std::string html = rendered(
      write_markdown(compared_audit().report, {.files_address = "https://github.com/shop/pay/blob/0a1b/"}));
  CHECK(count(html,
              "<h4>critical <code>pan-logged</code>: card number reaches a log in "
              "<code>PayMent.pay</code></h4>") == 1);
  CHECK(count(html, "<table>") == 1);
  CHECK(count(html, "<td>waived</td>") == 1);
  CHECK(count(html,
              "<a "
              "href=\"https://github.com/shop/pay/blob/0a1b/services/checkout/src/"
              "Pay%20Ment%5B1%5D.java#L5\">") == 1);
  CHECK(count(html, "<!-- payaudit -->") == 1);
}

TEST_CASE("Markdown: as GitHub renders it, hostile text is text") {
  if (!has_validator("cmark-gfm", "")) return;
  Audit audit;
  const std::string hostile =
      "<script>x</script> <img src=x> ![i](http://x) [l](http://x) # h `<b>` ~~s~~ *e* **b** | c | @someone "
      "#1 "
      "``` -->";
  const FileId id = audit.add("a](http:x)<b>`|`.txt", "x");
  Finding finding = violation("r", Severity::high, audit.find(id, "x"), hostile);
  finding.label = finding.fix = hostile;
  finding.standing.because = hostile;
  finding.standing.novelty = Novelty::is_new;
  finding.steps = {{finding.place, hostile, StepRole::context}};
  audit.report.findings = {finding};
  for (const char* address : {"", "https://github.com/shop/pay/blob/0a1b/"}) {
    const std::string html = rendered(write_markdown(audit.report, {.files_address = address}));
    for (const char* tag :
         {"<script", "<img", "<b>", "<del>", "<em>", "<h1", "<h2", "href=\"http:", "@someone", "#1 "}) {
      INFO(tag << "\n" << html);
      CHECK_FALSE(has(html, tag));
    }
    CHECK(count(html, "href=") == (*address == '\0' ? 0 : 2));
    CHECK(count(html, "<table>") == 1);
    CHECK(count(html, "<h4>") == 1);
  }
}
