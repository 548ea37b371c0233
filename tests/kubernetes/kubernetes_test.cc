#include <catch2/catch.hpp>

#include "tests/kubernetes/facts_of.h"

namespace {

// A pod whose spec and container have these lines.
std::string check(const std::string& container, const std::string& pod,
                  std::initializer_list<std::string_view> attributes) {
  return facts_of({{"pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: pay}\nspec:\n" + pod +
                                    "  containers:\n  - name: api\n    image: api:1\n" + container}},
                  "container", attributes);
}

}  // namespace

TEST_CASE("a container without a security context has the defaults of Kubernetes") {
  CHECK(check("", "",
              {"privileged", "privilege_escalation", "root_read_only", "capabilities", "host_namespaces",
               "seccomp"}) ==
        "privileged: false, privilege_escalation: true, root_read_only: false, capabilities: [], "
        "host_namespaces: [], "
        "seccomp: \"Unconfined\"");
}

TEST_CASE("whether an unrestricted container runs as root is up to its image") {
  CHECK(check("", "", {"root"}) == "root: ?(the image's USER is not known here)");
  CHECK(check("    securityContext: {runAsUser: 0}\n", "", {"root"}) == "root: true");
  CHECK(check("    securityContext: {runAsUser: 1000}\n", "", {"root"}) == "root: false");
  CHECK(check("    securityContext: {runAsNonRoot: true}\n", "", {"root"}) == "root: false");
}

TEST_CASE("the container's own security context goes before the pod's") {
  const std::string pod = "  securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}\n";
  CHECK(check("", pod, {"root", "seccomp"}) == "root: false, seccomp: \"RuntimeDefault\"");
  CHECK(check("    securityContext: {runAsNonRoot: false, runAsUser: 0}\n", pod, {"root"}) == "root: true");
}

TEST_CASE("a privileged container may gain privileges and is unconfined, whatever else is written") {
  CHECK(check("    securityContext: {privileged: true, allowPrivilegeEscalation: false}\n", "",
              {"privileged", "privilege_escalation", "seccomp"}) ==
        "privileged: true, privilege_escalation: true, seccomp: \"Unconfined\"");
}

TEST_CASE("host paths count where they are mounted") {
  const std::string pod =
      "  volumes:\n  - {name: sock, hostPath: {path: /var/run/docker.sock}}\n  - {name: etc, hostPath: "
      "{path: /etc}}\n";
  CHECK(check("    volumeMounts: [{name: sock, mountPath: /s}]\n", pod, {"host_paths"}) ==
        "host_paths: [\"/var/run/docker.sock\"]");
  CHECK(check("", pod, {"host_paths"}) == "host_paths: []");
}

TEST_CASE("capabilities lose their prefix, namespaces of the host are listed") {
  CHECK(check("    securityContext: {capabilities: {add: [CAP_SYS_ADMIN, net_raw], drop: [ALL]}}\n",
              "  hostPID: true\n", {"capabilities", "host_namespaces"}) ==
        "capabilities: [\"SYS_ADMIN\", \"NET_RAW\"], host_namespaces: [\"pid\"]");
}

TEST_CASE("the token is mounted unless the pod or its service account says no") {
  CHECK(check("", "", {"token_mounted"}) == "token_mounted: true");
  CHECK(check("", "  automountServiceAccountToken: false\n", {"token_mounted"}) == "token_mounted: false");
  CHECK(check("", "  serviceAccountName: pay\n", {"token_mounted"}) ==
        "token_mounted: ?(service account pay is not in the tree)");
}

TEST_CASE("what a template inserts is unknown, not absent") {
  CHECK(check("    securityContext:\n      {{- toYaml .Values.context | nindent 6 }}\n", "",
              {"privileged", "root"}) ==
        "privileged: ?(set by a Helm template), root: ?(set by a Helm template)");
  CHECK(check("    securityContext:\n      privileged: {{ .Values.privileged }}\n", "",
              {"privileged", "privilege_escalation"}) ==
        "privileged: ?(set by a Helm template), privilege_escalation: true");
}

TEST_CASE("a value under a condition of a template is unknown") {
  CHECK(check("    {{- if .Values.x }}\n    securityContext:\n      privileged: true\n    {{- end }}\n", "",
              {"privileged"}) == "privileged: ?(set under a condition of a Helm template)");
}

