#include <catch2/catch.hpp>

#include "tests/kubernetes/facts_of.h"

namespace {

// A gateway's plain listener beside routes given as (parent, hosts, filters).
std::string check(const std::string& routes) {
  const std::string gateway =
      "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: pay}\n"
      "spec: {listeners: [{name: http, protocol: HTTP, port: 80, hostname: '*.shop.example'}]}\n";
  return facts_of({{"a.yaml", gateway + routes}}, "listener", {"plaintext", "redirects"});
}

std::string route(const std::string& name, const std::string& parent, const std::string& hosts,
                  const std::string& rule) {
  return "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: " + name +
         ", namespace: pay}\nspec: {parentRefs: [" + parent + "], hostnames: [" + hosts + "], rules: [" +
         rule + "]}\n";
}

const std::string kToHttps = "{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}";
const std::string kToPods = "{backendRefs: [{name: pay, port: 8080}]}";

}  // namespace

TEST_CASE("a listener whose routes all lead to https only redirects") {
  CHECK(check(route("r", "{name: edge}", "", kToHttps)) == "plaintext: true, redirects: true");
  CHECK(check(route("r", "{name: edge, sectionName: http}", "pay.shop.example", kToHttps)) ==
        "plaintext: true, redirects: true");
}

TEST_CASE("one route that serves is enough") {
  CHECK(check(route("r", "{name: edge}", "", kToHttps) + route("s", "{name: edge}", "", kToPods)) ==
        "plaintext: true, redirects: false");
  CHECK(check(route("r", "{name: edge}", "", kToHttps + ", " + kToPods)) ==
        "plaintext: true, redirects: false");
}

TEST_CASE("routes of other listeners, gateways and hosts say nothing of it") {
  const std::string other = "plaintext: true, redirects: ?(not stated)";
  CHECK(check(route("r", "{name: edge, sectionName: https}", "", kToHttps)) == other);
  CHECK(check(route("r", "{name: inner}", "", kToHttps)) == other);
  CHECK(check(route("r", "{name: edge}", "pay.bank.example", kToHttps)) == other);
}

TEST_CASE("an ingress that sends all plain requests to https says so") {
  const auto check_ingress = [](const std::string& annotation) {
    return facts_of({{"a.yaml",
                      "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, "
                      "annotations: {" +
                          annotation + "}}\nspec: {rules: [{host: pay.shop.example}]}\n"}},
                    "listener", {"plaintext", "redirects"});
  };
  CHECK(check_ingress("nginx.ingress.kubernetes.io/force-ssl-redirect: 'true'") ==
        "plaintext: true, redirects: true");
  CHECK(check_ingress("nginx.ingress.kubernetes.io/ssl-redirect: 'true'") ==
        "plaintext: true, redirects: ?(not stated)");
  CHECK(check_ingress("alb.ingress.kubernetes.io/ssl-redirect: '443'") == "plaintext: true, redirects: true");
  CHECK(check_ingress("traefik.ingress.kubernetes.io/router.tls: 'true'") ==
        "plaintext: false, redirects: ?(not stated)");
}
