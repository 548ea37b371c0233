#include "checker/audit/coverage.h"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "checker/audit/audit.h"

using namespace payaudit;

namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

// "3/5 lines" and, where the analysis is incomplete, why.
std::string check(const Files& files, const Settings& settings = {}) {
  static const auto tables = load_tables({});
  REQUIRE(tables);
  Corpus corpus;
  read_texts(files, **tables, corpus);
  const Facts facts = make_facts(corpus.units, **tables, settings, 1);
  const std::vector<GapEntry> gaps = collect_gaps(corpus, facts, settings);
  const Coverage coverage = measure_coverage(corpus, facts, settings, gaps);
  return fmt::format("{}/{}{}{}", coverage.lines_examined, coverage.lines, coverage.is_incomplete ? "; " : "",
                     coverage.reason);
}

std::vector<GapEntry> gaps_of(const Files& files) {
  static const auto tables = load_tables({});
  Corpus corpus;
  read_texts(files, **tables, corpus);
  return collect_gaps(corpus, make_facts(corpus.units, **tables, {}, 1), {});
}

}  // namespace

TEST_CASE("a tree of a language without a reader is incomplete, whatever else was read") {
  CHECK(check({{"a.php", "<?php\necho 1;\n"}}) == "0/2; 0 of 2 lines examined, most of the rest is PHP");
  CHECK(check({{"a.php", "<?php\n"}, {"README.md", "one\ntwo\n"}}) ==
        "0/1; 0 of 1 lines examined, most of the rest is PHP");
}

TEST_CASE("lines are those that are written: a break at the end begins none") {
  CHECK(check({{"a.go", "package a\n"}}) == "1/1");
  CHECK(check({{"a.go", "package a"}}) == "1/1");
  CHECK(check({{"a.go", ""}}) == "0/0");
}

TEST_CASE("a lone syntax slip lowers the share and decides nothing") {
  std::string text = "package a\n";
  for (int i = 0; i < 40; ++i) text += fmt::format("var v{} = {}\n", i, i);
  text += "var = = 3\n";
  const std::string told = check({{"a.go", text}});
  CHECK(told == "41/42");
}

TEST_CASE("the share below which the analysis is incomplete is a setting") {
  Settings lenient;
  lenient.min_examined = 0;
  CHECK(check({{"a.php", "<?php\n"}}, lenient) == "0/1");
}

TEST_CASE("test code is no part of the share") {
  CHECK(check({{"a.go", "package a\n"}, {"a_test.go", "package a\nfunc\n"}}) == "1/1");
}

TEST_CASE("a document that nothing was stated about is data") {
  CHECK(check({{"words.json", "{\"hello\": \"hallo\"}\n"}}) == "0/0");
}

TEST_CASE("a tree of nothing but unknown formats is incomplete") {
  CHECK(check({{"a.unheard-of", "x\n"}}) == "0/0; nothing in a known format was examined");
  CHECK(check({{"a.unheard-of", "x\n"}, {"README.md", "x\n"}}) ==
        "0/0; nothing in a known format was examined");
  CHECK(check({{"a.unheard-of", "x\n"}, {"words.json", "{\"hello\": \"hallo\"}\n"}}) ==
        "0/0; nothing in a known format was examined");
}

TEST_CASE("a tree of nothing but documentation is complete") {
  CHECK(check({{"README.md", "x\n"}, {"LICENSE", "x\n"}, {".gitignore", "x\n"}, {"docs/.nojekyll", ""}}) ==
        "0/0");
}

TEST_CASE("an unknown format beside what was examined decides nothing") {
  CHECK(check({{"a.unheard-of", "x\n"}, {"a.go", "package a\n"}}) == "1/1");
}

TEST_CASE("a format without a reader is told once, with a count and its first place") {
  const auto gaps = gaps_of({{"b.php", "<?php\n"}, {"a.php", "<?php\n"}, {"c.rb", "1\n"}});
  REQUIRE(gaps.size() == 2);
  CHECK(gaps[0].path == "a.php");
  CHECK(gaps[0].detail == "no reader for PHP");
  CHECK(gaps[0].count == 2);
  CHECK(gaps[1].detail == "no reader for Ruby");
}

TEST_CASE("strictly, any gap makes the analysis incomplete") {
  Coverage coverage;
  judge_strictly({}, coverage);
  CHECK_FALSE(coverage.is_incomplete);
  judge_strictly({GapEntry{}}, coverage);
  CHECK(coverage.is_incomplete);
}

