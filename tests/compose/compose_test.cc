#include "scanners/meaning/compose/compose.h"

#include <catch2/catch.hpp>

#include "scanners/syntax/yaml/yaml.h"
#include "tests/classify/policy_data.h"

using namespace payaudit;

namespace {

// The named attributes of all facts of a kind; `lines` are those of service `pay`.
std::string check(const std::string& lines, std::string_view kind,
                  std::initializer_list<std::string_view> attributes) {
  SourceMap sources;
  Units units;
  units.sources = &sources;
  Unit unit;
  unit.file = sources.add(
      "compose.yaml", "services:\n  pay:\n    image: pay:1\n" + lines + "  db:\n    image: postgres:17\n");
  unit.format = "yaml";
  unit.form = read_yaml(sources[0]);
  units.units.push_back(std::move(unit));
  SettingModels models;
  models.default_pairs = {{"postgres", "postgres"}};
  models.default_users = {{"postgrespassword", "postgres"}};
  const Facts facts = compose_facts(units, {models, shipped_classifier()});
  std::string result;
  for (const Fact& fact : facts.all()) {
    if (row(fact.kind).name != kind || !fact.symbol.starts_with("service/pay")) continue;
    for (std::string_view name : attributes) {
      result +=
          (result.empty() ? "" : ", ") + std::string(name) + ": " + to_string(fact.value(*find_attr(name)));
    }
  }
  return result;
}

}  // namespace

TEST_CASE("a service without options has the defaults of Docker") {
  CHECK(check("", "container",
              {"privileged", "root", "root_read_only", "privilege_escalation", "seccomp", "host_paths"}) ==
        "privileged: false, root: ?(the image's USER is not known here), root_read_only: false, "
        "privilege_escalation: true, "
        "seccomp: \"RuntimeDefault\", host_paths: []");
}

TEST_CASE("options of a service are those of its container") {
  CHECK(check("    user: '1000:1000'\n    read_only: true\n    security_opt: ['no-new-privileges:true']\n    "
              "cap_add: [NET_ADMIN]\n"
              "    network_mode: host\n    volumes: ['/var/run/docker.sock:/var/run/docker.sock', "
              "'data:/data', './conf:/conf']\n",
              "container",
              {"root", "root_read_only", "privilege_escalation", "capabilities", "host_namespaces",
               "host_paths"}) ==
        "root: false, root_read_only: true, privilege_escalation: false, capabilities: [\"NET_ADMIN\"], "
        "host_namespaces: [\"network\"], host_paths: [\"/var/run/docker.sock\"]");
}

TEST_CASE("an extended service may have anything that is not written here") {
  CHECK(check("    extends: {service: base}\n", "container", {"privileged"}) ==
        "privileged: ?(this service extends one that is not here)");
}

TEST_CASE("a published port is open to all addresses unless it is bound to one") {
  CHECK(check("    ports: ['5432:5432']\n", "network.rule", {"from_port", "any_address"}) ==
        "from_port: 5432, any_address: true");
  CHECK(check("    ports: ['127.0.0.1:8000-8010:80/udp']\n", "network.rule",
              {"from_port", "to_port", "protocol", "any_address"}) ==
        "from_port: 8000, to_port: 8010, protocol: \"udp\", any_address: false");
  CHECK(check("    ports: [{target: 80, published: '8080', host_ip: 127.0.0.1}]\n", "network.rule",
              {"from_port", "any_address"}) == "from_port: 8080, any_address: false");
  CHECK(check("    ports: ['${PORT}:80']\n", "network.rule", {"from_port"}) ==
        "from_port: ?(set by a variable of the environment)");
  CHECK(check("    ports: ['80']\n", "network.rule", {"any_address"}) == "any_address: true");
}

TEST_CASE("environments hold secrets, as list and as map, and defaults of variables count") {
  CHECK(check("    environment: [POSTGRES_PASSWORD=postgres]\n", "secret", {"value_kind", "default_pair"}) ==
        "value_kind: \"literal\", default_pair: true");
  CHECK(check("    environment: {DB_PASSWORD: '${DB_PASSWORD:-not-real-9f2k}'}\n", "secret",
              {"value_kind"}) == "value_kind: \"literal\"");
  CHECK(check("    environment: {DB_PASSWORD: '${DB_PASSWORD}'}\n", "secret", {"value_kind"}) ==
        "value_kind: \"reference\"");
  CHECK(check("    environment: {POSTGRES_PASSWORD_FILE: /run/secrets/db}\n", "secret", {"value_kind"})
            .empty());
}

TEST_CASE("a connection to another service of the file stays on the machine") {
  CHECK(check("    environment: {DATABASE_URL: 'postgres://app:not-real@db:5432/pay?sslmode=disable'}\n",
              "connection", {"plaintext", "local"}) == "plaintext: true, local: true");
  CHECK(check("    environment: {LEDGER: 'http://ledger.bank.test'}\n", "connection",
              {"plaintext", "local"}) == "plaintext: true, local: false");
}

TEST_CASE("a port's number inside the container is told beside the published one") {
  const auto attributes = {std::string_view("from_port"), std::string_view("target_port"),
                           std::string_view("any_address")};
  CHECK(check("    ports: ['15432:5432']\n", "network.rule", attributes) ==
        "from_port: 15432, target_port: 5432, any_address: true");
  CHECK(check("    ports: ['5432']\n", "network.rule", attributes) ==
        "from_port: 0, target_port: 5432, any_address: true");
  CHECK(check("    ports: [{target: 5432, published: '15432', host_ip: 127.0.0.1}]\n", "network.rule",
              attributes) == "from_port: 15432, target_port: 5432, any_address: false");
  CHECK(check("    ports: ['${PORT:-5432}:5432']\n", "network.rule", attributes) ==
        "from_port: 5432, target_port: 5432, any_address: ?(set by a variable of the environment)");
}

TEST_CASE("a service has what it extends, and its own over it") {
  const std::string base = "    extends: {service: db}\n    privileged: false\n";
  CHECK(check(base, "container", {"image", "privileged"}) == "image: \"pay:1\", privileged: false");
  CHECK(check("    extends: {file: other.yaml, service: x}\n", "container", {"privileged"}) ==
        "privileged: ?(this service extends one that is not here)");
}

TEST_CASE("a path that a variable names is an unknown one among those that are known") {
  CHECK(check("    volumes: ['/run/:/x', '${A}:/y', '${B:-/srv}:/z', 'data:/d']\n", "container",
              {"host_paths"}) == "host_paths: [\"/run\", \"/srv\", ?(set by a variable of the environment)]");
}

TEST_CASE("an address of all interfaces is one, however it is written") {
  for (const char* all : {"0.0.0.0:5432:5432", "[::]:5432:5432", "5432:5432"})
    CHECK(check("    ports: [\"" + std::string(all) + "\"]\n", "network.rule", {"any_address"}) ==
          "any_address: true");
  CHECK(check("    ports: [\"127.0.0.1:5432:5432\"]\n", "network.rule", {"any_address"}) ==
        "any_address: false");
}
