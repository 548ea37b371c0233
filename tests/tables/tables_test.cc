#include "scanners/meaning/tables/tables.h"

#include <catch2/catch.hpp>

#include "scanners/meaning/tables/schema.h"
#include "scanners/syntax/sql/sql.h"
#include "tests/classify/policy_data.h"

using namespace payaudit;

namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

// `symbol: attribute, attribute` of all facts of a kind, one line each.
std::string check(const Files& files, std::string_view kind,
                  std::initializer_list<std::string_view> attributes) {
  SourceMap sources;
  Units units;
  units.sources = &sources;
  for (const auto& [path, text] : files) {
    Unit unit;
    unit.file = sources.add(path, text);
    unit.format = "sql";
    unit.form = read_sql(sources[unit.file]);
    units.units.push_back(std::move(unit));
  }
  SettingModels models;
  models.default_pairs = {{"sa", "sa"}};
  Facts facts = table_facts(units, {models, shipped_classifier()}, shipped_policies().tables);
  facts.sort();
  std::string result;
  for (const Fact& fact : facts.all()) {
    if (row(fact.kind).name != kind) continue;
    result += (result.empty() ? "" : "\n") + std::string(fact.symbol) + ":";
    for (std::string_view name : attributes) result += " " + to_string(fact.value(*find_attr(name)));
  }
  return result;
}

std::string state(const std::string& column) {
  return check({{"a.sql", "create table card (id int, " + column + ");"}}, "field", {"state"});
}

}  // namespace

TEST_CASE("a column for a card number is clear only where nothing else fits") {
  CHECK(state("card_number varchar(19)") == "table card.card_number: \"clear\"");
  CHECK(state("card_number bigint") == "table card.card_number: \"clear\"");
  CHECK(state("card_number varchar(255)") ==
        "table card.card_number: ?(the type may hold a cipher text; what writes it is not seen)");
  CHECK(state("card_number bytea") ==
        "table card.card_number: ?(the type may hold a cipher text; what writes it is not seen)");
  CHECK(state("card_number char(4)") == "table card.card_number: \"truncated\"");
  CHECK(state("card_number int") == "table card.card_number: ?(the type is too small for a card number)");
  CHECK(state("card_number char(16) encrypted with (column_encryption_key = k)") ==
        "table card.card_number: \"encrypted\"");
}

TEST_CASE("a name that says truncated is believed only where no more fits") {
  CHECK(state("card_last4 char(4)") == "table card.card_last4: \"truncated\"");
  CHECK(state("card_bin int") == "table card.card_bin: \"truncated\"");
  CHECK(state("masked_pan varchar(19)") ==
        "table card.masked_pan: ?(the name says truncated; what writes it is not seen)");
  CHECK(state("card_number_hmac char(64)") ==
        "table card.card_number_hmac: ?(the name says keyed-hashed; what writes it is not seen)");
  CHECK(state("card_number_sha256 char(64)") == "table card.card_number_sha256: \"hashed\"");
}

TEST_CASE("a comment that marks a column as personal makes it so, where its name says nothing") {
  CHECK(check({{"a.sql",
                "create table member (id int, motto text); comment on column member.motto is 'PII, ask "
                "legal';"}},
              "field", {"class"}) == "table member.motto: \"personal.marked\"");
}

TEST_CASE("a name that says encrypted proves nothing") {
  CHECK(state("encrypted_card_number text") ==
        "table card.encrypted_card_number: ?(the name says encrypted; what writes it is not seen)");
}

TEST_CASE("a type of the schema's own is what it stands for") {
  CHECK(check({{"a.sql", "create domain num as varchar(19); create table card (card_number num);"}}, "field",
              {"type"}) == "table card.card_number: \"varchar(19)\"");
  CHECK(check({{"a.sql", "create type c as enum ('a'); create table card (cvv c);"}}, "field", {"state"}) ==
        "");
}

TEST_CASE("migrations are joined in the order of their numbers") {
  const std::string create = "create table card (id int, card_number varchar(19));";
  CHECK(check({{"db/V10__b.sql", "alter table card drop column card_number;"}, {"db/V2__a.sql", create}},
              "field", {"state"}) == "");
  CHECK(check({{"db/V1.sql", create},
               {"db/V2.sql", "alter table card rename column card_number to card_token;"}},
              "field", {"class"}) == "table card.card_token: \"account.token\"");
  CHECK(check({{"db/V1.sql", create}, {"db/V2.sql", "alter table card alter column card_number type bytea;"}},
              "field", {"type"}) == "table card.card_number: \"bytea\"");
  CHECK(check({{"db/V1.sql", create}, {"db/V2.sql", "drop table card;"}}, "field", {"state"}) == "");
}