namespace {

Settings lenient_settings() {
  Settings settings;
  settings.min_examined = 0;
  return settings;
}

// The details of the gaps that no table explains, each once.
std::string unmodelled(const std::string& path, const std::string& text) {
  std::string told;
  for (const GapEntry& gap : gaps_of({{path, text}})) {
    if (gap.reason == "unmodelled")
      told += fmt::format("{}{} ({})", told.empty() ? "" : "; ", gap.detail, gap.count);
  }
  return told;
}

}  // namespace

TEST_CASE("a resource type without a model is told once with its count, and lowers the share") {
  const std::string text =
      "resource \"aws_quantum_ledger\" \"a\" {\n}\n"
      "resource \"aws_quantum_ledger\" \"b\" {\n}\n"
      "resource \"hal_safe\" \"c\" {\n}\n"
      "resource \"random_id\" \"d\" {\n  byte_length = 8\n}\n";
  CHECK(unmodelled("main.tf", text) ==
        "no model of the resource type aws_quantum_ledger (2); no model of the resource type hal_safe (1)");
  CHECK(check({{"main.tf", text}}) == "3/9; 3 of 9 lines examined, most of the rest is hcl");
}

TEST_CASE("a template of CloudFormation with a type nobody knows has a gap over that resource") {
  CHECK(
      unmodelled("stack.yaml",
                 "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Q:\n    Type: AWS::QLDB::Ledger\n") ==
      "no model of the resource type AWS::QLDB::Ledger (1)");
}

TEST_CASE("documents of kinds that no scanner reads are gaps") {
  CHECK(unmodelled("azuredeploy.json",
                   "{\"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/"
                   "deploymentTemplate.json#\", \"resources\": []}") ==
        "no scanner reads this kind of document: ARM template (1)");
  CHECK(unmodelled("site.yml", "- hosts: all\n  tasks:\n    - name: x\n      command: id\n") ==
        "no scanner reads this kind of document: Ansible playbook (1)");
  CHECK(unmodelled("roles/edge/tasks/main.yml", "- name: x\n  command: id\n") ==
        "no scanner reads this kind of document: Ansible tasks (1)");
  CHECK(unmodelled("Pulumi.yaml", "name: shop\nruntime: nodejs\n") ==
        "no scanner reads this kind of document: Pulumi project (1)");
  CHECK(unmodelled("beans.xml", "<beans><bean id=\"a\"/></beans>") ==
        "no scanner reads this kind of document: Spring beans (1)");
}

TEST_CASE("a Kubernetes object of a kind nobody knows is a gap, a namespace is none") {
  CHECK(unmodelled("a.yaml", "apiVersion: acme.example/v1\nkind: Vault\nmetadata: {name: x}\n") ==
        "no scanner reads this kind of Kubernetes object: Vault (1)");
  CHECK(unmodelled("a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: x}\n").empty());
}

TEST_CASE("of a pipeline settings are read, and its commands are not") {
  const std::string pipeline =
      "on: push\njobs:\n  a:\n    env: {DB_PASSWORD: hunter2hunter2}\n    steps:\n"
      "      - run: |\n          make\n          make test\n      - uses: a/b@v1\n";
  CHECK(unmodelled(".github/workflows/ci.yml", pipeline) ==
        "no scanner reads the commands of a GitHub Actions workflow (1)");
  CHECK(check({{".github/workflows/ci.yml", pipeline}, {"a.go", "package a\n"}}, lenient_settings()) ==
        "7/10");
  CHECK(unmodelled(".gitlab-ci.yml", "test:\n  script:\n    - make\n    - make test\n") ==
        "no scanner reads the commands of a GitLab CI pipeline (1)");
}

TEST_CASE("what a package manager fills is left out, by the list that it leaves there") {
  static const auto tables = load_tables({});
  const FileConventions& files = (*tables)->policies.files;
  using Folders = std::vector<std::string>;
  CHECK(files.installed_folders({"main.go", "vendor/modules.txt", "vendor/github.com/a/b.go"}) ==
        Folders{"vendor/"});
  CHECK(files.installed_folders({"api/vendor/modules.txt"}) == Folders{"api/vendor/"});
  CHECK(files.installed_folders({"web/vendor/composer/installed.json"}) == Folders{"web/vendor/"});
  CHECK(files.installed_folders({"vendor/onboarding.go", "myvendor/modules.txt"}).empty());
}
