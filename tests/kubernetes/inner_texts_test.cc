#include "scanners/meaning/kubernetes/inner_texts.h"

#include <catch2/catch.hpp>

#include "scanners/syntax/yaml/yaml.h"

using namespace payaudit;

namespace {

// Name and text of each; then what stands in the outer file where `word` stands in the text.
std::string check(const std::string& text, std::string_view word, const std::string& path = "a.yaml") {
  const Source source(path, text);
  const Tree tree = read_yaml(source);
  std::string result;
  for (const kubernetes::InnerText& inner : kubernetes::inner_texts(tree, source)) {
    result += inner.name + "=" + inner.text;
    const size_t at = inner.text.find(word);
    if (at == std::string::npos) continue;
    const auto begin = static_cast<uint32_t>(at);
    const Span span = inner.outer({begin, static_cast<uint32_t>(begin + word.size())});
    result += "@" + std::to_string(source.line_of(span.begin)) + " " + std::string(source.text(span)) + "\n";
  }
  return result;
}

const std::string kMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata:\n";

}  // namespace

TEST_CASE("an entry of several lines is a file, and its words stand where they stand") {
  CHECK(check(kMap + "  app.ini: |\n    a = 1\n\n    b = two\n  level: info\n", "two") ==
        "app.ini=a = 1\n\nb = two\n@8 two\n");
  CHECK(check(kMap + "  app.yml: |-\r\n    a:\r\n      b: two\r\n", "two") == "app.yml=a:\n  b: two@7 two\n");
}

TEST_CASE("a text in quotes stands where its scalar stands") {
  CHECK(check(kMap + "  a.ini: \"x = 1\\ny = two\\n\"\n", "two") ==
        "a.ini=x = 1\ny = two\n@5 \"x = 1\\ny = two\\n\"\n");
}

TEST_CASE("a template in a text stays, without the indentation of the block") {
  CHECK(check(kMap + "  a.conf: |\n    host {{ .Values.host }};\n    port 80;\n", "port") ==
        "a.conf=host {{ .Values.host }};\nport 80;\n@7 port\n");
}

TEST_CASE("a Secret's texts are files too, also those in base64") {
  CHECK(check("apiVersion: v1\nkind: Secret\nstringData:\n  a.ini: |\n    b = two\n    c = 3\n", "two") ==
        "a.ini=b = two\nc = 3\n@5 two\n");
  CHECK(check("apiVersion: v1\nkind: Secret\ndata: {a.ini: Yj0xCmM9Mgo=}\n", "c=2") ==
        "a.ini=b=1\nc=2\n@3 Yj0xCmM9Mgo=\n");
}

TEST_CASE("patches inside a kustomization are texts of their own") {
  CHECK(check("patches:\n  - target: {kind: Pod}\n    patch: |-\n      - op: remove\n        path: /a\n",
              "op", "k/kustomization.yaml") == "patch.yaml=- op: remove\n  path: /a@4 op\n");
}

// kMostTexts of inner_texts.cc
TEST_CASE("more files inside a file than are looked at are said to be more") {
  const auto is_cut = [](size_t count) {
    std::string text = kMap;
    for (size_t i = 0; i < count; ++i) text += "  f" + std::to_string(i) + ": \"a\\nb\"\n";
    const Source source("a.yaml", text);
    bool cut = false;
    kubernetes::inner_texts(read_yaml(source), source, &cut);
    return cut;
  };
  CHECK_FALSE(is_cut(10));
  CHECK(is_cut(10'001));
}

TEST_CASE("a patch that a kustomization writes is one, of one line too") {
  const std::string head = "patches:\n  - target: {kind: Pod}\n    patch: ";
  const std::string path = "o/kustomization.yaml";
  CHECK(check(head + "|-\n      - {op: remove, path: /a}\n", "none", path) ==
        "patch.yaml=- {op: remove, path: /a}");
  CHECK(check(head + "'[{op: remove, path: /a}]'\n", "none", path) == "patch.yaml=[{op: remove, path: /a}]");
  CHECK(check("patchesStrategicMerge: [patch.yaml]\n", "none", path).empty());
}
