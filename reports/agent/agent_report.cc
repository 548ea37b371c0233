#include "reports/agent/agent_report.h"

#include <fmt/format.h>

#include "reports/outline/figures.h"
#include "reports/outline/spots.h"

namespace payaudit {
namespace {

constexpr size_t kTail = 96;  // bytes kept for saying what was left out
constexpr size_t kLongestLine = 600;

std::string line_of(const Report& report, const Finding& finding) {
  std::string line = has_annotated_place(finding) ? to_string(annotated_spot(report, finding)) + ' ' : "";
  line += fmt::format("{} {}: {}", word(finding.severity), finding.rule, prose(finding.message));
  const auto add = [&](std::string_view name, const std::string& more) {
    if (!more.empty()) line += fmt::format("; {}{}", name, more);
  };
  add("", standing_text(finding));
  if (finding.has_place && annotated_place(finding) != finding.place)
    add("at ", to_string(spot_of(report, finding.place)));
  add("fix: ", prose(fix_of(report, finding)));
  return cut(line, kLongestLine) + '\n';
}

}  // namespace

std::string write_agent(const Report& report, Told told) {
  const Figures all = figures(report);
  const std::string open = open_ends(all);
  const bool is_clean = all.open == 0 && all.waived == 0 && open.empty() && incomplete_text(report).empty() &&
                        report.exit_status == 0;
  if (is_clean) return "";
  std::string out = closing_line(report) + '\n';
  if (!open.empty()) out += fmt::format("open: {} (payaudit check -f text)\n", open);
  const std::vector<const Finding*> findings = open_findings(report, told);
  for (size_t i = 0; i < findings.size(); ++i) {
    const std::string next = line_of(report, *findings[i]);
    if (out.size() + next.size() + kTail > kAgentBudget)
      return out + fmt::format("… and {} more: payaudit check -f json:FILE\n", findings.size() - i);
    out += next;
  }
  return out;
}

}  // namespace payaudit
