#include "scanners/meaning/classes/classes.h"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "scanners/syntax/code/go/go.h"
#include "scanners/syntax/code/java/java.h"
#include "scanners/syntax/code/javascript/javascript.h"
#include "scanners/syntax/code/python/python.h"
#include "tests/classify/policy_data.h"
#include "tests/flow/flows.h"

using namespace payaudit;

namespace {

Facts facts_of(const Code& code) {
  const MapperModels& mappers = shipped_policies().mappers;
  EntityIndex entities;
  entities.add(code, mappers);
  entities.settle();
  const ConverterIndex converters;
  return class_facts(0, code, {shipped_classifier(), converters, mappers, entities});
}

// "name class medium state", with the converter where there is one.
void check(Code (*read)(const Source&), const std::string& text, const std::string& expected) {
  const Source source("a", text);
  const Code code = read(source);
  const Facts facts = facts_of(code);
  std::string lines;
  for (const Fact& fact : facts.all()) {
    const Value state = fact.value(Attr::state);
    lines += fmt::format("{} {} {} {}", fact.value(Attr::name).as_text(), fact.value(Attr::class_).as_text(),
                         fact.value(Attr::medium).as_text(), state.is_unknown() ? "?" : state.as_text());
    if (fact.find(Attr::converter) != nullptr)
      lines += fmt::format(" {}", fact.value(Attr::converter).as_text());
    lines += "\n";
  }
  INFO(text);
  CHECK(lines == expected);
}

constexpr const char* kJpa = "import jakarta.persistence.*;\n";

}  // namespace

TEST_CASE("members of a JPA entity are persisted, transient ones are not") {
  check(read_java,
        std::string(kJpa) +
            "@Entity class Card { @Column(length = 19) String cardNumber; @Transient String cvv; String "
            "brand; }",
        "cardNumber account.chd.pan entity clear\ncvv account.sad.cvv member clear\n");
}

TEST_CASE("a class without a mapper's mark or import is not persisted") {
  check(read_java, "class Card { String cardNumber; }", "cardNumber account.chd.pan member clear\n");
  check(read_java, "@Entity class Card { String cardNumber; }", "cardNumber account.chd.pan member clear\n");
}

TEST_CASE("a converter of unknown effect leaves the state unknown") {
  check(read_java,
        std::string(kJpa) +
            "@Entity class Card { @Convert(converter = PanConverter.class) String cardNumber; }",
        "cardNumber account.chd.pan entity ? PanConverter\n");
}

TEST_CASE("an owner's mark makes a member what its name does not say") {
  check(read_java, "class Profile { @PersonalData String motto; String colour; }",
        "motto personal.marked member clear\n");
  // The name says more than the mark.
  check(read_java, "class Profile { @Sensitive String cardNumber; }",
        "cardNumber account.chd.pan member clear\n");
  check(read_python, "class Settings:\n  terminal: Optional[SecretStr]\n",
        "terminal marked.sensitive member clear\n");
}

TEST_CASE("a member that its setter hands to something else first may be anything") {
  const std::string head = std::string(kJpa) + "@Entity class Card { String cardNumber; ";
  check(read_java, head + "void setCardNumber(String n) { this.cardNumber = vault.encrypt(n); } }",
        "cardNumber account.chd.pan entity ?\n");
  check(read_python,
        "from django.db import models\nclass Card(models.Model):\n  card_number = "
        "models.CharField(max_length=32)\n"
        "  def save(self):\n    self.card_number = 'XXXX-%s' % self.card_number[-4:]\n",
        "card_number account.chd.pan entity ?\n");
  check(read_java, head + "Card(Form form) { this.cardNumber = form.getCardNumber(); } }",
        "cardNumber account.chd.pan entity clear\n");
  check(read_java,
        head +
            "void setCardNumber(String n) { this.cardNumber = vault.encrypt(n); }\n"
            "void fix(String n) { cardNumber = n; } }",
        "cardNumber account.chd.pan entity clear\n");
}

TEST_CASE("a transformer of TypeORM is a converter") {
  check(read_typescript,
        "import { Entity, Column } from 'typeorm';\n"
        "@Entity() class Card { @Column({ transformer: sealing }) cardNumber: string; }",
        "cardNumber account.chd.pan entity ? sealing\n");
}

TEST_CASE("a name that claims a protection proves none") {
  check(read_java, std::string(kJpa) + "@Entity class Card { String encryptedPan; }",
        "encryptedPan account.chd.pan entity ?\n");
}

TEST_CASE("names of requests, responses and events tell the medium") {
  check(read_java, "record PaymentRequest(String cardNumber) {}\nrecord CardCreatedEvent(String cvv) {}",
        "cardNumber account.chd.pan request clear\ncvv account.sad.cvv event clear\n");
}

TEST_CASE("Django models and TypeORM entities are persisted") {
  check(read_python,
        "from django.db import models\nclass Card(models.Model):\n    card_number = "
        "models.CharField(max_length=19)\n",
        "card_number account.chd.pan entity clear\n");
  check(read_typescript,
        "import { Entity, Column } from 'typeorm';\n@Entity()\nexport class Card { @Column() cvv: string; }",
        "cvv account.sad.cvv entity clear\n");
}

