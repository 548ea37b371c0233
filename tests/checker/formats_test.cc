#include "checker/audit/formats.h"

#include <catch2/catch.hpp>

using payaudit::format_of;
using payaudit::Reader;

TEST_CASE("a file's name tells its reader, the longest ending first") {
  CHECK(format_of("a/main.tf", "").reader == Reader::hcl);
  CHECK(format_of("Dockerfile", "").reader == Reader::dockerfile);
  CHECK(format_of("build/Dockerfile.prod", "").reader == Reader::dockerfile);
  CHECK(format_of("x/app.tsx", "").reader == Reader::tsx);
  CHECK(format_of("package-lock.json", "").reader == Reader::text);
  CHECK(format_of("a.json", "").reader == Reader::json);
  CHECK(format_of(".env.production", "").reader == Reader::env);
  CHECK(format_of("A.YAML", "").reader == Reader::yaml);
}

TEST_CASE("a .conf file is nginx when it reads so") {
  CHECK(format_of("site.conf", "server {\n listen 80;\n}").reader == Reader::nginx);
  CHECK(format_of("site.conf", "key = value").reader == Reader::unsupported);
}

TEST_CASE("a CloudFormation template may be JSON or YAML") {
  CHECK(format_of("stack.template", "{\"Resources\": {}}").reader == Reader::json);
  CHECK(format_of("stack.template", "Resources:\n").reader == Reader::yaml);
}

TEST_CASE("a language without a reader is named, an image is out of scope, prose is text") {
  CHECK(format_of("A.kt", "").reader == Reader::unsupported);
  CHECK(format_of("A.kt", "").name == "Kotlin");
  CHECK(format_of("logo.png", "").reader == Reader::out_of_scope);
  CHECK(format_of("README.md", "").reader == Reader::text);
  CHECK(format_of("LICENSE", "").reader == Reader::text);
}
