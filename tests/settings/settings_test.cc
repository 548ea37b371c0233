#include "scanners/meaning/settings/settings.h"

#include <catch2/catch.hpp>

#include "rules/policy/policies.h"
#include "scanners/syntax/json/json.h"
#include "scanners/syntax/settings/settings.h"
#include "scanners/syntax/yaml/yaml.h"
#include "tests/policy/policy_files.h"

using namespace payaudit;

namespace {

const Policies& shipped() {
  static const Policies policies = *load_policies(policy_files());
  return policies;
}

std::string format_of(std::string_view path) {
  const std::string_view ending = path.substr(path.rfind('.') + 1);
  return ending == "yml" ? "yaml" : std::string(ending);
}

// Facts of one settings file, with the shipped tables; the format is that of the file's ending.
std::string check(const std::string& path, const std::string& text, std::string_view kind,
                  std::initializer_list<std::string_view> attributes) {
  static const Classifier classifier(shipped().classes);
  SourceMap sources;
  Units units;
  units.sources = &sources;
  Unit unit;
  unit.file = sources.add(path, text);
  const std::string format = format_of(path);
  unit.form = format == "properties" ? read_properties(sources[0])
              : format == "env"      ? read_env(sources[0])
              : format == "ini"      ? read_ini(sources[0])
              : format == "json"     ? read_json(sources[0])
                                     : read_yaml(sources[0]);
  unit.format = format;
  units.units.push_back(std::move(unit));
  Facts facts = settings_facts(units, {shipped().settings, classifier});
  facts.absorb(keycloak_facts(units, {shipped().settings, classifier}));
  std::string result;
  for (const Fact& fact : facts.all()) {
    if (row(fact.kind).name != kind) continue;
    result += result.empty() ? "" : "\n";
    bool is_first = true;
    for (std::string_view name : attributes) {
      result += (is_first ? "" : ", ") + std::string(name) + ": " + to_string(fact.value(*find_attr(name)));
      is_first = false;
    }
  }
  return result;
}

std::string connection(const std::string& url) {
  return check("a.properties", "ledger.endpoint=" + url + "\n", "connection",
               {"protocol", "host", "plaintext", "verified", "local"});
}

}  // namespace

TEST_CASE("an address tells its protocol, host and whether it is plain text") {
  CHECK(connection("http://ledger.bank.test:8080/x") ==
        "protocol: \"http\", host: \"ledger.bank.test\", plaintext: true, verified: ?(not stated), local: "
        "false");
  CHECK(connection("https://localhost/") ==
        "protocol: \"https\", host: \"localhost\", plaintext: false, verified: ?(not stated), local: true");
  CHECK(
      connection("redis://cache:6379")
          .ends_with(
              "plaintext: true, verified: ?(not stated), local: ?(`cache` is a name of a private network)"));
}

TEST_CASE("the TLS mode of a database is in its parameters") {
  CHECK(connection("jdbc:postgresql://db.bank.test/pay?sslmode=disable").find("plaintext: true") !=
        std::string::npos);
  CHECK(connection("postgres://db.bank.test/pay?sslmode=verify-full")
            .find("plaintext: false, verified: true") != std::string::npos);
  CHECK(connection("postgres://db.bank.test/pay").find("plaintext: ?(sslmode is not set: drivers differ)") !=
        std::string::npos);
  CHECK(connection("jdbc:mysql://db.bank.test/pay?useSSL=false").find("plaintext: true") !=
        std::string::npos);
  CHECK(connection("jdbc:sqlserver://db.bank.test:1433;encrypt=true;trustServerCertificate=true")
            .find("plaintext: false, verified: false") != std::string::npos);
  CHECK(connection("mongodb://db.bank.test/pay").find("plaintext: true") != std::string::npos);
}

TEST_CASE("origins, documentation and what is no address connect to nothing") {
  CHECK(check("a.properties", "cors.allowed-origins=http://shop.test\n", "connection", {"host"}).empty());
  CHECK(connection("not an address").empty());
}

