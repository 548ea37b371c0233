#include "scanners/syntax/prisma/prisma.h"

#include <fmt/format.h>
#include <catch2/catch.hpp>

using namespace payaudit;

namespace {

std::string marks(const std::vector<Annotation>& all) {
  std::string text;
  for (const Annotation& mark : all) {
    text += fmt::format(" @{}", mark.name);
    for (const AnnotationArgument& argument : mark.arguments)
      text += fmt::format(" {}={}", argument.name, argument.text);
  }
  return text;
}

// A line a type and a line a member, each with its marks; then the gaps.
void check(const std::string& text, const std::string& expected) {
  const Source source("schema.prisma", text);
  const Code code = read_prisma(source);
  std::string lines;
  for (const Type& type : code.types) {
    lines += fmt::format("{}{}\n", type.name, marks(type.annotations));
    for (const Field& field : type.fields)
      lines += fmt::format("  {} {}{}\n", field.name, field.type, marks(field.annotations));
  }
  for (const Gap& gap : code.gaps) lines += fmt::format("gap: {}\n", gap.detail);
  INFO(text);
  CHECK(lines == expected);
}

}  // namespace

TEST_CASE("models are types whose members have their columns' names and types as marks") {
  check(
      "model Card {\n"
      "  id     Int     @id @default(autoincrement())\n"
      "  number String? @map(\"card_no\") @db.VarChar(19) // as entered\n"
      "  tags   String[]\n"
      "  @@map(\"cards\")\n"
      "  @@index([number, id])\n"
      "}\n",
      "Card @Entity =cards\n"
      "  id Int\n"
      "  number String @Column name=card_no type=VarChar(19)\n"
      "  tags String\n");
}

TEST_CASE("a word with a sign in a comment of documentation is a mark of the member below or before it") {
  check(
      "model Card {\n"
      "  /// @encrypted\n"
      "  number String\n"
      "  cvc    String /// @omit\n"
      "  // @encrypted\n"
      "  brand  String\n"
      "}\n",
      "Card @Entity\n  number String @encrypted\n  cvc String @omit\n  brand String\n");
}

TEST_CASE("a view is no table, and enumerations, generators and data sources are no types") {
  check(
      "generator client {\n  provider = \"prisma-client-js\"\n}\n"
      "datasource db {\n  url = env(\"DATABASE_URL\")\n}\n"
      "enum Role { USER }\n"
      "view Totals {\n  total Float\n}\n"
      "type Address {\n  street String\n}\n",
      "Totals\n  total Float\nAddress @Entity\n  street String\n");
}

TEST_CASE("a text in parentheses ends neither them nor the block") {
  check("model A {\n  a String @default(\")}\") @map(\"x\")\n}\n", "A @Entity\n  a String @Column name=x\n");
}

TEST_CASE("what is no block, and a block without end, are gaps") {
  check("model A {\n  a Int\n", "A @Entity\n  a Int\ngap: block without end\n");
  check("something\nmodel A {\n}\n", "A @Entity\ngap: text outside of blocks\n");
  check("model A {\n  a\xff Int\n}\n", "gap: not UTF-8\n");
}
