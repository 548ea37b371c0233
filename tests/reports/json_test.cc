#include "reports/json/json_report.h"

#include <catch2/catch.hpp>

#include "reports/json/json_writer.h"
#include "tests/golden.h"
#include "tests/reports/fixture.h"

using namespace payaudit;

namespace {

void check(std::string_view value, const std::string& expected) {
  JsonWriter json;
  json.text(value);
  CHECK(json.take() == expected + '\n');
}

}  // namespace

TEST_CASE("the json report holds everything of the audit") {
  const Audit audit = shop_audit();
  const std::string text = write_json(audit.report, {.with_catalogue = true});
  CHECK(text == golden("reports/golden/shop.json", text));
}

TEST_CASE("without the catalogue it holds the rules of its findings and no requirement") {
  Audit audit = shop_audit();
  audit.report.findings.resize(1);
  const std::string text = write_json(audit.report);
  CHECK(text.size() < 8000);
  CHECK(text.find("Audit logs are active") == std::string::npos);
  CHECK(text.find("\"id\": \"" + audit.report.findings.front().rule + "\"") != std::string::npos);
}

TEST_CASE("what is under the severity shown is counted and not listed") {
  Audit audit = shop_audit();
  audit.report.show_from = Severity::critical;
  const std::string text = write_json(audit.report);
  CHECK(text.find("\"shown_from\": \"critical\"") != std::string::npos);
  CHECK(text.find("\"severity\": \"high\",\n   \"message\"") == std::string::npos);
}

TEST_CASE("what JSON cannot hold is escaped or replaced") {
  check("a\"\\\n\t", R"("a\"\\\n\t")");
  check(std::string_view("\0\x1b\x7f", 3), R"("\u0000\u001b\u007f")");
  check("größe", "\"größe\"");
  check("\xff\xc0\xaf", "\"���\"");
  check("\xed\xa0\x80", "\"���\"");
}

TEST_CASE("empty objects and arrays stay on one line") {
  JsonWriter json;
  json.open_object();
  json.array("a");
  json.close();
  json.object("b");
  json.field("c", 1);
  json.close();
  json.close();
  CHECK(json.take() == "{\n \"a\": [],\n \"b\": {\n  \"c\": 1\n }\n}\n");
}
