#include <catch2/catch.hpp>

#include "tests/kubernetes/facts_of.h"

namespace {

// An API server with these flags.
std::string check(const std::string& flags, std::string_view kind,
                  std::initializer_list<std::string_view> attributes) {
  return facts_of({{"api.yaml",
                    "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n  - name: a\n   "
                    " image: a:1\n"
                    "    command: [kube-apiserver" +
                        flags + "]\n"}},
                  kind, attributes);
}

}  // namespace

TEST_CASE("an API server without an audit log records nothing") {
  CHECK(check("", "audit.trail", {"enabled"}) == "enabled: false");
  CHECK(check(", --audit-log-path=/var/log/audit.log, --audit-log-maxage=30", "audit.trail",
              {"enabled", "retention_days"}) == "enabled: true, retention_days: 30");
}

TEST_CASE("secrets are kept as they are without an encryption configuration") {
  CHECK(check("", "store", {"engine", "encrypted_at_rest"}) == "engine: \"etcd\", encrypted_at_rest: false");
  CHECK(check(", --encryption-provider-config=/etc/e.yaml", "store", {"encrypted_at_rest"}) ==
        "encrypted_at_rest: ?(the EncryptionConfiguration is not in the tree)");
}

TEST_CASE("the first provider of an encryption configuration counts") {
  const std::string head =
      "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: "
      "[secrets]\n  providers: ";
  CHECK(facts_of({{"e.yaml", head + "[{identity: {}}, {aescbc: {keys: []}}]\n"}}, "store",
                 {"name", "encrypted_at_rest"}) ==
        "name: \"Kubernetes secrets in etcd\", encrypted_at_rest: false");
  CHECK(facts_of({{"e.yaml", head + "[{kms: {name: k}}, {identity: {}}]\n"}}, "store",
                 {"encrypted_at_rest", "encryption_key"}) ==
        "encrypted_at_rest: true, encryption_key: \"customer\"");
}

TEST_CASE("an API server that always allows lets everybody do everything") {
  CHECK(check(", --authorization-mode=AlwaysAllow", "identity.policy",
              {"any_principal", "wildcard_actions"}) == "any_principal: true, wildcard_actions: true");
  CHECK(check(", '--authorization-mode=Node,RBAC'", "identity.policy", {"any_principal"}) ==
        "any_principal: false");
}

TEST_CASE("the disk of a storage class is encrypted where it or its provider says so") {
  const std::string head =
      "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: d}\nprovisioner: ";
  CHECK(facts_of({{"s.yaml", head + "ebs.csi.aws.com\nparameters: {encrypted: 'false'}\n"}}, "store",
                 {"encrypted_at_rest"}) == "encrypted_at_rest: false");
  CHECK(facts_of({{"s.yaml", head + "ebs.csi.aws.com\n"}}, "store", {"encrypted_at_rest"}) ==
        "encrypted_at_rest: ?(the account's default for EBS encryption decides)");
  CHECK(facts_of({{"s.yaml", head + "pd.csi.storage.gke.io\n"}}, "store",
                 {"encrypted_at_rest", "provider"}) == "encrypted_at_rest: true, provider: \"gcp\"");
}

TEST_CASE("an API server whose secure port is switched off has no listener behind TLS") {
  CHECK(check("", "listener", {"plaintext", "tls_min"}) == "plaintext: false, tls_min: \"1.2\"");
  CHECK(check(", --secure-port=0", "listener", {"plaintext"}) == "");
  CHECK(check(", --secure-port=0, --insecure-port=8080", "listener", {"plaintext"}) == "plaintext: true");
}

TEST_CASE("a kubelet that always allows lets whoever reaches it do everything") {
  const std::string head = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n";
  const auto kubelet = [&](const std::string& rest) {
    return facts_of({{"kubelet.yaml", head + rest}}, "identity.policy",
                    {"wildcard_actions", "any_principal"});
  };
  CHECK(kubelet("authorization: {mode: AlwaysAllow}\nauthentication: {anonymous: {enabled: true}}\n") ==
        "wildcard_actions: true, any_principal: true");
  CHECK(kubelet("authorization: {mode: Webhook}\n") == "wildcard_actions: false, any_principal: false");
  CHECK(kubelet("readOnlyPort: 0\n") == "wildcard_actions: false, any_principal: false");
}
