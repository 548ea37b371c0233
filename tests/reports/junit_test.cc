#include "reports/junit/junit_report.h"

#include <catch2/catch.hpp>

#include "reports/junit/xml.h"
#include "tests/golden.h"
#include "tests/reports/fixture.h"

using namespace payaudit;

TEST_CASE("JUnit: what gates has failed, all else that is open is skipped") {
  const std::string text = write_junit(compared_audit().report);
  CHECK(text == golden("reports/golden/gate/compared.junit.xml", text));
}

TEST_CASE("JUnit: a tree without findings has one test") {
  Audit audit = clean_audit();
  audit.report.coverage.lines = 1;
  const std::string text = write_junit(audit.report);
  CHECK(text == golden("reports/golden/gate/clean.junit.xml", text));
  CHECK(has(text, "0 waived"));
}

TEST_CASE("JUnit: an analysis that is not whole is in error") {
  const std::string text = write_junit(clean_audit().report);
  CHECK(has(text, "<testsuites name=\"payaudit\" tests=\"1\" failures=\"0\" errors=\"1\""));
  CHECK(has(text, "<error type=\"incomplete\" message=\"no file that could be examined\"/>"));
}

TEST_CASE("JUnit: two tests of a suite have two names, and none holds a line") {
  const std::string text = write_junit(many_violations(2, Severity::low).report);
  CHECK(has(text, "name=\"is on a line of its own (a.txt)\""));
  CHECK(has(text, "name=\"is on a line of its own (a.txt) #2\""));
}

TEST_CASE("XML holds no markup and no character that it may not") {
  CHECK(xml_attribute("<a b=\"c\">&amp;") == "&lt;a b=&quot;c&quot;&gt;&amp;amp;");
  CHECK(xml_text("<a b=\"c\">&amp;") == "&lt;a b=\"c\"&gt;&amp;amp;");
  CHECK(xml_text(std::string_view("\0\x01\x1b[0m\x7f", 7)) == "␀␁␛[0m␡");
  CHECK(xml_attribute("a\nb\tc\r") == "a&#10;b&#9;c␍");
  CHECK(xml_text("a\nb\tc\r") == "a\nb\tc␍");
  CHECK(xml_text("\xff\xef\xbf\xbf\xef\xbf\xbe\xed\xa0\x80") == "������");
  CHECK(xml_text("größe 😀") == "größe 😀");
}
