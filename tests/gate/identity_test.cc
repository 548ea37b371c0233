// What is the same thing, and what got worse while it stayed the same.
#include <fmt/format.h>

#include "tests/gate/repository.h"

namespace {

std::string pod(std::string_view space, std::string_view privileged) {
  return fmt::format(
      "apiVersion: v1\nkind: Pod\nmetadata:\n  name: pay\n{}spec:\n  containers:\n    - name: app\n"
      "      image: example.org/app:1.2\n      securityContext:\n        privileged: {}\n",
      space.empty() ? "" : fmt::format("  namespace: {}\n", space), privileged);
}

std::string server(std::string_view protocols) {
  return fmt::format(
      "server {{\n  listen 443 ssl;\n  server_name pay.example.org;\n  ssl_protocols {};\n"
      "  location / {{ proxy_pass http://app:8080; }}\n}}\n",
      protocols);
}

std::string database(std::string_view name, bool is_safe) {
  return fmt::format(
      "resource \"aws_db_instance\" \"{}\" {{\n  engine              = \"postgres\"\n"
      "  storage_encrypted   = {}\n  publicly_accessible = {}\n}}\n",
      name, is_safe, !is_safe);
}

// What comparing says of a file that had the one text and has the other.
std::string edit(const std::string& name, std::string_view before, std::string_view after) {
  Repository repository;
  repository.write(name, before);
  repository.commit();
  repository.write(name, after);
  return repository.compare();
}

}  // namespace

TEST_CASE("objects of one name in two namespaces are two things") {
  const std::string told = edit("all.yaml", pod("staging", "true") + "---\n" + pod("prod", "false"),
                                pod("staging", "false") + "---\n" + pod("prod", "true"));
  has(told, "!container-privileged all.yaml:23\n");
  has(told, "gone container-privileged all.yaml:11\n");
}

TEST_CASE("an object that comes in another namespace is new, though the first was mended") {
  for (const char* first : {"staging", ""}) {
    const std::string told =
        edit("all.yaml", pod(first, "true"), pod(first, "false") + "---\n" + pod("prod", "true"));
    has(told, "!container-privileged all.yaml:2");
  }
}

TEST_CASE("another namespace, or the first one, makes no other finding") {
  CHECK(edit("pod.yaml", pod("stage", "true"), pod("staging", "true")) == "");
  CHECK(edit("pod.yaml", pod("", "true"), pod("staging", "true")) == "");
  CHECK(edit("pod.yaml", pod("staging", "true"), pod("", "true")) == "");
}

TEST_CASE("a version that is worse than the base's is new, a better one is not") {
  has(edit("nginx.conf", server("TLSv1.2 TLSv1.1"), server("TLSv1.2 TLSv1.1 TLSv1 SSLv3")),
      "!listener-tls-version-weak nginx.conf:4: the base has it, where `tls_min` is not as bad\n");
  CHECK(edit("nginx.conf", server("TLSv1.2 TLSv1.1 TLSv1"), server("TLSv1.2 TLSv1.1")) == "");
  CHECK(edit("nginx.conf", server("TLSv1.1 TLSv1.2"), server("TLSv1.2 TLSv1.1")) == "");
}

TEST_CASE("a list with more that breaks the rule is new, one with less is not") {
  const auto with = [](std::string_view capabilities) {
    std::string text = pod("pay", "false");
    return text.insert(text.find("        privileged"),
                       fmt::format("        capabilities: {{add: [{}]}}\n", capabilities));
  };
  const std::string told = edit("pod.yaml", with("NET_ADMIN"), with("NET_ADMIN, SYS_ADMIN"));
  has(told, "the base has it without `SYS_ADMIN`");
  CHECK(edit("pod.yaml", with("NET_ADMIN, SYS_ADMIN"), with("SYS_ADMIN")) == "");
  CHECK(edit("pod.yaml", with("SYS_ADMIN"), with("SYS_ADMIN, NET_BIND_SERVICE")) == "");
}

TEST_CASE("a wider range of ports is new, a narrower one is not") {
  const auto rule = [](int from, int to) {
    return fmt::format(
        "resource \"aws_security_group\" \"pay\" {{\n  ingress {{\n    from_port   = {}\n    to_port     = "
        "{}\n"
        "    protocol    = \"tcp\"\n    cidr_blocks = [\"0.0.0.0/0\"]\n  }}\n}}\n",
        from, to);
  };
  has(edit("net.tf", rule(22, 22), rule(22, 3389)), "is not as bad");
  lacks(edit("net.tf", rule(22, 3389), rule(22, 22)), "!");
}