TEST_CASE("links and texts for people connect to nothing") {
  CHECK(check("a.properties", "company.url=http://shop.test\n0.1.release-notes=http://notes.test\n",
              "connection", {"host"})
            .empty());
  CHECK(
      check("Invoice_en_US.properties", "ledger=http://ledger.bank.test\n", "connection", {"host"}).empty());
}

TEST_CASE("a file that is mostly prose holds texts for people, and no passwords") {
  const std::string labels =
      "label.password=Password\nlabel.password.hint=Enter at least eight characters\n"
      "label.repeat=Repeat the password\nlabel.name=Name\nlabel.order=Order number\n"
      "label.back=Back to the shop\nlabel.pay=Pay now\nlabel.help=Who may see this?\n";
  CHECK(check("shop.properties", labels + "label.a=Go on\nlabel.b=Sign in\n", "secret", {"name"}).empty());
  CHECK(check("shop.properties", "db.password=Tr0ub4dor-and-3\ndb.user=shop\nnote=Kept for the old shop\n",
              "secret", {"name"}) == R"(name: "db.password")");
  CHECK(check("shop.properties", "db.password=correct horse battery staple\n", "secret", {"name"}) ==
        R"(name: "db.password")");
}

TEST_CASE("a password in an address is a credential of that connection") {
  CHECK(check("a.env", "DATABASE_URL=postgres://postgres:postgres@db/pay\n", "secret",
              {"type", "value_kind", "masked", "default_pair"}) ==
        "type: \"connection-string\", value_kind: \"literal\", masked: \"postgres://postgres:***@db\", "
        "default_pair: true");
}

TEST_CASE("a credential's value is literal, a placeholder, a reference or nothing") {
  const auto kind = [](const std::string& value) {
    return check("a.env", "DB_PASSWORD=" + value + "\n", "secret", {"value_kind"});
  };
  CHECK(kind("not-real-9f2k") == "value_kind: \"literal\"");
  CHECK(kind("<password>") == "value_kind: \"placeholder\"");
  CHECK(kind("changeme") == "value_kind: \"placeholder\"");
  CHECK(kind("YOUR_PASSWORD") == "value_kind: \"placeholder\"");
  CHECK(kind("yourApiKey") == "value_kind: \"placeholder\"");
  CHECK(kind("sk_test_...") == "value_kind: \"placeholder\"");
  CHECK(kind("yourself-9x") == "value_kind: \"literal\"");
  CHECK(kind("certificates/signer.pem").empty());
  CHECK(kind("${DB}") == "value_kind: \"reference\"");
  for (const char* reference : {"vault:secret/db", "env(DB)", "%env(DB)%", "$env:DB", "op://vault/db",
                                "sm://db", "ssm:db", "ref+vault://db#/p", "file:/run/secrets/db",
                                "ENC[AES256_GCM,data:x]", "ENC(x)", "{cipher}x", "{{ env \"DB\" }}"}) {
    INFO(reference);
    CHECK(kind(reference) == "value_kind: \"reference\"");
  }
  // The end of the form is missing.
  CHECK(kind("env(9f2k") == "value_kind: \"literal\"");
  CHECK(kind("") == "value_kind: \"empty\"");
}

TEST_CASE("a setting that takes another's value says nothing of its own") {
  CHECK(check("a.properties", "db.password=${main.password}\nmain.password=not-real-9f2k\n", "secret",
              {"name", "value_kind"}) == "name: \"main.password\", value_kind: \"literal\"");
  CHECK(check("a.properties", "db.password=${DB_PASSWORD}\n", "secret", {"name", "value_kind"}) ==
        "name: \"db.password\", value_kind: \"reference\"");
}

