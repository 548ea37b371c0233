// What the functions of a tree put into members of account data.
#include "scanners/meaning/classes/writes.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "scanners/meaning/classes/classes.h"
#include "scanners/syntax/code/go/go.h"
#include "scanners/syntax/code/java/java.h"
#include "scanners/syntax/code/javascript/javascript.h"
#include "scanners/syntax/code/python/python.h"
#include "tests/flow/flows.h"

using namespace payaudit;

namespace {

// The states of the tree's members of a card's number, one a line; `?`: unknown.
std::string states(Code (*read)(const Source&), const std::vector<std::string>& texts) {
  SourceMap sources;
  std::vector<Code> codes;
  TypeIndex types(&shipped_calls());
  ConverterIndex converters;
  EntityIndex entities;
  for (const std::string& text : texts) {
    const FileId file = sources.add(fmt::format("src/f{}", sources.size()), text);
    codes.push_back(read(sources[file]));
    types.add(codes.back(), sources[file], shipped_classifier());
    entities.add(codes.back(), shipped_policies().mappers);
  }
  entities.settle();
  Facts facts;
  std::vector<MemberWrite> writes;
  for (FileId file = 0; file < codes.size(); ++file) {
    const Resolution resolution(codes[file], shipped_calls());
    const FlowTables tables{shipped_classifier(), types};
    const FlowAnalysis flow(sources[file], resolution, tables);
    const auto found = member_writes(flow, resolution, tables, file);
    writes.insert(writes.end(), found.begin(), found.end());
    facts.absorb(class_facts(file, codes[file],
                             {shipped_classifier(), converters, shipped_policies().mappers, entities}));
  }
  doubt_what_is_given_masked(facts, sources, writes);
  std::string lines;
  for (const Fact& fact : facts.all()) {
    const Value of = fact.kind == Kind::field ? fact.value(Attr::class_) : Value();
    if (!of.is(Value::Type::text) || of.as_text() != "account.chd.pan") continue;
    const Value state = fact.value(Attr::state);
    lines += fmt::format("{}\n", state.is_unknown() ? "?" : state.as_text());
  }
  return lines;
}

const std::string kMask =
    "class Masks { static String mask(String pan) { return \"*\" + pan.substring(pan.length() - 4); } }\n";

std::string java(const std::string& body) {
  return states(read_java,
                {"record CardLinked(String owner, String cardNumber) {}\n",
                 "class Card { String owner; String cardNumber; void setCardNumber(String n) { "
                 "this.cardNumber = n; } }\n",
                 kMask + "class Service { void f(String cardNumber, Card card) { " + body + " } }\n"});
}

}  // namespace

TEST_CASE("a member that is seen to be given nothing but masks is not known to be clear") {
  CHECK(java("send(new CardLinked(\"a\", Masks.mask(cardNumber)));") == "?\nclear\n");
  CHECK(java("card.setCardNumber(Masks.mask(cardNumber));") == "clear\n?\n");
  CHECK(java("card.cardNumber = Masks.mask(cardNumber);") == "clear\n?\n");
  CHECK(java("send(Card.builder().owner(\"a\").cardNumber(Masks.mask(cardNumber)).build());") ==
        "clear\n?\n");
}

TEST_CASE("one clear value makes it clear, and so does one of which nothing is known") {
  CHECK(java("card.setCardNumber(Masks.mask(cardNumber)); card.setCardNumber(cardNumber);") ==
        "clear\nclear\n");
  CHECK(java("card.setCardNumber(Masks.mask(cardNumber)); card.setCardNumber(other());") == "clear\nclear\n");
  CHECK(java("send(new CardLinked(\"a\", cardNumber));") == "clear\nclear\n");
}

TEST_CASE("a constant says nothing of a member, and so does what a type's own function keeps") {
  CHECK(java("card.setCardNumber(null);") == "clear\nclear\n");
  CHECK(java("card.setCardNumber(null); card.setCardNumber(Masks.mask(cardNumber));") == "clear\n?\n");
}

TEST_CASE("values in a row are of no member where types of the name differ") {
  const std::string service =
      kMask +
      "class Service { void f(String cardNumber) { send(new Linked(\"a\", Masks.mask(cardNumber))); } }";
  CHECK(states(read_java, {"record Linked(String owner, String cardNumber) {}", service}) == "?\n");
  CHECK(states(read_java, {"record Linked(String owner, String cardNumber) {}",
                           "record Linked(String owner, String cardNumber) {}", service}) == "?\n?\n");
  CHECK(states(read_java, {"record Linked(String owner, String cardNumber) {}",
                           "record Linked(String cardNumber, String owner) {}", service}) ==
        "clear\nclear\n");
}

TEST_CASE("values by name, in the languages that have them") {
  CHECK(states(read_python, {"class Card:\n    card_number: str\n",
                             "def f(card_number):\n    return Card(card_number=card_number[-4:])\n"}) ==
        "?\n");
  CHECK(states(read_python, {"class Card:\n    card_number: str\n",
                             "def f(card_number):\n    return Card(card_number=card_number)\n"}) ==
        "clear\n");
  const std::string card = "package a\ntype Card struct { CardNumber string }\n";
  CHECK(states(read_go, {card,
                         "package a\nfunc f(cardNumber string) Card { return Card{CardNumber: "
                         "cardNumber[len(cardNumber)-4:]} }\n"}) == "?\n");
  CHECK(states(read_go, {card,
                         "package a\nfunc f(cardNumber string) Card { return Card{CardNumber: "
                         "cardNumber} }\n"}) == "clear\n");
}

TEST_CASE("an object of no known type is of a type of its own file") {
  const std::string schema =
      "const mongoose = require('mongoose');\n"
      "const Card = mongoose.model('Card', new mongoose.Schema({ cardNumber: { type: String } }));\n";
  const std::string keep =
      "async function f(id, cardNumber) { const card = await Card.findById(id);\n"
      "  card.cardNumber = cardNumber.slice(-4); await card.save(); }\n";
  CHECK(states(read_javascript, {schema + keep}) == "?\n");
  CHECK(states(read_javascript, {schema, keep}) == "clear\n");
  CHECK(states(read_javascript, {schema + "const f = (cardNumber) => Card.create({ cardNumber: "
                                          "cardNumber.slice(-4) });\n"}) == "?\n");
  CHECK(states(read_javascript, {schema + "const f = (cardNumber) => Card.create({ cardNumber });\n"}) ==
        "clear\n");
}