TEST_CASE("another secret in the same place is another finding") {
  const auto settings = [](std::string_view name, std::string_view secret) {
    return fmt::format("{} = \"{}\"\n", name, secret);
  };
  CHECK(edit("settings.py", settings("DB_PASSWORD", "Vq9tR2mLx7Zp4Ks8"),
             settings("DB_PASSWORD", "Hw3nB8cYt5Jd1Gf6")) ==
        "!secret-hard-coded settings.py:1: the base has another secret here\n");
  CHECK(edit("settings.py", settings("DB_PASSWORD", "Vq9tR2mLx7Zp4Ks8"),
             settings("DATABASE_PASSWORD", "Vq9tR2mLx7Zp4Ks8")) == "");
  CHECK(edit("application.properties", "spring.datasource.password=Vq9tR2mLx7Zp4Ks8\n",
             "spring.datasource.password=Hw3nB8cYt5Jd1Gf6\n") ==
        "!secret-hard-coded application.properties:1: the base has another secret here\n");
}

TEST_CASE("the address beside a secret may change") {
  const auto url = [](std::string_view host, std::string_view secret) {
    return fmt::format("spring.datasource.url=postgres://app:{}@{}/pay\n", secret, host);
  };
  lacks(edit("application.properties", url("db1.shop.internal", "Vq9tR2mLx7Zp4Ks8"),
             url("db2.shop.internal", "Vq9tR2mLx7Zp4Ks8")),
        "!secret");
  has(edit("application.properties", url("db1.shop.internal", "Vq9tR2mLx7Zp4Ks8"),
           url("db1.shop.internal", "Hw3nB8cYt5Jd1Gf6")),
      "another secret");
}

TEST_CASE("other data in the same statement is another finding") {
  const auto log = [](std::string_view data) {
    return fmt::format("import logging\n\ndef pay(a):\n    logging.info({})\n", data);
  };
  has(edit("a.py", log("a.card_number"), log("a.cvv")), "!sad-logged a.py:4\n");
  has(edit("a.py", log("a.cvv"), log("a.pin_block")), "!sad-logged a.py:4\n");
  has(edit("a.py", log("a.card_number"), log("a.card_number, a.cvv")), "!sad-logged a.py:4\n");
  has(edit("a.py", log("a.email"), log("a.phone")), "personal-data-logged a.py:4\n");
  const auto by_name = [](std::string_view data) {
    return fmt::format("import logging\n\ndef pay(a):\n    x = a.{}\n    logging.info(x)\n", data);
  };
  has(edit("a.py", by_name("cvv"), by_name("pin_block")), "!sad-logged a.py:5");
  has(edit("schema.sql", "CREATE TABLE cards (\n  cvv VARCHAR(4)\n);\n",
           "CREATE TABLE cards (\n  pin_block VARCHAR(4)\n);\n"),
      "schema.sql:2");
}

TEST_CASE("a resource with another name and the same body is the same") {
  CHECK(edit("main.tf", database("a", false), database("b", false)) == "");
  CHECK(edit("main.tf", "resource \"aws_s3_bucket\" \"a\" {}\n", "resource \"aws_s3_bucket\" \"b2\" {}\n") ==
        "");
  CHECK(edit("main.tf", database("a", false) + database("b", false),
             database("a1", false) + database("b1", false)) == "");
}

// One beyond kMostInGroup of match.cc.
TEST_CASE("of very many that are renamed at once, none is taken for another") {
  std::string before, after;
  for (int i = 0; i < 65; ++i) {
    before += fmt::format("resource \"aws_s3_bucket\" \"a{}\" {{}}\n", i);
    after += fmt::format("resource \"aws_s3_bucket\" \"b{}\" {{}}\n", i);
  }
  has(edit("main.tf", before, after), "store-not-versioned main.tf:1\n");
}

TEST_CASE("a resource that takes the place of another is new") {
  const std::string told =
      edit("main.tf", database("a", false),
           "resource \"aws_db_instance\" \"b\" {\n  storage_encrypted = false\n  engine = \"mysql\"\n}\n");
  has(told, "store-backup-missing main.tf:1\n");
  has(told, "gone store-backup-missing main.tf:1\n");
}

TEST_CASE("one resource mended and another broken is no renaming") {
  const std::string told =
      edit("main.tf", database("a", false) + database("b", true), database("a", true) + database("b", false));
  has(told, "!store-public main.tf:9\n");
  has(told, "gone store-public main.tf:4\n");
}

