// Parts of a card number between constant bounds: PCI DSS 4.0.1 §3.4.1 and its FAQ on truncation.
#include <catch2/catch.hpp>

#include "scanners/syntax/code/java/java.h"
#include "scanners/syntax/code/javascript/javascript.h"
#include "scanners/syntax/code/python/python.h"
#include "tests/flow/flows.h"

using namespace payaudit;

namespace {

// The state in which the part reaches the log.
std::string state_of(const std::string& part) {
  const std::string found =
      find_flows([](const Source& source) { return read_python(source); }, "a.py",
                 "import logging\nlog = logging.getLogger()\ndef f(card_number):\n  log.info(" + part + ")\n")
          .flows;
  const size_t begin = found.find(" log ");
  return begin == std::string::npos
             ? ""
             : found.substr(begin + 5, found.find_first_of(" \n", begin + 5) - begin - 5);
}

}  // namespace

TEST_CASE("the first eight and the last four digits are truncated") {
  CHECK(state_of("card_number[-4:]") == "truncated");
  CHECK(state_of("card_number[:6]") == "truncated");
  CHECK(state_of("card_number[0:8]") == "truncated");
  CHECK(state_of("card_number[len(card_number) - 4:]") == "truncated");
}

TEST_CASE("more than that is the card number still") {
  CHECK(state_of("card_number[-12:]") == "clear");
  CHECK(state_of("card_number[:12]") == "clear");
  CHECK(state_of("card_number[:-4]") == "clear");
  CHECK(state_of("card_number[:-1]") == "clear");
  CHECK(state_of("card_number[4:]") == "clear");
  CHECK(state_of("card_number[:]") == "clear");
}

TEST_CASE("what depends on the number's length is not known") {
  CHECK(state_of("card_number[12:]") == "?");
  CHECK(state_of("card_number[6:-4]") == "?");
  CHECK(state_of("card_number[:n]") == "?");
}

TEST_CASE("a part that gives way to a mask is masked") {
  const auto check = [](const std::string& text) {
    INFO(text);
    CHECK(
        find_flows([](const Source& source) { return read_java(source); }, "A.java",
                   "class A { org.slf4j.Logger log; void f(String cardNumber) { log.info(" + text + "); } }")
            .flows == "account.chd.pan log truncated +masked\n");
  };
  check("cardNumber.replace(cardNumber.substring(0, 12), \"************\")");
  check("cardNumber.replace(cardNumber.substring(0, 12), \"*\".repeat(12))");
}

TEST_CASE("a mask that leaves more than a number's first eight and last four digits proves nothing") {
  const auto state = [](const std::string& text) {
    return find_flows(
               [](const Source& source) { return read_java(source); }, "A.java",
               "class A { org.slf4j.Logger log; void f(String cardNumber, StringBuilder sb) { log.info(" +
                   text + "); } }")
        .flows;
  };
  const std::string masked = "account.chd.pan log truncated +masked\n", open = "account.chd.pan log ?\n";
  CHECK(state(R"-(cardNumber.replaceAll("\\d(?=\\d{4})", "*"))-") == masked);
  CHECK(state(R"-(cardNumber.replaceAll("\\d(?!\\d{0,3}$)", "*"))-") == masked);
  CHECK(state(R"-(cardNumber.replaceAll(".(?=.{4,})", "*"))-") == masked);
  CHECK(state(R"-(cardNumber.replaceAll("(?<=\\d{6})\\d(?=\\d{4})", "*"))-") == masked);
  CHECK(state(R"-(cardNumber.replaceAll("^(\\d{6})\\d+(\\d{4})$", "$1******$2"))-") == masked);
  CHECK(state(R"-(cardNumber.replaceAll("\\d{12}", "************"))-") == masked);
  CHECK(state(R"-(cardNumber.replaceAll("[0-9]", "*"))-") == masked);
  CHECK(state(R"-(cardNumber.replaceAll("\\d{4}$", "****"))-") == open);
  CHECK(state(R"-(cardNumber.replaceAll("^\\d{4}", "****"))-") == open);
  CHECK(state(R"-(cardNumber.replaceAll("\\d(?=\\d{8})", "*"))-") == open);
  CHECK(state(R"-(cardNumber.replaceAll("(\\d{10})\\d+", "$1******"))-") == open);
  CHECK(state(R"-(cardNumber.replaceFirst("\\d", "*"))-") == open);
  CHECK(state(R"-(cardNumber.replace(cardNumber.substring(12), "****"))-") == open);
  CHECK(state(R"-(cardNumber.replace(cardNumber.substring(0, 4), "****"))-") == open);
  CHECK(state(R"-(cardNumber.replace("[0-9]", "*"))-") == "account.chd.pan log clear\n");
}

TEST_CASE("a pattern of a script replaces one match, or all where it says so") {
  const auto state = [](const std::string& text) {
    return find_flows([](const Source& source) { return read_typescript(source); }, "a.ts",
                      "function f(cardNumber) { console.log(" + text + "); }")
        .flows;
  };
  CHECK(state(R"-(cardNumber.replace(/\d(?=\d{4})/g, '*'))-") == "account.chd.pan log truncated +masked\n");
  CHECK(state(R"-(cardNumber.replace(/\d(?=\d{4})/, '*'))-") == "account.chd.pan log ?\n");
  CHECK(state(R"-(cardNumber.replace(/^\d{12}/, '************'))-") ==
        "account.chd.pan log truncated +masked\n");
}

// kMostParts of flow.cc
TEST_CASE("parts of a number that may be most of it together are no evidence, nor is one beside the number") {
  CHECK(state_of("card_number[:6] + '******' + card_number[-4:]") == "truncated");
  CHECK(state_of("card_number[:4] + card_number[4:8] + card_number[8:12]") == "?");
  CHECK(state_of("card_number[:6] + card_number[6:12]") == "?");
  CHECK(state_of("card_number[-4:] + card_number") == "clear");
}