TEST_CASE("what extends an entity of the same repository is one") {
  check(read_python,
        "from django.db import models\nclass Base(models.Model):\n    pass\nclass Card(Base):\n    "
        "card_number = "
        "models.CharField(max_length=19)\n",
        "card_number account.chd.pan entity clear\n");
  check(read_python, "class Base:\n    pass\nclass Card(Base):\n    card_number = text(19)\n",
        "card_number account.chd.pan member clear\n");
}

TEST_CASE("a column of four characters holds no card number") {
  check(read_java, std::string(kJpa) + "@Entity class Receipt { @Column(length = 4) String cardNumber; }",
        "cardNumber account.chd.pan entity truncated\n");
  check(read_python,
        "from sqlalchemy import Column, String\nfrom sqlalchemy.orm import declarative_base\n"
        "Base = declarative_base()\nclass Receipt(Base):\n    card_number = Column(String(4))\n",
        "card_number account.chd.pan entity truncated\n");
}

TEST_CASE("a serializer of the program may encrypt, one of the mapper only encodes") {
  const std::string head = "package m\ntype Card struct {\n\tCardNumber []byte `gorm:\"column:n;serializer:";
  check(read_go, head + "aesgcm\"`\n}\n", "CardNumber account.chd.pan entity ? aesgcm\n");
  check(read_go, head + "json\"`\n}\n", "CardNumber account.chd.pan entity clear json\n");
}

TEST_CASE("what a column's call says goes before the type that the program sees") {
  const std::string head =
      "from sqlalchemy import String\nfrom sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n"
      "class Base(DeclarativeBase): pass\nclass Card(Base):\n  card_number: Mapped[str] = ";
  check(read_python, head + "mapped_column(String(4))\n", "card_number account.chd.pan entity truncated\n");
  check(read_python, head + "mapped_column(EncryptedType(200))\n",
        "card_number account.chd.pan entity encrypted EncryptedType\n");
  check(read_python, head + "mapped_column()\n", "card_number account.chd.pan entity clear\n");
}

TEST_CASE("a tag may say that a member is only read") {
  check(read_go,
        "package m\ntype Card struct {\n\tID int `bun:\"id,pk\"`\n\tCardNumber string "
        "`bun:\"plain,scanonly\"`\n"
        "\tCvv string `bun:\"cvv,type:varchar(4)\"`\n}\n",
        "CardNumber account.chd.pan member clear\nCvv account.sad.cvv entity clear\n");
}

TEST_CASE("a call that defines a model makes its object's keys members") {
  check(read_javascript,
        "const { DataTypes } = require('sequelize');\n"
        "sequelize.define('Card', { cardNumber: DataTypes.STRING(19), cvv: { type: DataTypes.VIRTUAL },\n"
        "  securityCode: { type: DataTypes.STRING(4), set(v) { this.setDataValue('x', seal(v)); } } });\n",
        "cardNumber account.chd.pan entity clear\ncvv account.sad.cvv member clear\n"
        "securityCode account.sad.cvv entity ? set\n");
  check(read_javascript,
        "const mongoose = require('mongoose');\n"
        "const cardSchema = new mongoose.Schema({ cardNumber: String, cvv: { type: String } });\n",
        "cardNumber account.chd.pan entity clear\ncvv account.sad.cvv entity clear\n");
}

TEST_CASE("TypeScript's number says nothing of the column below it") {
  const auto floating = [](const std::string& column) {
    const Source source(
        "a", "import { Entity, Column } from 'typeorm';\n@Entity()\nexport class Payment { @Column(" +
                 column + ") chargeAmount: number; }");
    const Code code = read_typescript(source);
    const Facts facts = facts_of(code);
    return facts.all().empty() ? "" : to_string(facts.all().front().value(Attr::floating));
  };
  CHECK(floating("\"int\"") == "false");
  CHECK(floating("{ type: \"bigint\" }") == "false");
  CHECK(floating("{ type: \"decimal\", precision: 12 }") == "false");
  CHECK(floating("\"float\"") == "true");
  CHECK(floating("\"double precision\"") == "true");
  CHECK(floating("").starts_with("?"));
}

TEST_CASE("a mapped truth value is no card data") {
  check(read_python,
        "from django.db import models\nclass Card(models.Model):\n    cvv = models.BooleanField()\n", "");
}

TEST_CASE("constants and flags of a class are no data") {
  check(read_java, "class Card { static final String CARD_NUMBER = \"cardNumber\"; boolean cvv; }", "");
}