TEST_CASE("a finding stays where its resource and what decides go into two files") {
  const std::string bucket = "resource \"aws_s3_bucket\" \"docs\" {\n  bucket = \"kyc-documents\"\n}\n";
  const std::string rule =
      "resource \"aws_s3_bucket_lifecycle_configuration\" \"docs\" {\n  bucket = aws_s3_bucket.docs.id\n"
      "  rule {\n    id     = \"old\"\n    status = \"Enabled\"\n    expiration { days = 1095 }\n  }\n}\n";
  for (const bool moves_bucket : {false, true}) {
    Repository repository;
    repository.write("main.tf", bucket + rule);
    repository.commit();
    repository.write("main.tf", moves_bucket ? rule : bucket);
    repository.write("other.tf", moves_bucket ? bucket : rule);
    INFO(moves_bucket);
    CHECK(repository.compare() == "");
    repository.replace(moves_bucket ? "main.tf" : "other.tf", "1095", "365");
    has(repository.compare(), "!kyc-retention-short");
  }
}

TEST_CASE("a value that is put into a variable of the same value breaks nothing anew") {
  Repository repository;
  repository.write("main.tf", database("a", false));
  repository.commit();
  repository.replace("main.tf", "publicly_accessible = true", "publicly_accessible = var.open");
  repository.write("variables.tf", "variable \"open\" {\n  default = true\n}\n");
  CHECK(repository.compare() == "");
}

TEST_CASE("settings in another format are the same settings") {
  Repository repository;
  repository.write(
      "src/application.properties",
      "spring.datasource.url=jdbc:postgresql://db/x\nspring.datasource.password=Vq9tR2mLx7Zp4Ks8\n");
  repository.commit();
  repository.remove("src/application.properties");
  repository.write(
      "src/application.yml",
      "spring:\n  datasource:\n    password: Vq9tR2mLx7Zp4Ks8\n    url: jdbc:postgresql://db/x\n");
  CHECK(repository.compare() == "");
  repository.replace("src/application.yml", "Vq9tR2mLx7Zp4Ks8", "Hw3nB8cYt5Jd1Gf6");
  has(repository.compare(), "!secret-hard-coded src/application.yml:3: the base has another secret here\n");
  repository.replace("src/application.yml", "Hw3nB8cYt5Jd1Gf6",
                     "Vq9tR2mLx7Zp4Ks8\n  rabbitmq:\n    password: Hw3nB8cYt5Jd1Gf6");
  has(repository.compare(), "!secret-hard-coded src/application.yml:");
}

TEST_CASE("a description of an API that becomes JSON is the same one") {
  Repository repository;
  repository.write("api.yaml", R"(openapi: 3.0.3
info: {title: Pay, version: "1"}
paths:
  /payments:
    get:
      parameters:
        - {name: card_number, in: query, schema: {type: string}}
      responses: {"200": {description: ok}}
)");
  repository.commit();
  repository.remove("api.yaml");
  repository.write("api.json", R"({
  "openapi": "3.0.3",
  "info": {"title": "Pay", "version": "1"},
  "paths": {
    "/payments": {
      "get": {
        "parameters": [{"name": "card_number", "in": "query", "schema": {"type": "string"}}],
        "responses": {"200": {"description": "ok"}}
      }
    }
  }
}
)");
  lacks(repository.compare(), "!");
  repository.replace("api.json", "/payments", "/refunds");
  has(repository.compare(), "!pan-in-url api.json:7\n");
}

TEST_CASE("a part of the tree that was renamed has its findings from where it was") {
  Repository repository;
  repository.write("infra/main.tf", database("a", false));
  repository.write("other/main.tf", database("a", false));
  repository.commit();
  repository.move("infra/main.tf", "infra2/main.tf");
  payaudit::CheckOptions options = repository.options();
  options.paths = {repository.path() + "/infra2"};
  CHECK(Repository::told(payaudit::run_compared(options), false) == "");
  repository.write("infra2/main.tf", database("a", false) + database("b", false));
  has(Repository::told(payaudit::run_compared(options), false), "!store-public infra2/main.tf:9\n");
}

TEST_CASE("a copy of another part is new there") {
  Repository repository;
  repository.write("infra/main.tf", database("a", false));
  repository.commit();
  repository.write("infra2/main.tf", database("a", false));
  payaudit::CheckOptions options = repository.options();
  options.paths = {repository.path() + "/infra2"};
  has(Repository::told(payaudit::run_compared(options), false), "!store-public infra2/main.tf:4\n");
}
