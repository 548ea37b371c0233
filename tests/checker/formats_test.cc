#include "checker/audit/formats.h"

#include <catch2/catch.hpp>

#include "checker/audit/tables.h"

using namespace payaudit;

namespace {

const FileConventions& conventions() {
  static const auto tables = load_tables({});
  REQUIRE(tables);
  return (*tables)->policies.files;
}

Format check(std::string_view path, std::string_view head = {}) {
  return format_of(conventions(), path, head);
}

}  // namespace

TEST_CASE("a file's name tells its reader, the longest ending first") {
  CHECK(check("a/main.tf").reader == Reader::hcl);
  CHECK(check("Dockerfile").reader == Reader::dockerfile);
  CHECK(check("build/Dockerfile.prod").reader == Reader::dockerfile);
  CHECK(check("build/dockerfile.cc").name == "C++");
  CHECK(check("x/app.tsx").reader == Reader::tsx);
  CHECK(check("package-lock.json").kind == FileKind::generated);
  CHECK(check("a.json").reader == Reader::json);
  CHECK(check(".env.production").reader == Reader::env);
  CHECK(check("A.YAML").reader == Reader::yaml);
  CHECK(check("build.gradle.kts").name == "Gradle");
  CHECK(check("static/app.min.js").kind == FileKind::generated);
}

TEST_CASE("a .conf file is nginx when it reads so") {
  CHECK(check("site.conf", "server {\n listen 80;\n}").reader == Reader::nginx);
  CHECK(check("site.conf", "key = value").is_unsupported());
}

TEST_CASE("a CloudFormation template may be JSON or YAML") {
  CHECK(check("stack.template", "{\"Resources\": {}}").reader == Reader::json);
  CHECK(check("stack.template", "Resources:\n").reader == Reader::yaml);
}

TEST_CASE("a language without a reader is named, an image is not read, prose is text") {
  CHECK(check("A.kt").is_unsupported());
  CHECK(check("A.kt").name == "Kotlin");
  CHECK_FALSE(check("logo.png").is_read());
  CHECK(check("README.md").kind == FileKind::prose);
  CHECK(check("LICENSE").kind == FileKind::prose);
  CHECK_FALSE(check("a.unheard-of").is_known);
}

TEST_CASE("a script without an ending is of the language that its first line names") {
  CHECK(check("bin/settle", "#!/usr/bin/env python3.11\nimport sys\n").reader == Reader::python);
  CHECK(check("bin/settle", "#!/usr/bin/env -S node --no-warnings\n").reader == Reader::javascript);
  CHECK(check("bin/settle", "#!/bin/sh -e\n").name == "shell");
  CHECK(check("bin/settle", "#! /opt/odd/interpreter\n").is_known == false);
}

TEST_CASE("test code is told by the conventions of build tools") {
  for (std::string_view path :
       {"src/test/java/A.java", "src/it/java/A.java", "a/__tests__/b.js", "pay_test.go", "test_pay.py",
        "pay.spec.ts", "pay.component.spec.ts", "PaymentTest.java", "PaymentIT.java", "CheckoutUITest.java",
        "integration-tests/pay.ts", "pay.cy.js", "Pay.Tests/Charge.cs", "e2e/pay.ts"}) {
    CAPTURE(path);
    CHECK(check(path).is_test);
    CHECK_FALSE(format_of(conventions(), path, {}, true).is_test);
  }
  for (std::string_view path :
       {"src/main/java/Attestation.java", "src/main/java/shop/test/Probe.java", "latest/x.py", "contest.py",
        "AUDIT.java", "inspector/a.js", "Manifest.java", "greatest/a.js", "ab-test/a.js", "spec/pay.ts",
        "tests/main.tf", "src/test/resources/application.yml"}) {
    CAPTURE(path);
    CHECK_FALSE(check(path).is_test);
  }
}

TEST_CASE("paths of tests, examples and documentation are told apart from the rest") {
  for (std::string_view path :
       {"src/test/java/A.java", "docs/x.tf", "a/__tests__/b.js", "pay_test.go", "test_pay.py", "pay.spec.ts",
        "PaymentTest.java", ".env.example", "liquibase.example.properties", ".env.local.sample",
        "settings.py.dist", "PaymentIT.java", "examples/main.tf", "integration-tests/pay.ts", "pay.cy.js",
        ".devcontainer/compose.yaml", "performance-test/compose.yaml"}) {
    CAPTURE(path);
    CHECK(conventions().is_test_or_example(path));
  }
  for (std::string_view path : {"src/main/java/Attestation.java", "latest/x.tf", "contest.py",
                                "page.template.html", ".env.production", "AUDIT.java", "inspector/a.js",
                                "Manifest.java", "greatest/a.js", "ab-test/a.js"}) {
    CAPTURE(path);
    CHECK_FALSE(conventions().is_test_or_example(path));
  }
}
