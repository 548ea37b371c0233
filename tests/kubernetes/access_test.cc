#include <catch2/catch.hpp>

#include "tests/kubernetes/facts_of.h"

namespace {

std::string check(const std::string& text, std::initializer_list<std::string_view> attributes) {
  return facts_of({{"rbac.yaml", text}}, "identity.policy", attributes);
}

constexpr const char* kBinding =
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: b}\n";

}  // namespace

TEST_CASE("each rule of a role is a statement") {
  CHECK(check("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r}\nrules:\n"
              "- {apiGroups: ['*'], resources: ['*'], verbs: ['*']}\n- {apiGroups: [apps], resources: "
              "[deployments], verbs: [get]}\n",
              {"type", "actions", "resources", "wildcard_actions", "wildcard_resources"}) ==
        "type: \"role\", actions: [\"*\"], resources: [\"*\"], wildcard_actions: true, wildcard_resources: "
        "true\n"
        "type: \"role\", actions: [\"get\"], resources: [\"apps/deployments\"], wildcard_actions: false, "
        "wildcard_resources: false");
}

TEST_CASE("a binding to cluster-admin permits everything") {
  CHECK(check(std::string(kBinding) + "subjects: [{kind: Group, name: 'system:authenticated'}]\nroleRef: "
                                      "{kind: ClusterRole, name: cluster-admin}\n",
              {"type", "resources", "principals", "wildcard_actions", "any_principal"}) ==
        "type: \"binding\", resources: [\"ClusterRole/cluster-admin\"], principals: "
        "[\"Group:system:authenticated\"], "
        "wildcard_actions: true, any_principal: true");
}

TEST_CASE("a binding to a role that is not here is unknown") {
  CHECK(check(std::string(kBinding) + "subjects: [{kind: ServiceAccount, name: a, namespace: n}]\nroleRef: "
                                      "{kind: ClusterRole, name: other}\n",
              {"wildcard_actions", "any_principal"}) ==
        "wildcard_actions: ?(ClusterRole other is not in the tree), any_principal: false");
}

TEST_CASE("verbs from a template are unknown") {
  CHECK(check("apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r}\nrules:\n- "
              "apiGroups: ['']\n  resources: [pods]\n"
              "  verbs: {{ toJson .Values.verbs }}\n",
              {"wildcard_actions", "wildcard_resources"}) ==
        "wildcard_actions: ?(set by a Helm template), wildcard_resources: false");
}

TEST_CASE("a list of names that is empty narrows nothing") {
  const std::string role =
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r}\nrules:\n"
      "- {apiGroups: [''], resources: [secrets], verbs: [get], resourceNames: ";
  CHECK(check(role + "[]}\n", {"conditional"}) == "conditional: false");
  CHECK(check(role + "[one]}\n", {"conditional"}) == "conditional: true");
  CHECK(check(role + "{{ toYaml .Values.names }}}\n", {"conditional"}).find("true") == std::string::npos);
}
