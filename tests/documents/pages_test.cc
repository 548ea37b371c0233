// docs/ holds what the program writes about itself: `ci/bless` accepts what it writes now.
#include "checker/documents/pages.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <set>
#include <string>

#include "checker/audit/report_builder.h"
#include "checker/audit/tables.h"
#include "checker/documents/markdown.h"
#include "tests/golden.h"

using namespace payaudit;

namespace {

const Tables& tables() {
  static const auto kTables = *load_tables({});
  return *kTables;
}

// A page of docs/ as it is committed; when blessing, `text` becomes it.
std::string committed(const std::string& page, const std::string& text) {
  return golden("../docs/" + page, text);
}

std::set<std::string> pages_of_rules() {
  std::set<std::string> pages;
  for (const auto& entry : std::filesystem::directory_iterator(PAYAUDIT_ROOT "/docs/rules"))
    pages.insert(entry.path().filename().string());
  return pages;
}

}  // namespace

TEST_CASE("golden: every rule has the page that the program writes, and no other page is there") {
  std::set<std::string> expected = {"README.md"};
  const Policies& policies = tables().policies;
  for (const Rule& rule : policies.rules.rules) {
    const std::string text = rule_page(policies, rule);
    INFO(rule.id);
    CHECK(committed("rules/" + rule.id + ".md", text) == text);
    expected.insert(rule.id + ".md");
  }
  for (const RuleEntry& rule : gate_rules()) {
    const std::string text = rule_page(rule);
    INFO(rule.id);
    CHECK(committed("rules/" + rule.id + ".md", text) == text);
    expected.insert(rule.id + ".md");
  }
  const std::string index = rules_page(policies, gate_rules());
  CHECK(committed("rules/README.md", index) == index);
  for (const std::string& page : pages_of_rules()) {
    if (expected.contains(page)) continue;
    if (std::getenv("PAYAUDIT_BLESS") != nullptr)
      std::filesystem::remove(PAYAUDIT_ROOT "/docs/rules/" + page);
    else
      FAIL_CHECK("docs/rules/" << page << " is the page of no rule");
  }
}

TEST_CASE("golden: the pages of data classes and of declarations are what the program writes") {
  const std::string classes = data_classes_page(tables().policies.classes);
  CHECK(committed("data-classes.md", classes) == classes);
  const std::string declarations = declarations_page(tables().policies);
  CHECK(committed("declarations.md", declarations) == declarations);
}

TEST_CASE("a page shows what an example expects, and code with backticks in a longer fence") {
  CHECK(markdown_block("md", "a\n```\nb") == "````md\na\n```\nb\n````\n");
  CHECK(markdown_codes({"a", "b`c"}) == "`a`, `` b`c ``");
  CHECK(markdown_codes({}) == "none");
  CHECK(page_text("a | b <c> `<d>` *") == "a \\| b &lt;c> `<d>` \\*");
}
