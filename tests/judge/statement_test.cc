#include "rules/judge/statement.h"

#include <catch2/catch.hpp>

using namespace payaudit;

namespace {

std::string check(std::string_view text, Names names = Names::locals) {
  return normal_statement(text, names);
}

}  // namespace

TEST_CASE("what local variables are called is no part of a statement") {
  CHECK(check("log.info(\"card \" + card.getNumber(), n)") == "$1.info(\"card\"+$2.getNumber(),$3)");
  CHECK(check("log.info(\"card \" + paid.getNumber(), m)") == "$1.info(\"card\"+$2.getNumber(),$3)");
}

TEST_CASE("which of them is meant is part of it") {
  CHECK(check("log(a, b)") == check("log(x, y)"));
  CHECK(check("log(a, a)") != check("log(a, b)"));
}

TEST_CASE("what is called, and members, keep their names") {
  CHECK(check("print(mask(pan))") != check("print(show(pan))"));
  CHECK(check("print(a.pan)") != check("print(a.cvv)"));
  CHECK(check("$this->log->info($card->number)") == check("$self->log->info($c->number)"));
}

TEST_CASE("lines, white space and a trailing comma do not matter") {
  CHECK(check("f(a,\n  b,\n)") == check("f(a, b)"));
  CHECK(check("f(a,\r\n\tb)") == check("f(a,b)"));
}

TEST_CASE("texts and numbers keep their letters") {
  CHECK(check("f('n', 0x1F, 10L)") == "f('n',0x1F,10L)");
  CHECK(check("f('n')") != check("f('m')"));
}

TEST_CASE("of a source text only what a member is taken from may be called otherwise") {
  CHECK(check("request.cardNumber()", Names::receivers) == "$.cardNumber()");
  CHECK(check("pan", Names::receivers) == "pan");
}

TEST_CASE("names of settings stay, and their texts are taken as they are") {
  CHECK(check("storage_encrypted = false", Names::kept) == "storage_encrypted=false");
}

TEST_CASE("a quote that nothing closes is a sign") {
  CHECK(check("f(\"a") == "f(\"$1");
  CHECK(check("") == "");
}
