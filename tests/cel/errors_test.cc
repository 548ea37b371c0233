#include <catch2/catch.hpp>

#include "rules/cel/cel.h"
#include "rules/cel/functions.h"

using namespace payaudit;

namespace {

CelEnvironment environment() {
  CelEnvironment e;
  e.variables = {{"privileged", CelType::boolean, 0},  {"name", CelType::text, 1},
                 {"backup_days", CelType::integer, 2}, {"holds", CelType::texts, 3},
                 {"namespace_", CelType::text, 4},     {"amount", CelType::real, 5}};
  e.functions = own_functions();
  CelFunction is_class;
  is_class.name = "is_class";
  is_class.arguments = {CelType::text};
  is_class.name_arguments = true;
  is_class.check_name = [](std::string_view name) -> std::string {
    return name == "account.sad" ? ""
                                 : "unknown class `" + std::string(name) + "`, did you mean `account.sad`?";
  };
  is_class.call = [](std::span<const Value>, const CelInputs&, Arena&) { return Value::boolean(true); };
  e.functions.push_back(is_class);
  return e;
}

// `expected`: carets below the wrong part, a space, the message.
void check(std::string_view expression, std::string_view expected) {
  INFO(expression);
  const auto compiled = compile_cel(expression, environment());
  REQUIRE(std::holds_alternative<CelError>(compiled));
  const auto& error = std::get<CelError>(compiled);
  CHECK(std::string(error.offset, ' ') + std::string(error.length, '^') + " " + error.message == expected);
}

// Any error, with this message.
void check_message(std::string_view expression, std::string_view expected) {
  const auto compiled = compile_cel(expression, environment());
  REQUIRE(std::holds_alternative<CelError>(compiled));
  CHECK(std::get<CelError>(compiled).message == expected);
}

}  // namespace

TEST_CASE("an unknown name is shown with the nearest one") {
  check("name == 'a' && priviliged",
        "               ^^^^^^^^^^ unknown name `priviliged`, did you mean `privileged`?");
  check("zzz", "^^^ unknown name `zzz`");
  check("holds.exists(item, itme == 'a')",
        "                   ^^^^ unknown name `itme`, did you mean `item`?");
  check("has(nmae)", "    ^^^^ unknown name `nmae`, did you mean `name`?");
}

TEST_CASE("an unknown function is shown with the nearest one") {
  check("name.startWith('a')", "     ^^^^^^^^^ unknown function `startWith`, did you mean `startsWith`?");
  check("in_cdir(name, '10.0.0.0/8')", "^^^^^^^ unknown function `in_cdir`, did you mean `in_cidr`?");
  check("holds.exist(x, true)", "      ^^^^^ unknown function `exist`, did you mean `exists`?");
  check("startsWith(name, 'a')", "^^^^^^^^^^ `startsWith` stands behind a text, as in `x.startsWith(…)`");
  check("exists(holds, 'a')", "^^^^^^ `exists` is written `list.exists(x, …)`");
  check("name.in_cidr('10.0.0.0/8')", "     ^^^^^^^ `in_cidr` is a function, as in `in_cidr(x)`");
}

TEST_CASE("types are checked when compiling") {
  check("name >= 3", "     ^^ `>=` does not take text and integer");
  check("name && privileged", "^^^^ `&&` needs a boolean, this is text");
  check("!name", " ^^^^ `!` needs a boolean, this is text");
  check("-name", " ^^^^ `-` needs a number, this is text");
  check("backup_days + 1.5",
        "            ^ `+` does not take integer and real, convert one with `double(…)` or `int(…)`");
  check("amount % 2.0", "       ^ `%` does not take real and real");
  check("name == null",
        "     ^^ `==` does not take text and null, whether something is stated is asked with `has(…)`");
  check("'a' in name",
        "    ^^ `in` does not take text and text, a part of a text is asked for with `.contains(…)`");
  check("3 in holds", "  ^^ `in` does not take integer and list of texts");
  check("privileged ? 1 : 'a'", "           ^ the branches of `?:` are integer and text");
  check("backup_days ? 1 : 2", "^^^^^^^^^^^ `?:` needs a boolean, this is integer");
  check("name.all(x, true)", "     ^^^ `all` needs a list, this is text");
  check("holds.all(x, x)", "             ^ `all` needs a boolean, this is text");
  check("holds.all(x, x > 3)", "               ^ `>` does not take text and integer");
  check("holds.all('x', true)", "          ^^^ `all` needs a new name here, as in `all(x, …)`");
  check("name.size", "     ^^^^ a text has no field `size`");
  check("name[0]", "    ^^^ a text has no elements");
  check("holds['a']", "     ^^^^^ the index of a list is an integer, not text");
  check("backup_days.startsWith('a')", "^^^^^^^^^^^ `startsWith` needs text, this is integer");
  check("size(backup_days)", "     ^^^^^^^^^^^ `size` needs text or list, this is integer");
  check("in_cidr(name)", "^^^^^^^ `in_cidr` takes 2 arguments, not 1");
  check("in_cidr(name, 8)", "              ^ `in_cidr` needs text, this is integer");
  check("name.contains()", "     ^^^^^^^^ `contains` takes 1 argument, not 0");
  check("bool(3)", "     ^ `bool` does not convert integer");
  check("{2.5: 1}", " ^^^ a real is no key of a map");
}

