#include "scanners/meaning/join/columns.h"

#include <catch2/catch.hpp>

using namespace payaudit;

namespace {

const ColumnModels kModels{{"entity", "model"}, {"src", "app", "migrations", "sql"}};

struct Said {
  std::string path;
  std::string medium;  // "flow" for one
  std::string written;
  std::string container = {};
  std::string name = {};
};

// The columns of all, in their order; empty: of none.
void check(const std::vector<Said>& all, const std::vector<std::string>& expected) {
  SourceMap sources;
  Facts facts;
  for (const Said& said : all) {
    const FileId file = sources.add(said.path, "");
    Fact& fact = facts.add(said.medium == "flow" ? Kind::flow : Kind::field, {file, {}}, "f");
    fact.set(Attr::column, facts.text(said.written));
    if (said.medium == "flow") continue;
    fact.set(Attr::medium, facts.text(said.medium))
        .set(Attr::container, facts.text(said.container))
        .set(Attr::name, facts.text(said.name));
  }
  join_columns_of_tables(facts, sources, kModels);
  std::vector<std::string> found;
  for (const Fact& fact : facts.all()) {
    const Attribute* column = fact.find(Attr::column);
    found.emplace_back(column == nullptr ? std::string_view() : column->value.as_text());
  }
  CHECK(found == expected);
}

}  // namespace

TEST_CASE("a class and a table of one name in any spelling have one column") {
  check({{"app/card.py", "entity", "stored_cards.card_number", "StoredCard", "card_number"},
         {"migrations/1.py", "column", "stored_cards.card_number"},
         {"sql/dump.sql", "column", "public.stored_cards.CardNumber"},
         {"src/Card.java", "entity", "StoredCardEntity.cardNumber", "StoredCardEntity", "cardNumber"}},
        {"storedcard.cardnumber", "storedcard.cardnumber", "storedcard.cardnumber", "storedcard.cardnumber"});
}

TEST_CASE("services of one tree have tables of their own") {
  check({{"cards/src/A.java", "entity", "Card.pan", "Card", "pan"},
         {"cards/sql/1.sql", "column", "card.pan"},
         {"ledger/src/A.java", "entity", "Card.pan", "Card", "pan"}},
        {"cards/:card.pan", "cards/:card.pan", "ledger/:card.pan"});
}

TEST_CASE("what lies above the only service that has the column is of it, above two of none of them") {
  check({{"cards/src/A.java", "entity", "Card.pan", "Card", "pan"}, {"sql/1.sql", "column", "card.pan"}},
        {"card.pan", "card.pan"});
  check({{"cards/src/A.java", "entity", "Card.pan", "Card", "pan"},
         {"ledger/src/A.java", "entity", "Card.pan", "Card", "pan"},
         {"sql/1.sql", "column", "card.pan"}},
        {"cards/:card.pan", "ledger/:card.pan", "card.pan"});
}

TEST_CASE(
    "a flow is of the column that the class states for the member, of none where no class or several do") {
  check({{"app/card.py", "entity", "cards.card_no", "StoredCard", "number"},
         {"app/save.py", "flow", "StoredCard.number"},
         {"app/save.py", "flow", "Form.number"}},
        {"card.cardno", "card.cardno", ""});
  check({{"app/a.py", "entity", "cards.card_no", "StoredCard", "number"},
         {"app/b.py", "entity", "old_cards.card_no", "StoredCard", "number"},
         {"app/save.py", "flow", "StoredCard.number"}},
        {"card.cardno", "oldcard.cardno", ""});
}
