#include <catch2/catch.hpp>

#include "scanners/meaning/flow/call_index.h"

using namespace payaudit;

namespace {

CallModel model(std::string pattern, std::string role, bool is_by_name = false) {
  return {"java", std::move(pattern), std::move(role), is_by_name, {}};
}

const CallIndex& index() {
  static const CallIndex calls(
      CodeModels{{model("org.slf4j.Logger.{info,warn}", "log"), model("com.stripe.model.*.create", "payment"),
                  model("**Repository.save", "store"), model("new **Exception", "error"),
                  model("a.b().**.set*", "cache"), model("{log,logger}.info", "log", true)},
                 {}});
  return calls;
}

std::string check(std::string_view callee) {
  std::string roles;
  for (const CallModel* found : index().of_callee("java", callee)) roles += found->role + " ";
  return roles;
}

}  // namespace

TEST_CASE("a pattern's choices, stars and double stars match whole callees") {
  CHECK(check("org.slf4j.Logger.info") == "log ");
  CHECK(check("org.slf4j.Logger.infos") == "");
  CHECK(check("xorg.slf4j.Logger.info") == "");
  CHECK(check("com.stripe.model.Charge.create") == "payment ");
  CHECK(check("com.stripe.model.a.Charge.create") == "");
  CHECK(check("com.shop.CardRepository.save") == "store ");
  CHECK(check("CardRepository.save") == "store ");
  CHECK(check("new java.lang.IllegalStateException") == "error ");
  CHECK(check("a.b().c.d().setX") == "cache ");
  CHECK(check("") == "");
}

TEST_CASE("written names are asked for apart from resolved callees") {
  CHECK(check("logger.info") == "");
  CHECK(index().of_name("java", "logger.info").size() == 1);
  CHECK(index().of_name("go", "logger.info").empty());
}

TEST_CASE("roots of patterns are known, parts of words are not") {
  CHECK(index().knows("java", "org.slf4j.Logger"));
  CHECK(index().knows("java", "org"));
  CHECK_FALSE(index().knows("java", "org.slf4j.Log"));
  CHECK_FALSE(index().knows("python", "org"));
}

TEST_CASE("globs with many stars end") {
  CHECK(glob_matches("**a**a**b", std::string(3000, 'a') + "b"));
  CHECK_FALSE(glob_matches("**a**a**c", std::string(3000, 'a') + "b"));
  CHECK_FALSE(glob_matches("a*.b*.c", "a.x.y.z"));
  CHECK(glob_matches("*.b.**", "a.b.c.d"));
}
