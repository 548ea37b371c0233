// What a log call writes of its arguments, and of objects that are made beside it.
#include <catch2/catch.hpp>

#include "scanners/meaning/flow/format_verbs.h"
#include "scanners/syntax/code/go/go.h"
#include "scanners/syntax/code/java/java.h"
#include "scanners/syntax/code/python/python.h"
#include "tests/flow/flows.h"

using namespace payaudit;

namespace {

std::string java_flows(const std::string& head, const std::string& body) {
  const std::string text =
      head + "\nclass A { Logger log; void f(String email, Exception why) { " + body + " } }\n";
  return find_flows([](const Source& source) { return read_java(source); }, "A.java", text).flows;
}

void check_slf4j(const std::string& call, const std::string& expected) {
  INFO(call);
  CHECK(java_flows("import org.slf4j.Logger;", call) == expected);
}

void check_new(const std::string& body, const std::string& expected) {
  INFO(body);
  CHECK(java_flows("import lombok.Data;\nimport org.slf4j.Logger;\n"
                   "@Data class Letter { private String email; private String text; }\n"
                   "@Data class Note { private String email = \"nobody\"; private String text; }\n",
                   body) == expected);
}

}  // namespace

TEST_CASE("SLF4J writes arguments that have a place in the format, and an exception at the end") {
  const std::string email = "personal.email log clear\n";
  check_slf4j("log.info(\"to {}\", email);", email);
  check_slf4j("log.info(\"to\", email);", "");
  check_slf4j("log.info(\"{} to {}\", 1, email);", email);
  check_slf4j("log.info(\"{} to\", 1, email);", "");
  check_slf4j("log.info(\"to {}\", email, why);", email);
  check_slf4j("log.error(email, why);", email);
  check_slf4j("log.info(\"to \" + email);", email);
  check_slf4j("log.info(\"to %s\", email);", email);
}

TEST_CASE("what may be an exception, of a type that is not known, may be written") {
  check_slf4j("log.info(\"to\", find().email);", "personal.email log ?\n");
  check_slf4j("log.info(\"to {}\", 1, find().email);", "personal.email log ?\n");
  check_slf4j("log.info(\"to {}\", find().email);", "personal.email log clear\n");
  check_slf4j("log.info(\"to\", \"mail \" + email);", "");
}

TEST_CASE("what `{}` means is not known where the format has escapes or signs of another one") {
  CHECK(braces_in("a {} b {}") == 2);
  CHECK(braces_in("a") == 0);
  CHECK_FALSE(braces_in("a {0}").has_value());
  CHECK_FALSE(braces_in("a %s").has_value());
  CHECK_FALSE(braces_in("a \\{} {}").has_value());
}

TEST_CASE("Go and Python write arguments without a verb all the same") {
  CHECK(find_flows([](const Source& source) { return read_go(source); }, "a.go",
                   "package a\nimport \"log\"\nfunc f(email string) { log.Printf(\"to\", email) }\n")
            .flows == "personal.email log clear\n");
  CHECK(find_flows([](const Source& source) { return read_python(source); }, "a.py",
                   "import logging\ndef f(email):\n    logging.info('to', email)\n")
            .flows == "personal.email log clear\n");
}

TEST_CASE("a member of a new object that nobody gave a value is not shown") {
  const std::string email = "personal.email log clear\n";
  check_new("Letter a = new Letter(); a.setText(\"x\"); log.info(\"{}\", a);", "");
  check_new("Letter a = new Letter(); a.setEmail(read()); log.info(\"{}\", a);", email);
  check_new("Letter a = new Letter(); if (a.getText() == null) { a.setEmail(read()); } log.info(\"{}\", a);",
            email);
}

TEST_CASE("others may have given it one") {
  const std::string email = "personal.email log clear\n";
  check_new("Letter a = new Letter(); fill(a); log.info(\"{}\", a);", email);
  check_new("Letter a = find(); a.setText(\"x\"); log.info(\"{}\", a);", email);
  check_new("Letter a = new Letter(read()); log.info(\"{}\", a);", email);
  check_new("Letter a = new Letter(); all.add(a); log.info(\"{}\", a);", email);
  check_new("Letter a = new Letter(); while (more()) { log.info(\"{}\", a); a.setEmail(read()); }", email);
  check_new("Note a = new Note(); a.setText(\"x\"); log.info(\"{}\", a);", email);
}