TEST_CASE("labels of forms are no credentials") {
  CHECK(check("src/bundles/shop.properties", "smtp.password=Password\n", "secret", {"name"}).empty());
  CHECK(check("src/AdminMessages.properties", "smtp.password=Password\n", "secret", {"name"}).empty());
  std::string labels = "smtp.password=Password required\n";
  for (int i = 0; i < 8; ++i) labels += "form.field" + std::to_string(i) + "=Enter a value\n";
  CHECK(check("src/form.properties", labels, "secret", {"name"}).empty());
}

TEST_CASE("names about credentials are none") {
  CHECK(check("a.env",
              "TOKEN_TTL=3600\nPASSWORD_MIN_LENGTH=12\nSECRET_NAME=db\nACCESS_TOKEN_URL=https://id.test\n",
              "secret", {"name"})
            .empty());
}

TEST_CASE("a password and its user make a default pair, whoever names the user") {
  CHECK(check("a.properties", "spring.datasource.username=sa\nspring.datasource.password=password\n",
              "secret", {"default_pair"}) == "default_pair: true");
  CHECK(check("a.env", "POSTGRES_PASSWORD=postgres\n", "secret", {"default_pair"}) == "default_pair: true");
  CHECK(check("a.env", "DB_PASSWORD=postgres\n", "secret", {"default_pair"}) ==
        "default_pair: ?(the user that the password is for is not stated)");
}

TEST_CASE("a session's timeout is in seconds, however it is written") {
  const auto idle = [](const std::string& value) {
    return check("application.properties", "server.servlet.session.timeout=" + value + "\n", "auth.policy",
                 {"idle_seconds"});
  };
  CHECK(idle("15m") == "idle_seconds: 900");
  CHECK(idle("PT5M") == "idle_seconds: 300");
  CHECK(idle("1800") == "idle_seconds: 1800");
  CHECK(idle("${T:30m}") == "idle_seconds: ?(a variable may replace its default `30m`)");
  CHECK(idle("soon") == "idle_seconds: ?(not a duration)");
}

TEST_CASE("settings of YAML and of the environment are the same settings") {
  CHECK(check("application.yaml", "server:\n  ssl:\n    enabled: false\n", "listener", {"plaintext"}) ==
        "plaintext: true");
  CHECK(check("a.env", "SERVER_SSL_ENABLED=true\n", "listener", {"plaintext"}) == "plaintext: false");
  CHECK(check("values.yaml", "server: {ssl: {enabled: false}}\n", "listener", {"plaintext"}).empty());
}

TEST_CASE("PHP's cookies are insecure unless its settings say otherwise") {
  CHECK(check("php.ini", "[Session]\nsession.cookie_httponly = On\n", "cookie",
              {"session", "secure", "http_only"}) == "session: true, secure: false, http_only: true");
}

TEST_CASE("a stated period of retention counts in days, for classes that are known") {
  CHECK(check("a.properties", "kyc.document.retention.years=5\nlog.retention.days=30\n", "retention",
              {"days", "classes"}) == "days: 1827, classes: [\"kyc.document\"]");
}

TEST_CASE("what a build or an expression fills in is no credential") {
  const auto kind = [](const std::string& name, const std::string& value) {
    return check("a.properties", name + "=" + value + "\n", "secret", {"value_kind"});
  };
  CHECK(kind("db.password", "@db.password@") == "value_kind: \"reference\"");
  CHECK(kind("db.password", "%DB_PASSWORD%") == "value_kind: \"reference\"");
  CHECK(kind("db.password", "#{environment.DB_PASSWORD}") == "value_kind: \"reference\"");
  CHECK(kind("db.password", "#{null}") == "value_kind: \"empty\"");
  CHECK(kind("db.password", "@x!9 strange@") == "value_kind: \"literal\"");
  CHECK(kind("access.token", "probe_access_token") == "value_kind: \"placeholder\"");
  CHECK(kind("jwt.secret", "app.jwt.secret") == "value_kind: \"placeholder\"");
  CHECK(kind("access.token", "tok-9f2k-secret") == "value_kind: \"literal\"");
  CHECK(kind("db.password", "my_password") == "value_kind: \"literal\"");
}

