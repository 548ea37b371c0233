#include <catch2/catch.hpp>

#include "tests/kubernetes/facts_of.h"

namespace {

const std::string kBase =
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: pay}\nspec:\n  template:\n    spec:\n"
    "      hostNetwork: true\n      containers:\n        - name: pay\n          image: pay:1\n"
    "          securityContext: {privileged: true}\n          env: [{name: DB_PASSWORD, value: written}]\n";

// A base, one overlay and its patch file.
std::string check(const std::string& patch, std::string_view kind,
                  std::initializer_list<std::string_view> attributes,
                  const std::string& entry = "patches: [{path: patch.yaml}]") {
  const Files files = {{"base/deploy.yaml", kBase},
                       {"base/kustomization.yaml", "resources: [deploy.yaml]\n"},
                       {"prod/kustomization.yaml", "namespace: pay\nresources: [../base]\n" + entry + "\n"},
                       {"prod/patch.yaml", patch}};
  return facts_of(files, kind, attributes);
}

std::string merge(const std::string& spec) {
  return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: pay}\nspec: {template: {spec: {" + spec +
         "}}}\n";
}

}  // namespace

TEST_CASE("a strategic merge changes what it names and leaves the rest") {
  const auto attributes = {std::string_view("privileged"), std::string_view("host_namespaces"),
                           std::string_view("image")};
  CHECK(check(merge("hostNetwork: false"), "container", attributes) ==
        "privileged: true, host_namespaces: [], image: \"pay:1\"");
  CHECK(check(merge("containers: [{name: pay, securityContext: {privileged: false}}]"), "container",
              attributes) == "privileged: false, host_namespaces: [\"network\"], image: \"pay:1\"");
  CHECK(check(merge("hostNetwork: null"), "container", {"host_namespaces"}) == "host_namespaces: []");
}

TEST_CASE("a container that a merge adds is one more, one that it deletes is gone") {
  CHECK(check(merge("containers: [{name: proxy, image: 'proxy:2'}]"), "container", {"image"}) ==
        "image: \"pay:1\"\nimage: \"proxy:2\"");
  CHECK(check(merge("containers: [{name: pay, $patch: delete}]"), "container", {"image"}).empty());
}

TEST_CASE("an environment is merged by the names of its variables") {
  CHECK(check(merge("containers: [{name: pay, env: [{name: DB_PASSWORD, value: '', valueFrom: {secretKeyRef: "
                    "{name: s, key: k}}}]}]"),
              "secret", {"value_kind"}) == "value_kind: \"reference\"");
}

TEST_CASE("operations of JSON Patch are applied to the targets that they are given") {
  const std::string entry = "patches: [{path: patch.yaml, target: {kind: Deployment, name: pay}}]";
  const std::string container = "/spec/template/spec/containers/0";
  CHECK(check("- {op: replace, path: " + container + "/securityContext/privileged, value: false}\n",
              "container", {"privileged"}, entry) == "privileged: false");
  CHECK(check("- {op: remove, path: " + container + "/securityContext}\n", "container", {"privileged"},
              entry) == "privileged: false");
  CHECK(check("- {op: add, path: /spec/template/spec/containers/-, value: {name: b, image: 'b:1'}}\n",
              "container", {"image"}, entry) == "image: \"pay:1\"\nimage: \"b:1\"");
  CHECK(check("- {op: replace, path: /spec/template/spec/hostNetwork, value: false}\n", "container",
              {"host_namespaces"}, "patchesJson6902: [{path: patch.yaml, target: {kind: Job}}]") ==
        "host_namespaces: [\"network\"]");
}

TEST_CASE("what was applied leaves no gap, what was not does") {
  CHECK(check(merge("hostNetwork: false"), "gap", {"reason"}).empty());
  CHECK(check("- {op: copy, from: /a, path: /b}\n", "gap", {"reason"},
              "patches: [{path: patch.yaml, target: {kind: Deployment}}]") == "reason: \"unresolved\"");
}

TEST_CASE("of a base with two overlays no patch is the one that counts") {
  Files files = {{"base/deploy.yaml", kBase},
                 {"base/kustomization.yaml", "resources: [deploy.yaml]\n"},
                 {"dev/kustomization.yaml", "resources: [../base]\npatches: [{path: patch.yaml}]\n"},
                 {"dev/patch.yaml", merge("hostNetwork: false")},
                 {"prod/kustomization.yaml", "resources: [../base]\n"}};
  CHECK(facts_of(files, "container", {"privileged"}) == "privileged: true");
  CHECK(facts_of(files, "gap", {"reason"}) == "reason: \"unresolved\"");
}

TEST_CASE("what a patch that is not applied names is not known, written or not") {
  Files files = {
      {"base/deploy.yaml", kBase},
      {"base/kustomization.yaml", "resources: [deploy.yaml]\n"},
      {"dev/kustomization.yaml", "resources: [../base]\npatches: [{path: patch.yaml}]\n"},
      {"dev/patch.yaml", merge("containers: [{name: pay, securityContext: {privileged: false}}]")},
      {"prod/kustomization.yaml", "resources: [../base]\npatches: [{path: patch.yaml}]\n"},
      {"prod/patch.yaml", merge("containers: [{name: pay, securityContext: {privileged: true}}]")}};
  const std::string found = facts_of(files, "container", {"privileged"});
  CHECK(found.find("privileged: ?(a Kustomize patch may set it)") != std::string::npos);
  // What a patch sets is told of the patch.
  CHECK(found.find("privileged: true") == found.rfind("privileged: true"));
}

TEST_CASE("a kustomization gives its objects its namespace") {
  CHECK(check(merge("hostNetwork: false"), "container", {"namespace"}) == "namespace: \"pay\"");
}

TEST_CASE("a patch inside the kustomization is applied, of one line too") {
  const auto with = [](const std::string& patch) {
    return check("", "container", {"privileged"},
                 "patches: [{target: {kind: Deployment, name: pay}, patch: " + patch + "}]");
  };
  const std::string path = "/spec/template/spec/containers/0/securityContext/privileged";
  CHECK(with("'[{\"op\": \"replace\", \"path\": \"" + path + "\", \"value\": false}]'") ==
        "privileged: false");
  CHECK(with("\"[{op: replace, path: " + path + ", value: false}]\"") == "privileged: false");
  CHECK(with("' [{op: replace, path: " + path + ", value: false}]'") == "privileged: false");
  CHECK(with("'- {op: replace, path: " + path + ", value: false}'") == "privileged: false");
  CHECK(with("'{apiVersion: apps/v1, kind: Deployment, metadata: {name: pay}, spec: {template: {spec: "
             "{containers: [{name: pay, securityContext: {privileged: false}}]}}}}'") == "privileged: false");
}

TEST_CASE("a patch that is not in the tree may set what is not written in what it is for") {
  const auto with = [](const std::string& entry) {
    return check("", "container", {"root_read_only"}, "patches: [" + entry + "]");
  };
  const std::string open = "root_read_only: ?(a Kustomize patch may set it)";
  CHECK(with("{path: gone.yaml}") == open);
  CHECK(with("{path: gone.yaml, target: {kind: Deployment}}") == open);
  CHECK(with("{path: gone.yaml, target: {kind: Service}}") == "root_read_only: false");
}
