#include "reports/junit/junit_report.h"

#include <fmt/format.h>

#include <iterator>
#include <map>
#include <vector>

#include "reports/junit/xml.h"
#include "reports/outline/figures.h"
#include "reports/outline/order.h"
#include "reports/outline/spots.h"

namespace payaudit {
namespace {

struct Suite {
  std::string rule;
  std::vector<const Finding*> findings;
  size_t failures = 0;
};

// By rule, in the order of the findings.
std::vector<Suite> suites_of(const std::vector<const Finding*>& findings) {
  std::vector<Suite> suites;
  std::map<std::string_view, size_t> index;
  for (const Finding* finding : findings) {
    const auto [known, is_new] = index.try_emplace(finding->rule, suites.size());
    if (is_new) suites.push_back({finding->rule, {}, 0});
    Suite& suite = suites[known->second];
    suite.findings.push_back(finding);
    if (finding->is_gating) ++suite.failures;
  }
  return suites;
}

std::string body_of(const Report& report, const Finding& finding) {
  std::string text = to_string(annotated_spot(report, finding)) + "\n" + message_sentences(finding);
  const auto add = [&](std::string_view name, const std::string& more) {
    if (!more.empty()) text += fmt::format("\n{}{}", name, more);
  };
  add("base: ", standing_text(finding));
  for (const RelatedSpot& spot : related_spots(finding, 20))
    add("", fmt::format("{}: {}", to_string(spot_of(report, spot.place)), spot.text));
  const RuleEntry* rule = find_rule(report, finding.rule);
  if (rule != nullptr) add("why: ", prose(rule->why));
  add("fix: ", prose(fix_of(report, finding)));
  add("maps: ", mappings(report, finding));
  add("more: ", "payaudit explain " + finding.rule);
  add("waive: ", way_to_waive(report, finding));
  return text;
}

void write_suite(std::string& out, const Report& report, const Suite& suite) {
  const auto to = std::back_inserter(out);
  const size_t tests = suite.findings.size();
  fmt::format_to(
      to, "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" time=\"0\">\n",
      xml_attribute(suite.rule), tests, suite.failures, tests - suite.failures);
  std::map<std::string, size_t> names;
  for (const Finding* finding : suite.findings) {
    const Spot spot = annotated_spot(report, *finding);
    std::string name = fmt::format("{} ({})", prose(finding->message), prose(spot.path));
    const size_t number = ++names[name];
    if (number > 1) name += fmt::format(" #{}", number);
    fmt::format_to(
        to, "    <testcase classname=\"payaudit.{}\" name=\"{}\" file=\"{}\" line=\"{}\" time=\"0\">\n",
        xml_attribute(suite.rule), xml_attribute(name), xml_attribute(spot.path), spot.begin.line);
    const std::string message = fmt::format("{}: {}", to_string(spot), prose(finding->message));
    const std::string body = xml_text(body_of(report, *finding));
    if (finding->is_gating) {
      fmt::format_to(to, "      <failure type=\"{}\" message=\"{}\">{}</failure>\n", word(finding->severity),
                     xml_attribute(message), body);
    } else {
      fmt::format_to(to, "      <skipped message=\"{}\"/>\n      <system-out>{}</system-out>\n",
                     xml_attribute(fmt::format("{} ({}, does not gate)", message, word(finding->severity))),
                     body);
    }
    out += "    </testcase>\n";
  }
  out += "  </testsuite>\n";
}

void write_whole(std::string& out, const Report& report, const std::string& incomplete) {
  std::string body = closing_line(report);
  if (const std::string open = open_ends(figures(report)); !open.empty()) body += "\nopen: " + open;
  const auto to = std::back_inserter(out);
  fmt::format_to(
      to,
      "  <testsuite name=\"payaudit\" tests=\"1\" failures=\"0\" errors=\"{}\" skipped=\"0\" time=\"0\">\n",
      incomplete.empty() ? 0 : 1);
  out += "    <testcase classname=\"payaudit\" name=\"the analysis is whole\" time=\"0\">\n";
  if (!incomplete.empty())
    fmt::format_to(to, "      <error type=\"incomplete\" message=\"{}\"/>\n", xml_attribute(incomplete));
  fmt::format_to(to, "      <system-out>{}</system-out>\n    </testcase>\n  </testsuite>\n", xml_text(body));
}

}  // namespace

std::string write_junit(const Report& report) {
  const std::vector<const Finding*> findings = open_findings(report, Told::all);
  const std::vector<Suite> suites = suites_of(findings);
  size_t failures = 0;
  for (const Suite& suite : suites) failures += suite.failures;
  const std::string incomplete = incomplete_text(report);
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  fmt::format_to(std::back_inserter(out),
                 "<testsuites name=\"payaudit\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" "
                 "time=\"0\">\n",
                 findings.size() + 1, failures, incomplete.empty() ? 0 : 1, findings.size() - failures);
  write_whole(out, report, incomplete);
  for (const Suite& suite : suites) write_suite(out, report, suite);
  return out + "</testsuites>\n";
}

}  // namespace payaudit