TEST_CASE("the address of a page is no password, though a password may begin with a slash") {
  const auto kind = [](const std::string& value) {
    return check("a.properties", "admin.password=" + value + "\n", "secret", {"value_kind"});
  };
  CHECK(kind("/users/{id}/forgot").empty());
  CHECK(kind("/{session}/authenticate?wrong={wrong}").empty());
  CHECK(kind("/K7x9Qm2!z/w8") == "value_kind: \"literal\"");
}

TEST_CASE("of a key with several values the last one counts, but for INI") {
  CHECK(check("a.properties", "server.servlet.session.timeout=600\nserver.servlet.session.timeout=60\n",
              "auth.policy", {"idle_seconds"}) == "idle_seconds: 60");
  CHECK(check("a.properties", "a.url=http://pay.test.org\na.url=https://pay.test.org\n", "connection",
              {"protocol"}) == "protocol: \"https\"");
  CHECK(check("a.properties", "a.password=Tr0ub4dor-and-3\na.password=${X}\n", "secret", {"value_kind"}) ==
        "value_kind: \"literal\"\nvalue_kind: \"reference\"");
  CHECK(check("my_php.ini", "session.cookie_secure = 1\nsession.cookie_secure = 0\n", "cookie", {"secure"}) ==
        "secure: ?(set more than once: it depends on the program which one counts)");
}

TEST_CASE("what holds for the profiles of tests is not told") {
  CHECK(check("application.yml",
              "spring.config.activate.on-profile: test\nspring:\n  datasource: {password: Tr0ub4dor-and-3}\n",
              "secret", {"name"})
            .empty());
  CHECK(check("application.properties",
              "%test.db.password=Tr0ub4dor-and-3\n%prod.db.password=Tr0ub4dor-and-4\n", "secret",
              {"name"}) == "name: \"%prod.db.password\"");
  CHECK(
      check(
          "config/database.yml",
          "test:\n  user: a\n  password: Tr0ub4dor-and-3\nproduction:\n  user: a\n  password: x9-Tr0ub4dor\n",
          "secret", {"name"}) == "name: \"production.password\"");
}

TEST_CASE("credentials are told in YAML and JSON under any name") {
  const auto names = [](const std::string& path, const std::string& text) {
    return check(path, text, "secret", {"name", "value_kind"});
  };
  CHECK(names("config/psp.yaml", "psp:\n  api_password: \"Tr0ub4dor-and-3\"\n") ==
        "name: \"psp.api_password\", value_kind: \"literal\"");
  CHECK(names("deploy/pay.json", R"({"db": {"host": "db", "user": "pay", "password": "hunterx"}})") ==
        "name: \"db.password\", value_kind: \"literal\"");
  CHECK(names("group_vars/all.yml", "- vars:\n    mysql_root_password: \"{{ vaulted }}\"\n") ==
        "name: \"vars.mysql_root_password\", value_kind: \"reference\"");
  CHECK(names("pay.parameters.json", R"({"parameters": {"adminPassword": {"value": "Tr0ub4dor-and-3"}}})") ==
        "name: \"parameters.adminPassword\", value_kind: \"literal\"");
}

TEST_CASE("texts, schemas and descriptions of APIs hold no credentials") {
  for (const auto& [path, text] : std::initializer_list<std::pair<std::string, std::string>>{
           {"locales/de.json", R"({"login": {"user": "Name", "password": "Passw0rt"}})"},
           {"src/en.json", R"({"login": {"user": "Name", "password": "Passw0rd"}})"},
           {"labels.json", R"({"user": "Benutzer", "password": "Passwort", "token": "Your token"})"},
           {"api.yaml", "openapi: 3.0.0\nx: {user: a, password: Tr0ub4dor-and-3}\n"},
           {"pay.schema.json",
            R"({"type": "object", "properties": {"password": {"default": "Tr0ub4dor-3"}}})"},
           {"package.json", R"({"devDependencies": {"x": "1"}, "config": {"token": "Tr0ub4dor-and-3"}})"},
           {"tool.json", R"({"user": "a", "versions": {"token": "^1.2.3", "api-key": "workspace:*"}})"},
           {"ci.yml", "jobs:\n  a:\n    env: {DB_USER: postgres, DB_PASSWORD: postgres}\n"},
           {"rules.json", R"({"password": {"min-length": 12, "pattern": "[a-z]+"}, "token_ttl": "15m"})"}}) {
    INFO(path);
    CHECK(check(path, text, "secret", {"name"}).empty());
  }
}

