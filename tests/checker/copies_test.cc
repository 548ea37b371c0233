// Credentials that stand in several files, over the readers of all their formats.
#include <catch2/catch.hpp>

#include "checker/audit/audit.h"

using namespace payaudit;

namespace {

// For each secret, in order of files: what it is the same as, "-" for what stands once.
std::string check(const std::vector<std::pair<std::string, std::string>>& files) {
  static const auto tables = load_tables({});
  REQUIRE(tables);
  Corpus corpus;
  read_texts(files, **tables, corpus);
  std::string told;
  const Facts facts = make_facts(corpus.units, **tables, {}, 1);
  for (const Fact& fact : facts.all()) {
    if (fact.kind != Kind::secret) continue;
    const Value same = fact.value(Attr::same_as);
    told += told.empty() ? "" : " ";
    told += same.is(Value::Type::text) ? std::string(same.as_text()) : "-";
  }
  return told;
}

std::string database(std::string_view host, std::string_view user) {
  return "spring.datasource.url=jdbc:mysql://" + std::string(host) +
         ":3306/shop\nspring.datasource.username=" + std::string(user) +
         "\nspring.datasource.password=Zug84!\n";
}

}  // namespace

TEST_CASE("a password of one account of one server is one, short as it is") {
  CHECK(check({{"a/application.properties", database("mysqldb", "root")},
               {"b/application.properties", database("mysqldb", "root")},
               {"docker-compose.yml",
                "services:\n  mysql:\n    image: mysql:8\n    container_name: mysqldb\n    environment:\n"
                "      MYSQL_ROOT_PASSWORD: Zug84!\n"}}) ==
        "a/application.properties:3 a/application.properties:3 a/application.properties:3");
  CHECK(check({{"a/application.yml", "db:\n  host: cards\n  user: shop\n  password: Zug84!\n"},
               {"b.env", "DB_HOST=cards\nDB_USER=shop\nDB_PASSWORD=Zug84!\n"}}) ==
        "a/application.yml:4 a/application.yml:4");
}

TEST_CASE("passwords of two accounts, or of two servers, are two") {
  CHECK(check({{"a/application.properties", database("mysqldb", "root")},
               {"b/application.properties", database("mysqldb", "shop")}}) == "- -");
  CHECK(check({{"a/application.properties", database("users", "root")},
               {"b/application.properties", database("orders", "root")}}) == "- -");
}

TEST_CASE("this machine is many servers: there the names of the secrets decide too") {
  CHECK(check({{"a/application.properties", database("localhost", "root")},
               {"b/application.properties", database("localhost", "root")}}) ==
        "a/application.properties:3 a/application.properties:3");
  CHECK(check({{"a/application.properties", database("localhost", "root")},
               {"b.env", "DB_HOST=localhost\nDB_USER=root\nRABBIT_PASSWORD=Zug84!\n"}}) == "- -");
}