TEST_CASE("a name argument is a name, and the host may refuse it") {
  check("is_class(account.sda)",
        "         ^^^^^^^^^^^ unknown class `account.sda`, did you mean `account.sad`?");
  check("is_class('account.sad')", "         ^^^^^^^^^^^^^ `is_class` takes a name, not a value");
  check("has(1)", "^^^ `has` takes a name or a field");
}

TEST_CASE("a syntax error points at the word that does not fit") {
  check("privileged = true", "           ^ unexpected `=`, did you mean `==`?");
  check("privileged & true", "           ^ unexpected `&`, did you mean `&&`?");
  check("privileged and true", "           ^^^ unexpected `and`, the expression should end here");
  check("namespace == 'a'", "^^^^^^^^^ unexpected `namespace`, it is a reserved word of CEL");
  check("(privileged", "           ^ unexpected end, expected `)`");
  check("privileged ? 1", "              ^ unexpected end, expected `:` of `?:`");
  check("privileged &&", "             ^ unexpected end, expected a value");
  check("", "^ unexpected end, expected a value");
  check("[1, 2", "     ^ unexpected end, expected `,` or `]`");
  check("size(name,)", "          ^ unexpected `)`, expected another argument");
  check("name.'a'", "     ^^^ unexpected text, expected a field or a method after `.`");
  check("name 'a'", "     ^^^ unexpected text, the expression should end here");
}

TEST_CASE("a malformed word is shown where it stands") {
  check("name == 'a", "        ^ the text has no closing quote");
  check("name == 'a\nb'", "        ^^ the text has no closing quote on its line");
  check(R"(name.matches('\d'))", R"(              ^^ unknown escape, a backslash is written `\\`)");
  check(R"('\u00g0')", R"( ^^^^ the escape needs 4 digits)");
  check(R"('\ud800')", R"( ^^^^^^ the escape is no Unicode character)");
  check("12ab", "^^^ a number ends in a letter");
  check("9223372036854775808", "^^^^^^^^^^^^^^^^^^^ the number does not fit in 64 bits");
  check("1 # 2", "  ^ unexpected `#`");
  check("1 \x01 2", "  ^ unexpected byte 0x01 outside of a text");
  check("name.matches('[')", "             ^^^ not a regular expression (RE2): missing ]: [");
}

TEST_CASE("what CEL has and this does not is refused by name") {
  check("1u", "^^ unsigned integers are not supported, leave out the `u`");
  check("b'a'", "^ bytes are not supported, write a text");
  check("Message{a: 1}", "       ^ unexpected `{`, messages are not supported");
  check("google.Any{}", "          ^ unexpected `{`, messages are not supported");
  check("name.?first", "     ^ unexpected `?`, optional fields are not supported");
  check("timestamp('x')", "^^^^^^^^^ unknown function `timestamp`");
}

// kMaxText of parser.h, kMaxDepth of parser.h, kMaxMacros of program.h
TEST_CASE("nesting and length have limits") {
  const std::string deep = "the expression is nested deeper than 200 levels";
  check_message(std::string(100000, '('), "the expression is longer than 32768 bytes");
  check_message(std::string(30000, '('), deep);
  check_message(std::string(30000, '['), deep);
  check_message(std::string(30000, '!') + "true", deep);
  check_message(std::string(30000, '-') + "1", deep);
  std::string sum = "1";
  std::string chain = "name";
  std::string conditional;
  std::string index = "holds";
  for (int i = 0; i < 300; ++i) {
    sum += " + 1";
    chain += ".a";
    conditional += "true ? 1 : ";
    index += "[0]";
  }
  check_message(sum, deep);
  check_message(chain, deep);
  check_message(conditional + "1", deep);
  check_message(index, deep);
  std::string macros;
  for (int i = 0; i < 13; ++i) macros += "holds.all(x, ";
  check_message(macros + "true" + std::string(13, ')'), "more than 12 macros in each other");
}

TEST_CASE("the nearest word is within a third of the length, transposed letters count once") {
  const std::vector<std::string_view> words = {"privileged", "public", "provider", "id"};
  CHECK(nearest("priviliged", words) == "privileged");
  CHECK(nearest("pubilc", words) == "public");
  CHECK(nearest("PUBLIC", words) == "public");
  CHECK(nearest("provdr", words) == "provider");
  CHECK(nearest("pvdr", words).empty());
  CHECK(nearest("xyz", words).empty());
  CHECK(nearest("", words).empty());
  CHECK(nearest(std::string(100000, 'a'), words).empty());
  CHECK(nearest("pub", {}).empty());
}