TEST_CASE("addresses of databases are told under any name, links are not") {
  CHECK(check("deploy/pay.json",
              R"({"a": "postgres://db.bank.test/pay?sslmode=disable", "b": "http://www.bank.test/docs"})",
              "connection", {"protocol", "plaintext"}) == "protocol: \"postgres\", plaintext: true");
}

TEST_CASE("a region's variable is a place") {
  CHECK(check("a.env", "AWS_REGION=eu-central-1\n", "place", {"provider", "code", "subject_kind"}) ==
        "provider: \"aws\", code: \"eu-central-1\", subject_kind: \"setting\"");
}

TEST_CASE("a Keycloak realm tells its lockout, session and password policy") {
  CHECK(
      check(
          "realm.json",
          R"JSON({"realm": "pay", "bruteForceProtected": true, "failureFactor": 5, "ssoSessionIdleTimeout": 300, "passwordPolicy": "length(12) and passwordHistory(4)"})JSON",
          "auth.policy",
          {"lockout_attempts", "idle_seconds", "password_length", "password_history", "password_age_days"}) ==
      "lockout_attempts: 5, idle_seconds: 300, password_length: 12, password_history: 4, password_age_days: "
      "0");
  CHECK(check("realm.json", R"JSON({"realm": "pay", "ssoSessionIdleTimeout": 300})JSON", "auth.policy",
              {"lockout_attempts"}) == "lockout_attempts: 0");
  CHECK(check("realm.json", R"JSON({"realm": "pay", "bruteForceProtected": true})JSON", "auth.policy",
              {"lockout_attempts"}) == "lockout_attempts: 30");
}

TEST_CASE("a Keycloak lockout lasts no longer than its longest wait") {
  const auto seconds = [](const std::string& more) {
    return check("realm.json", R"({"realm": "pay", "bruteForceProtected": true)" + more + "}", "auth.policy",
                 {"lockout_seconds"});
  };
  CHECK(seconds(R"(, "waitIncrementSeconds": 1800, "maxFailureWaitSeconds": 3600)") ==
        "lockout_seconds: 1800");
  CHECK(seconds(R"(, "waitIncrementSeconds": 1800, "maxFailureWaitSeconds": 60)") == "lockout_seconds: 60");
  CHECK(seconds(R"(, "waitIncrementSeconds": 1800)") == "lockout_seconds: 900");
  CHECK(seconds("") == "lockout_seconds: 60");
  CHECK(seconds(R"(, "permanentLockout": true)") == "lockout_seconds: ?(not stated)");
}

TEST_CASE("a Keycloak realm holds the credentials of users, directories and mail") {
  CHECK(
      check(
          "realm.json",
          R"({"realm": "pay", "users": [{"username": "admin", "credentials": [{"type": "password", "value": "admin"},
                  {"type": "password", "secretData": "{}"}]}], "smtpServer": {"user": "a", "password": "Tr0ub4dor-3"},
                  "components": {"x": [{"name": "staff", "config": {"bindCredential": ["Tr0ub4dor-4"],
                                        "connectionUrl": ["ldaps://a"]}}]},
                  "identityProviders": [{"alias": "bank", "config": {"clientSecret": "**********"}}]})",
          "secret", {"name", "type", "value_kind", "default_pair"}) ==
      "name: \"password\", type: \"password\", value_kind: \"literal\", default_pair: true\n"
      "name: \"smtpServer.password\", type: \"password\", value_kind: \"literal\", default_pair: false\n"
      "name: \"bindCredential\", type: \"password\", value_kind: \"literal\", default_pair: false");
}