TEST_CASE("a workload's containers are those of its pod template") {
  const std::string text =
      "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: settle}\nspec:\n  jobTemplate:\n    spec:\n     "
      " template:\n"
      "        spec:\n          initContainers: [{name: init, image: 'busybox@sha256:0'}]\n          "
      "containers: [{name: run, image: r}]\n";
  CHECK(facts_of({{"a.yaml", text}}, "container", {"symbol", "workload", "pinned", "digest"}) ==
        "CronJob/settle/init, workload: \"CronJob/settle\", pinned: true, digest: true\n"
        "CronJob/settle/run, workload: \"CronJob/settle\", pinned: false, digest: false");
}

TEST_CASE("a patch sets nothing by silence, and what it may set is unknown in its base") {
  const std::string base =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: pay}\nspec: {template: {spec: {containers: "
      "[{name: a, image: 'a:1'}]}}}\n";
  const std::string patch =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: pay}\nspec: {template: {spec: {containers: "
      "[{name: a, securityContext: "
      "{readOnlyRootFilesystem: true}}]}}}\n";
  const std::string kustomization =
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\npatches: [{path: patch.yaml}]\n";
  const Files files = {
      {"k/base.yaml", base}, {"k/kustomization.yaml", kustomization}, {"k/patch.yaml", patch}};
  CHECK(facts_of(files, "container", {"root_read_only", "privileged"}) ==
        "root_read_only: ?(a Kustomize patch may set it), privileged: false\n"
        "root_read_only: true, privileged: ?(this is a patch: the object it is merged into may set it)");
  CHECK(facts_of(files, "gap", {"reason", "place"}) == "reason: \"unresolved\", «patches»");
}

TEST_CASE("a document that is cut off by an error proves nothing by silence") {
  CHECK(check("    securityContext: {privileged: true}\n    x: \"\n", "", {"privileged", "root_read_only"})
            .find("root_read_only: false") == std::string::npos);
}

TEST_CASE("a credential in an environment is a secret, one from a Secret is a reference") {
  const std::string text =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: a\n    image: a:1\n   "
      " env:\n"
      "    - {name: DB_PASSWORD, value: not-real-9f2k}\n    - {name: API_KEY, valueFrom: {secretKeyRef: "
      "{name: s, key: k}}}\n"
      "    - {name: POSTGRES_USER, value: postgres}\n    - {name: POSTGRES_PASSWORD, value: postgres}\n    - "
      "{name: LOG_LEVEL, value: info}\n";
  CHECK(facts_of({{"a.yaml", text}}, "secret", {"name", "value_kind", "default_pair", "place"}) ==
        "name: \"DB_PASSWORD\", value_kind: \"literal\", default_pair: false, «not-real-9f2k»\n"
        "name: \"API_KEY\", value_kind: \"reference\", default_pair: false, «API_KEY»\n"
        "name: \"POSTGRES_PASSWORD\", value_kind: \"literal\", default_pair: true, «postgres»");
}

TEST_CASE("the data of a Secret is a secret under a credential's name") {
  const std::string text =
      "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {password: bm90LXJlYWwtOWYyaw==, username: "
      "YWRtaW4=}\n"
      "stringData: {api-key: '<api key>', tls.key: no key and yet as long as the shortest one is}\n";
  CHECK(facts_of({{"a.yaml", text}}, "secret", {"name", "type", "value_kind"}) ==
        "name: \"password\", type: \"password\", value_kind: \"literal\"\n"
        "name: \"api-key\", type: \"api-key\", value_kind: \"placeholder\"\n"
        "name: \"tls.key\", type: \"private-key\", value_kind: \"literal\"");
}

TEST_CASE("addresses in a ConfigMap are connections, regions are places") {
  const std::string text =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {LEDGER_URL: "
      "'http://ledger.bank.test/api', AWS_REGION: eu-west-1}\n";
  CHECK(facts_of({{"a.yaml", text}}, "connection", {"host", "plaintext", "local"}) ==
        "host: \"ledger.bank.test\", plaintext: true, local: false");
  CHECK(facts_of({{"a.yaml", text}}, "place", {"provider", "code"}) ==
        "provider: \"aws\", code: \"eu-west-1\"");
}

TEST_CASE("items of a List are objects") {
  const std::string text =
      "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: "
      "{containers: [{name: c, image: c}]}}\n";
  CHECK(facts_of({{"a.yaml", text}}, "container", {"symbol"}) == "Pod/a/c");
}
