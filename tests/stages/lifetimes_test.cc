// Tokens that say themselves how long they were good for.
#include "scanners/meaning/stages/lifetimes.h"

#include <catch2/catch.hpp>

using namespace payaudit;

namespace {

// {"alg":"HS256","typ":"JWT"}
const std::string kHeader = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

std::string check(const std::string& payload) {
  return short_lifetime(kHeader + "." + payload + ".Nebelhorn35Zug84").value_or("-");
}

}  // namespace

TEST_CASE("a token for an hour says when it ended") {
  // {"iat":1700000000,"exp":1700003600}
  CHECK(check("eyJpYXQiOjE3MDAwMDAwMDAsImV4cCI6MTcwMDAwMzYwMH0") ==
        "it was good for 60 minutes, until 2023-11-14");
}

TEST_CASE("one for years, one without an end, and what is no token say nothing") {
  // {"iat":1700000000,"exp":2015360000}
  CHECK(check("eyJpYXQiOjE3MDAwMDAwMDAsImV4cCI6MjAxNTM2MDAwMH0") == "-");
  // {"iat":1700000000}
  CHECK(check("eyJpYXQiOjE3MDAwMDAwMDB9") == "-");
  CHECK(check("") == "-");
  CHECK_FALSE(short_lifetime("eyJhbGciOi.eyJpYXQ"));
  CHECK_FALSE(short_lifetime("Amsel-Quitte-84"));
}