TEST_CASE("a Keycloak client has a fact for each grant that it allows") {
  CHECK(
      check(
          "realm.json",
          R"JSON({"realm": "pay", "clients": [{"clientId": "app", "publicClient": true, "implicitFlowEnabled": true,
                 "attributes": {"pkce.code.challenge.method": "S256"}}]})JSON",
          "auth.client", {"grant", "pkce", "public_client"}) ==
      "grant: \"authorization_code\", pkce: true, public_client: true\ngrant: \"implicit\", pkce: ?(not "
      "stated), public_client: true");
}

TEST_CASE("a Keycloak client's secret is a credential, unless the export left it out") {
  const auto secret = [](const std::string& value) {
    return check("realm.json",
                 R"({"realm": "shop", "clients": [{"clientId": "desk", "secret": ")" + value + R"("}]})",
                 "secret", {"name", "type", "value_kind"});
  };
  CHECK(secret("fake-desk-7d1c40e2") == R"(name: "secret", type: "key", value_kind: "literal")");
  CHECK(secret("${vault.desk}") == R"(name: "secret", type: "key", value_kind: "reference")");
  CHECK(secret("**********").empty());
}

TEST_CASE("a parameter that an address has twice is not known") {
  const auto plain = [](const std::string& url) {
    return check("a.env", "DATABASE_URL=" + url + "\n", "connection", {"plaintext"});
  };
  CHECK(plain("postgres://u@db.example.com/x?sslmode=require") == "plaintext: false");
  CHECK(plain("postgres://u@db.example.com/x?sslmode=require&sslmode=require") == "plaintext: false");
  CHECK(plain("postgres://u@db.example.com/x?sslmode=require&sslmode=disable").find("?(") !=
        std::string::npos);
  CHECK(plain("mongodb://h.example.com/x?tls=true") == "plaintext: false");
  CHECK(plain("mongodb://h.example.com/x?tls=true&ssl=false").find("?(") != std::string::npos);
}

TEST_CASE("every way to take any certificate counts") {
  const auto verified = [](const std::string& url) {
    return check("a.env", "DATABASE_URL=" + url + "\n", "connection", {"verified"});
  };
  CHECK(verified("mongodb://h.example.com/x?tls=true&tlsInsecure=false") == "verified: true");
  CHECK(verified("mongodb://h.example.com/x?tls=true&tlsInsecure=false&tlsAllowInvalidCertificates=true") ==
        "verified: false");
  CHECK(verified("mongodb://h.example.com/x?tls=true&tlsAllowInvalidHostnames=true") == "verified: false");
  CHECK(verified("sqlserver://db.example.com;encrypt=true") == "verified: true");
  CHECK(verified("sqlserver://db.example.com;encrypt=true;trustServerCertificate=yes") == "verified: false");
}

TEST_CASE("Keycloak: a session that is remembered idles as long as that lets it") {
  const auto idle = [](const std::string& more) {
    return check(
        "realm.json",
        R"({"realm": "pay", "sslRequired": "all", "bruteForceProtected": true, "ssoSessionIdleTimeout": 300)" +
            more + "}",
        "auth.policy", {"idle_seconds"});
  };
  CHECK(idle("") == "idle_seconds: 300");
  CHECK(idle(R"(, "rememberMe": true)") == "idle_seconds: 300");
  CHECK(idle(R"(, "rememberMe": true, "ssoSessionIdleTimeoutRememberMe": 86400)") == "idle_seconds: 86400");
  CHECK(idle(R"(, "rememberMe": false, "ssoSessionIdleTimeoutRememberMe": 86400)") == "idle_seconds: 300");
}
