#include <catch2/catch.hpp>

#include "tests/kubernetes/facts_of.h"

namespace {

std::string check(const std::string& text, std::string_view kind,
                  std::initializer_list<std::string_view> attributes) {
  return facts_of({{"net.yaml", text}}, kind, attributes);
}

constexpr const char* kIngress =
    "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i}\nspec:\n";
constexpr const char* kPolicy =
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: n}\nspec:\n";

}  // namespace

TEST_CASE("a load balancer is open to all addresses unless it names ranges or is internal") {
  const std::string head = "apiVersion: v1\nkind: Service\nmetadata:\n  name: s\n";
  const std::string spec = "spec:\n  type: LoadBalancer\n  ports: [{port: 443}]\n";
  CHECK(check(head + spec, "network.rule", {"from_port", "any_address"}) ==
        "from_port: 443, any_address: true");
  CHECK(check(head + spec + "  loadBalancerSourceRanges: [10.0.0.0/8]\n", "network.rule", {"any_address"}) ==
        "any_address: false");
  CHECK(check(head + "  annotations: {networking.gke.io/load-balancer-type: Internal}\n" + spec,
              "network.rule", {"any_address"}) == "any_address: false");
  CHECK(check(head + "spec: {ports: [{port: 443}]}\n", "network.rule", {"any_address"}).empty());
}

TEST_CASE("an Ingress carries plain text for hosts that no entry of tls covers") {
  const std::string rules = "  rules: [{host: pay.shop.test}, {host: www.shop.test}]\n";
  CHECK(check(std::string(kIngress) + "  tls: [{hosts: [pay.shop.test], secretName: t}]\n" + rules,
              "listener", {"name", "plaintext"}) ==
        "name: \"pay.shop.test\", plaintext: false\nname: \"www.shop.test\", plaintext: true");
  CHECK(check(std::string(kIngress) + "  tls: {{ toYaml .Values.tls }}\n" + rules, "listener",
              {"plaintext"}) == "plaintext: ?(set by a Helm template)\nplaintext: ?(set by a Helm template)");
}

TEST_CASE("a policy that selects all pods and allows nothing denies by default") {
  CHECK(check(std::string(kPolicy) + "  podSelector: {}\n  policyTypes: [Ingress, Egress]\n",
              "network.policy", {"direction", "default_deny"}) ==
        "direction: \"ingress\", default_deny: true\ndirection: \"egress\", default_deny: true");
  CHECK(check(std::string(kPolicy) + "  podSelector: {}\n  ingress: [{}]\n", "network.policy",
              {"default_deny"}) == "default_deny: false");
  CHECK(check(std::string(kPolicy) + "  podSelector: {matchLabels: {a: b}}\n", "network.policy",
              {"default_deny"}) == "default_deny: false");
}

TEST_CASE("a policy under a condition of a template may not exist") {
  CHECK(check("{{- if .Values.policies }}\n" + std::string(kPolicy) + "  podSelector: {}\n{{- end }}\n",
              "network.policy",
              {"default_deny"}) == "default_deny: ?(set under a condition of a Helm template)");
}

TEST_CASE("an Istio gateway tells its lowest TLS version and whether it only redirects") {
  const std::string head =
      "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: g}\nspec:\n  servers:\n";
  CHECK(check(head + "  - port: {number: 443, protocol: HTTPS}\n    tls: {mode: SIMPLE, minProtocolVersion: "
                     "TLSV1_1}\n"
                     "  - port: {number: 80, protocol: HTTP}\n    tls: {httpsRedirect: true}\n",
              "listener", {"port", "plaintext", "tls_min", "redirects"}) ==
        "port: 443, plaintext: false, tls_min: \"1.1\", redirects: ?(not stated)\n"
        "port: 80, plaintext: true, tls_min: ?(not stated), redirects: true");
}

TEST_CASE("a mesh that is not strict carries plain text") {
  const std::string head =
      "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: p}\nspec: {mtls: {mode: ";
  CHECK(check(head + "STRICT}}\n", "listener", {"plaintext"}) == "plaintext: false");
  CHECK(check(head + "PERMISSIVE}}\n", "listener", {"plaintext"}) == "plaintext: true");
}
