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

TEST_CASE("a .conf or .cfg file is what it reads as") {
  CHECK(check("site.conf", "server {\n listen 80;\n}").reader == Reader::nginx);
  CHECK(check("postgresql.conf", "# c\nssl = off\nport = 5432\n").reader == Reader::ini);
  CHECK(check("setup.cfg", "[metadata]\nname = x\nrequires =\n  y\n").reader == Reader::ini);
  CHECK(check("httpd.conf", "<VirtualHost *:443>\nSSLEngine on\n").is_unsupported());
  CHECK(check("application.conf", "play {\n  a = b\n}\n").is_unsupported());
  CHECK(check("haproxy.cfg", "frontend x\n  bind :80\n").is_unsupported());
}

TEST_CASE("sites of nginx have any name, in their own folders only") {
  CHECK(check("nginx/sites-available/pay", "server {\n").reader == Reader::nginx);
  CHECK(check("sites-enabled/pay.bank.test", "server {\n").reader == Reader::nginx);
  CHECK(check("nginx/default", "server {\n").reader == Reader::nginx);
  CHECK(check("nginx/README.md", "server {\n").reader == Reader::none);
  CHECK(check("sites-available/README.md", "server {\n").reader == Reader::none);
  CHECK_FALSE(check("notes/pay", "server {\n").is_known);
}

TEST_CASE("properties of Java and of MSBuild share an ending") {
  CHECK(check("production.props", "db.url=x\n").reader == Reader::properties);
  CHECK(check("Directory.Build.props", "<Project>\n").reader == Reader::xml);
}

TEST_CASE("a template is of the format that it makes") {
  const auto is_template_of = [](std::string_view path, std::string_view head, Reader reader) {
    const Format format = check(path, head);
    return format.is_template && format.reader == reader;
  };
  CHECK(is_template_of("templates/pay.conf.j2", "server {\n", Reader::nginx));
  CHECK(is_template_of("vars.yml.j2", "", Reader::yaml));
  CHECK(is_template_of("production.props.template", "a=b\n", Reader::properties));
  CHECK(is_template_of("Dockerfile.tmpl", "", Reader::dockerfile));
  CHECK(is_template_of(".env.tpl", "", Reader::env));
  CHECK(is_template_of("Model.java.ejs", "", Reader::java));
  CHECK(is_template_of("index.html.erb", "", Reader::html));
  CHECK(is_template_of("pay.j2", "{% if x %}\nserver {\n", Reader::nginx));
  CHECK(is_template_of("pay.j2", "<!DOCTYPE html>\n", Reader::html));
  CHECK(is_template_of("pay.tpl", "[a]\nb = c\n", Reader::ini));
  CHECK(is_template_of("motd.j2", "Hello {{ x }}\n", Reader::none));
  CHECK(check("motd.j2", "Hello {{ x }}\n").is_unsupported());
  CHECK(is_template_of("card.hbs", "{{name}}\n", Reader::html));
  CHECK_FALSE(check("chart/templates/_helpers.tpl", "{{- define }}").is_unsupported());
  CHECK_FALSE(check("README.md.j2", "# x\n").is_unsupported());
  CHECK(check("parameters.yml.dist", "a: b\n").reader == Reader::yaml);
  CHECK(check("config.h.in", "").reader == Reader::none);
}

TEST_CASE("a CloudFormation template may be JSON or YAML") {
  CHECK(check("stack.template", "{\"Resources\": {}}").reader == Reader::json);
  CHECK(check("stack.template", "Resources:\n").reader == Reader::yaml);
  CHECK_FALSE(check("stack.template", "Resources:\n").is_template);
}

TEST_CASE("settings of test profiles and samples are examples") {
  for (std::string_view path :
       {"src/main/resources/application-test.yml", "config/application-integration-test.properties",
        "appsettings.Testing.json", ".env.test", "src/example_data/users.json", "sample.props.template"}) {
    INFO(path);
    CHECK(conventions().is_test_or_example(path));
  }
  for (std::string_view path : {"config/ab-test.yml", "application-latest.yml", "application-prod.yml"}) {
    INFO(path);
    CHECK_FALSE(conventions().is_test_or_example(path));
  }
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
        ".devcontainer/compose.yaml", "performance-test/compose.yaml",
        "examples/shop/src/main/java/com/example/Pay.java", "src/test/java/com/example/PayCheck.java"}) {
    CAPTURE(path);
    CHECK(conventions().is_test_or_example(path));
  }
  for (std::string_view path :
       {"src/main/java/Attestation.java", "latest/x.tf", "contest.py", "page.template.html",
        ".env.production", "AUDIT.java", "inspector/a.js", "Manifest.java", "greatest/a.js", "ab-test/a.js",
        "app/src/main/java/com/example/shop/Pay.java"}) {
    CAPTURE(path);
    CHECK_FALSE(conventions().is_test_or_example(path));
  }
}

TEST_CASE("what a bundler put together is searched as text only") {
  CHECK(check("out/a.js", "\"use strict\";\nvar __defProp = Object.defineProperty;\n").kind ==
        FileKind::generated);
  CHECK(check("out/a.js", "/******/ (() => { // webpackBootstrap\n").kind == FileKind::generated);
  CHECK(check("src/a.js", "Object.defineProperty(exports, \"__esModule\", {});\n").kind == FileKind::source);
  CHECK(check("src/a.py", "# var __defProp = Object.defineProperty;\n").kind == FileKind::source);
}
