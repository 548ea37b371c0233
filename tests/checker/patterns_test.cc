#include "checker/files/patterns.h"

#include <catch2/catch.hpp>

using namespace payaudit;

namespace {

// "in", "out", or what is wrong with a pattern.
std::string check(std::string_view path, const std::vector<std::string>& written) {
  Patterns patterns;
  for (const std::string& pattern : written) {
    if (const std::string problem = patterns.add(pattern); !problem.empty()) return problem;
  }
  return patterns.match(path) ? "in" : "out";
}

}  // namespace

TEST_CASE("a name is one at any depth, with all below it") {
  CHECK(check("static/a.js", {"static"}) == "in");
  CHECK(check("web/static/x/a.js", {"static"}) == "in");
  CHECK(check("web/static", {"static"}) == "in");
  CHECK(check("web/statics/a.js", {"static"}) == "out");
  CHECK(check("x/y/b.tf", {"b.tf"}) == "in");
  CHECK(check("x/ab.tf", {"?b.tf"}) == "in");
}

TEST_CASE("a slash at the beginning or inside ties a pattern to the base") {
  CHECK(check("static/a.js", {"/static"}) == "in");
  CHECK(check("web/static/a.js", {"/static"}) == "out");
  CHECK(check("x/docs/a.md", {"docs/a.md"}) == "out");
  CHECK(check("docs/a.md", {"docs/a.md"}) == "in");
}

TEST_CASE("a slash at the end means folders only") {
  CHECK(check("build/a.o", {"build/"}) == "in");
  CHECK(check("x/build/a.o", {"build/"}) == "in");
  CHECK(check("build", {"build/"}) == "out");
}

TEST_CASE("a leading ./ is the base") {
  CHECK(check("x/a.tf", {"./x/**"}) == "in");
  CHECK(check("y/x/a.tf", {"./x/**"}) == "out");
  CHECK(check("a.tf", {"./a.tf"}) == "in");
}

TEST_CASE("braces are either, however deep; without a comma they are written as they are") {
  CHECK(check("a/x.tf", {"{a,b}"}) == "in");
  CHECK(check("b/x.tf", {"{a,b}/**"}) == "in");
  CHECK(check("c/x.tf", {"{a,b}"}) == "out");
  CHECK(check("a/x.test.ts", {"**/*.{test,{spec,e2e}}.ts"}) == "in");
  CHECK(check("a/x.e2e.ts", {"**/*.{test,{spec,e2e}}.ts"}) == "in");
  CHECK(check("{{cookiecutter.name}}/x", {"{{cookiecutter.name}}"}) == "in");
}

TEST_CASE("stars stay within a step, two of them go across") {
  CHECK(check("a/b.tf", {"a/*.tf"}) == "in");
  CHECK(check("a/c/b.tf", {"a/*.tf"}) == "out");
  CHECK(check("a/c/b.tf", {"a/**"}) == "in");
  CHECK(check("a", {"a/**"}) == "out");
  CHECK(check("a/c/b.tf", {"**/b.tf"}) == "in");
  CHECK(check("b.tf", {"**/b.tf"}) == "in");
  CHECK(check("a/c/d/b.tf", {"a/**/b.tf"}) == "in");
  CHECK(check("a/b.tf", {"a/**/b.tf"}) == "in");
  CHECK(check("ab/x", {"a**"}) == "in");
  CHECK(check("a/b.tf", {"**"}) == "in");
}

TEST_CASE("a class is one character") {
  CHECK(check("v1.sql", {"v[0-9].sql"}) == "in");
  CHECK(check("vx.sql", {"v[!0-9].sql"}) == "in");
  CHECK(check("v1.sql", {"v[!0-9].sql"}) == "out");
  CHECK(check("v].sql", {"v[]].sql"}) == "in");
}

TEST_CASE(
    "the last pattern that speaks of a path decides, but nothing comes back from a folder that is out") {
  CHECK(check("gen/keep.sql", {"gen/*", "!gen/keep.sql"}) == "out");
  CHECK(check("gen/other.sql", {"gen/*", "!gen/keep.sql"}) == "in");
  CHECK(check("gen/keep.sql", {"gen/", "!gen/keep.sql"}) == "in");
}

TEST_CASE("what no path can match is said, with what is wrong") {
  CHECK(check("a", {"v[0-9"}) == "opens a [ that is not closed");
  CHECK(check("a", {"{a,b"}).find("opens a { that is not closed") == 0);
  CHECK(check("a", {"../x"}) == "leads out of the tree");
  CHECK(check("a", {"a//b"}).find("has an empty step") == 0);
  CHECK(check("a", {"src\\gen"}).find("has a backslash before a letter") == 0);
  CHECK(check("a", {""}).find("names nothing") == 0);
  CHECK(check("a", {"/"}).find("names nothing") == 0);
  CHECK(check("a", {"#a"}).find("is a comment") == 0);
  CHECK(check("a", {"a\\"}).find("ends in a backslash") == 0);
}

TEST_CASE("a pattern of many stars ends") {
  CHECK(check(std::string(5000, 'a'), {"*a*a*a*a*a*a*a*a*b"}) == "out");
}
