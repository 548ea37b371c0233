#include "reports/agent/agent_report.h"

#include <catch2/catch.hpp>

#include "checker/cli/agents.h"
#include "tests/golden.h"
#include "tests/reports/fixture.h"

using namespace payaudit;

TEST_CASE("agent: counts first, then one line for each new finding") {
  const std::string text = write_agent(compared_audit().report);
  CHECK(text == golden("reports/golden/gate/compared.agent", text));
}

TEST_CASE("agent: nothing where there is nothing to say") {
  Audit audit = clean_audit();
  audit.report.coverage.lines = 1;
  CHECK(write_agent(audit.report).empty());
}

TEST_CASE("agent: what was not examined is said, so that silence is no pass") {
  CHECK(write_agent(clean_audit().report) ==
        "no violations at or above high, 0 waived; no file that could be examined; exit 0\n");
  Audit audit = clean_audit();
  audit.report.coverage.lines = 1;
  audit.report.gaps = {{"b.yaml", "syntax", "is not closed", true, {1, 1}, true}};
  CHECK(write_agent(audit.report) ==
        "no violations at or above high, 0 waived; exit 0\nopen: 1 place not examined (payaudit check -f "
        "text)\n");
  audit.report.gaps.clear();
  Finding open = violation("r", Severity::high, {}, "may be");
  open.verdict = Verdict::undetermined;
  audit.report.findings = {open};
  CHECK(write_agent(audit.report).find("open: 1 undetermined") != std::string::npos);
}

TEST_CASE("agent: what was waived is said") {
  Audit audit = many_violations(1, Severity::high);
  audit.report.coverage.lines = 1;
  audit.report.findings[0].suppression = Suppression{"why", "@name", "2027-01-31", {}};
  CHECK(write_agent(audit.report) == "no violations at or above high, 1 waived; exit 0\n");
}

TEST_CASE("agent: however much there is, it is at most eight kilobytes, and the rest is counted") {
  const std::string text = write_agent(many_violations(5000, Severity::high).report);
  CHECK(text.size() <= kAgentBudget);
  CHECK(text.size() > kAgentBudget * 9 / 10);
  CHECK(text.find("5000 violations at or above high") == 0);
  CHECK(text.find(" more: payaudit check -f json:FILE\n") != std::string::npos);
}

TEST_CASE("agent: one finding with a very long message is one line of a bounded length") {
  Audit audit = many_violations(1, Severity::high);
  audit.report.findings[0].message = std::string(100000, 'x');
  CHECK(write_agent(audit.report).size() < 2000);
}

TEST_CASE("agent: a program that writes code is known by its variables") {
  const auto check = [](const char* name, const char* value) {
    return is_run_by_agent(
        [&](const char* asked) { return std::string_view(asked) == name ? value : nullptr; });
  };
  CHECK(check("CLAUDECODE", "1"));
  CHECK(check("AI_AGENT", "some-tool@2"));
  CHECK_FALSE(check("AI_AGENT", ""));
  CHECK_FALSE(check("CURSOR_AGENT", "0"));
  CHECK_FALSE(check("TERM", "xterm"));
}
