#include "scanners/meaning/join/join.h"

#include <catch2/catch.hpp>

using namespace payaudit;

namespace {

Fact& add_database(Facts& facts, std::string_view symbol, std::string_view engine) {
  return facts.add(Kind::store, {}, symbol)
      .set(Attr::name, facts.text(symbol))
      .set(Attr::type, facts.text("database"))
      .set(Attr::engine, facts.text(engine))
      .set(Attr::encrypted_at_rest, Value::boolean(true));
}

Fact& add_column(Facts& facts) {
  return facts.add(Kind::field, {}, "card.number")
      .set(Attr::medium, facts.text("column"))
      .set(Attr::class_, facts.text("account.chd.pan"));
}

}  // namespace

TEST_CASE("columns belong to the only relational database, which then holds their classes") {
  Facts facts;
  const Fact& database = add_database(facts, "shop", "postgres");
  add_database(facts, "sessions", "redis");
  const Fact& column = add_column(facts);
  join(facts, {});
  CHECK(to_string(column.value(Attr::store)) == "\"shop\"");
  CHECK(to_string(column.value(Attr::store_encrypted)) == "true");
  CHECK(to_string(database.value(Attr::holds)) == "[\"account.chd.pan\"]");
}

TEST_CASE("with two databases nothing says which one a migration runs on") {
  Facts facts;
  add_database(facts, "shop", "postgres");
  add_database(facts, "ledger", "mysql");
  const Fact& column = add_column(facts);
  join(facts, {});
  CHECK(column.find(Attr::store) == nullptr);
}

TEST_CASE("declared classes enter the store and its places") {
  Facts facts;
  const Fact& store = facts.add(Kind::store, {}, "aws_s3_bucket.kyc");
  const Fact& place = facts.add(Kind::place, {}, "p").set(Attr::subject, facts.text("aws_s3_bucket.kyc"));
  join(facts, {{{"aws_s3_bucket.kyc", {"kyc.document"}}}, std::nullopt});
  CHECK(to_string(store.value(Attr::holds)) == "[\"kyc.document\"]");
  CHECK(to_string(place.value(Attr::classes)) == "[\"kyc.document\"]");
}

TEST_CASE("scripts are looked up in the inventory, and without one nothing is known") {
  Facts facts;
  const Fact& script = facts.add(Kind::script, {}, "s").set(Attr::source, facts.text("/a.js"));
  join(facts, {});
  CHECK(to_string(script.value(Attr::inventoried)) == "?(payaudit.yaml has no inventory of scripts)");
  join(facts, {{}, std::vector<std::string>{"/b.js"}});
  CHECK(to_string(script.value(Attr::inventoried)) == "false");
  join(facts, {{}, std::vector<std::string>{"/a.js"}});
  CHECK(to_string(script.value(Attr::inventoried)) == "true");
}

namespace {

Fact& add_server(Facts& facts, std::string_view policy) {
  return facts.add(Kind::listener, {}, "server")
      .set(Attr::policy, facts.text(policy))
      .set(Attr::policy_enforced, Value::boolean(false));
}

}  // namespace

TEST_CASE("a page without a policy of its own has that of the servers where they agree") {
  Facts facts;
  const Fact& page =
      facts.add(Kind::page, {}, "page").set(Attr::policy, facts.unknown("the server may send one"));
  const Fact& own = facts.add(Kind::page, {}, "own").set(Attr::policy, facts.text("default-src 'none'"));
  add_server(facts, "script-src 'self'");
  add_server(facts, "script-src 'self'");
  join(facts, {});
  CHECK(to_string(page.value(Attr::policy)) == "\"script-src 'self'\"");
  CHECK(to_string(page.value(Attr::policy_enforced)) == "false");
  CHECK(to_string(own.value(Attr::policy)) == "\"default-src 'none'\"");
}

TEST_CASE("servers with different policies leave a page's open") {
  Facts facts;
  const Fact& page =
      facts.add(Kind::page, {}, "page").set(Attr::policy, facts.unknown("the server may send one"));
  add_server(facts, "script-src 'self'");
  add_server(facts, "");
  join(facts, {});
  CHECK(page.value(Attr::policy).is_unknown());
}

TEST_CASE("in a tree without currencies thresholds may be of the only one") {
  Facts facts;
  const Fact& found = facts.add(Kind::comparison, {}, "f").set(Attr::has_currency, Value::boolean(false));
  const Fact& kept = facts.add(Kind::comparison, {}, "g").set(Attr::has_currency, Value::boolean(true));
  join(facts, {});
  CHECK(found.value(Attr::has_currency).is_unknown());
  CHECK(to_string(kept.value(Attr::has_currency)) == "true");
}

TEST_CASE("where something has a currency, a threshold without one stays so") {
  Facts facts;
  const Fact& found = facts.add(Kind::comparison, {}, "f").set(Attr::has_currency, Value::boolean(false));
  facts.add(Kind::field, {}, "order.currency").set(Attr::class_, facts.text("payment.currency"));
  join(facts, {});
  CHECK(to_string(found.value(Attr::has_currency)) == "false");
}