TEST_CASE("a type of a payment message's address with free lines alone has no town and country") {
  const auto addresses = [](Code (*read)(const Source&), const std::string& text) {
    const Source source("a", text);
    const Code code = read(source);
    const Facts facts = facts_of(code);
    std::string lines;
    for (const Fact& fact : facts.all()) {
      if (fact.kind == Kind::address)
        lines +=
            fmt::format("{} {}\n", fact.value(Attr::name).as_text(), to_string(fact.value(Attr::structured)));
    }
    return lines;
  };
  CHECK(addresses(read_java, "class PstlAdr { List<String> adrLine; }") == "PstlAdr false\n");
  CHECK(addresses(read_java, "class PstlAdr { List<String> adrLine; String twnNm; String ctry; }") == "");
  CHECK(addresses(read_java, "class PstlAdr extends Base { List<String> adrLine; }") ==
        "PstlAdr ?(the type it extends may have town and country)\n");
  CHECK(addresses(read_python, "class Address(BaseModel):\n    adr_line: list[str]\n") == "Address false\n");
  CHECK(addresses(read_java, "class Address { String line1; String city; String country; }") == "");
}

TEST_CASE("a converter with more functions behind it than are looked at proves nothing") {
  std::string text = std::string(kJpa) +
                     "class PanConverter implements AttributeConverter<String, String> {\n"
                     "public String convertToDatabaseColumn(String v) { return f0(v); }\n";
  for (int i = 0; i < 30; ++i) {
    text += "String f" + std::to_string(i) + "(String v) { return f" + std::to_string(i + 1) + "(v); }\n";
  }
  text += "String f30(String v) { return v.trim(); } }\n";
  const Source source("a", text);
  const Code code = read_java(source);
  const Resolution resolution(code, shipped_calls());
  ConverterIndex converters;
  converters.add(resolution, shipped_policies().mappers);
  CHECK(converters.state_of("PanConverter").empty());
}

namespace {

// "table.column" of each persistent member.
void check_columns(Code (*read)(const Source&), const std::string& text, const std::string& expected) {
  const Source source("a", text);
  const Code code = read(source);
  const Facts facts = facts_of(code);
  std::string lines;
  for (const Fact& fact : facts.all()) {
    if (fact.find(Attr::column) != nullptr) lines += fmt::format("{}\n", fact.value(Attr::column).as_text());
  }
  INFO(text);
  CHECK(lines == expected);
}

}  // namespace

TEST_CASE("a member's table and column are those that its class names, or else its own names") {
  check_columns(read_java,
                std::string(kJpa) +
                    "@Entity @Table(name = \"cards\") class Card { @Column(name = \"card_no\") String "
                    "cardNumber; String cvv; }",
                "cards.card_no\ncards.cvv\n");
  check_columns(read_java, std::string(kJpa) + "@Entity class Card { String cardNumber; }",
                "Card.cardNumber\n");
  check_columns(read_python,
                "from sqlalchemy import Column, String\n"
                "from sqlalchemy.orm import declarative_base\n"
                "Base = declarative_base()\n"
                "class Card(Base):\n"
                "  __tablename__ = 'cards'\n"
                "  card_number = Column('card_no', String(19))\n"
                "  cvv = Column(String(4))\n",
                "cards.card_no\ncards.cvv\n");
  check_columns(read_python,
                "from django.db import models\n"
                "class Card(models.Model):\n"
                "  card_number = models.CharField(max_length=19, db_column='pan')\n"
                "  class Meta:\n"
                "    db_table = 'wallet_cards'\n",
                "wallet_cards.pan\n");
  check_columns(read_go,
                "package a\n"
                "type Card struct {\n"
                "  CardNumber string `gorm:\"column:card_no;size:19\"`\n"
                "  CVV string `gorm:\"size:4\"`\n"
                "}\n"
                "func (Card) TableName() string { return \"cards\" }\n",
                "cards.card_no\ncards.CVV\n");
}

TEST_CASE("a member that is computed anew each time has no column, nor has a class without a table") {
  const std::string head = "from odoo import fields, models\n";
  check_columns(read_python,
                head +
                    "class Card(models.Model):\n"
                    "  _name = 'shop.card'\n"
                    "  card_number = fields.Char(compute='_number')\n"
                    "  cvv = fields.Char(compute='_cvv', store=True)\n",
                "shop.card.cvv\n");
  check_columns(read_python,
                head + "class Card(models.Model):\n  _auto = False\n  card_number = fields.Char()\n", "");
}

TEST_CASE("a name that promises a hash is no hash where a setter keeps what it is given") {
  const std::string head =
      "from sqlalchemy import Column, String\n"
      "from sqlalchemy.orm import declarative_base\n"
      "Base = declarative_base()\n"
      "class Card(Base):\n"
      "  card_number_hash = Column(String(255))\n";
  check(read_python,
        head + "  def set_card_number(self, card_number):\n    self.card_number_hash = 'h' + card_number\n",
        "card_number_hash account.chd.pan entity clear\n");
  check(read_python,
        head + "  def set_card_number(self, card_number):\n    self.card_number_hash = digest(card_number)\n",
        "card_number_hash account.chd.pan entity ?\n");
  check(read_python,
        head + "  def set_card_number(self, card_number):\n    self.card_number_hash = card_number[-4:]\n",
        "card_number_hash account.chd.pan entity ?\n");
}