TEST_CASE("what undoes, cleans up or belongs to another service drops nothing") {
  const std::string create = "create table card (id int, card_number varchar(19));";
  const std::string kept = "table card.card_number: \"clear\"";
  CHECK(check({{"m/1/down.sql", "drop table card;"}, {"m/1/up.sql", create}}, "field", {"state"}) == kept);
  CHECK(check({{"db/create.sql", create}, {"db/drop.sql", "drop table card;"}}, "field", {"state"}) == kept);
  CHECK(check({{"a/V1.sql", create}, {"b/V1.sql", "drop table card;"}}, "field", {"state"}) == kept);
}

TEST_CASE("an amount in a floating type is one") {
  CHECK(check({{"a.sql", "create table payment (amount double precision, tax_amount decimal(9,2));"}},
              "field", {"floating"}) == "table payment.amount: true\ntable payment.tax_amount: false");
}

TEST_CASE("a table says whether its rows vanish with others, if all of it is known") {
  CHECK(check({{"a.sql",
                "create table kyc (passport_number varchar(9), c int references d on delete cascade);"}},
              "field", {"cascade_delete"}) == "table kyc.passport_number: true");
  CHECK(check({{"a.sql", "alter table kyc add column passport_number varchar(9);"}}, "field",
              {"cascade_delete"}) ==
        "table kyc.passport_number: ?(the table has constraints that are not in the tree)");
}

TEST_CASE("cryptography over a classified column is stated") {
  CHECK(check({{"a.sql",
                "update card set card_number = hex(aes_encrypt(card_number, 'fake')); select "
                "md5(c.card_number), md5(id), digest(card_number, x) from card c;"}},
              "crypto", {"operation", "algorithm", "hard_coded_key", "of_classes"}) ==
        "card aes_encrypt: \"encrypt\" \"AES\" true [\"account.chd.pan\"]\n"
        " md5: \"hash\" \"MD5\" ?(not stated) [\"account.chd.pan\"]\n"
        " digest: \"hash\" ?(the algorithm is not written here) ?(not stated) [\"account.chd.pan\"]");
}

TEST_CASE("a grant of everything on everything says so") {
  CHECK(check({{"a.sql", "grant all privileges on *.* to 'app'@'%'; grant select on card to public;"}},
              "identity.policy",
              {"type", "actions", "principals", "wildcard_actions", "wildcard_resources"}) ==
        "grant *.*: \"grant\" [\"all privileges\"] [\"'app'@'%'\"] true true\n"
        "grant card: \"grant\" [\"select\"] [\"public\"] false false");
}

TEST_CASE("a user's password is a secret and may be the vendor's") {
  CHECK(check({{"a.sql", "create login sa with password = 'sa'; create user b password '${P}';"}}, "secret",
              {"type", "value_kind", "default_pair"}) ==
        "create login sa password: \"password\" \"literal\" true\n"
        "create user b password: \"password\" \"reference\" ?(not stated)");
}

TEST_CASE("audit settings and foreign servers are stated") {
  CHECK(check({{"a.sql", "alter system set pgaudit.log = 'none';"}}, "audit.trail", {"enabled"}) ==
        "pgaudit: false");
  CHECK(check({{"a.sql",
                "create server s foreign data wrapper w options (host 'db.example.com', port '5433', sslmode "
                "'disable');"}},
              "connection", {"host", "port", "plaintext"}) == "server s: \"db.example.com\" 5433 true");
}

TEST_CASE("numbers in names are compared as numbers") {
  CHECK(comes_before("V2", "V10"));
  CHECK_FALSE(comes_before("V10", "V2"));
  CHECK(comes_before("a/V1", "a/V1_1"));
  CHECK(comes_before("01", "1") != comes_before("1", "01"));
}

TEST_CASE("more columns than are looked at beside each other are a gap") {
  std::string columns;
  for (int i = 0; i < 250; ++i) columns += ", c" + std::to_string(i) + " int";
  CHECK(check({{"a.sql", "create table wide (id int" + columns + ");"}}, "gap", {"reason"}) ==
        "table wide: \"limit\"");
  CHECK(check({{"a.sql", "create table narrow (id int);"}}, "gap", {"reason"}).empty());
}
