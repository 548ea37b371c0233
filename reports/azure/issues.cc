#include "reports/azure/issues.h"

#include <fmt/format.h>

#include <string_view>

#include "reports/outline/figures.h"
#include "reports/outline/spots.h"

namespace payaudit {
namespace {

constexpr size_t kMostOfOneLevel = 10;

// What the pipeline's agent decodes, in values and in messages alike.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '%': out += "%AZP25"; break;
      case ';': out += "%3B"; break;
      case '\r': out += "%0D"; break;
      case '\n': out += "%0A"; break;
      case ']': out += "%5D"; break;
      default:
        // Names of files may hold what a terminal obeys.
        if (static_cast<unsigned char>(c) < 0x20) {
          out += "�";
        } else {
          out += c;
        }
    }
  }
  return out;
}

std::string issue(const Report& report, const Finding& finding, std::string_view type) {
  std::string place;
  if (has_annotated_place(finding)) {
    const Spot spot = annotated_spot(report, finding);
    place = fmt::format("sourcepath={};linenumber={};columnnumber={};", escaped(spot.path), spot.begin.line,
                        spot.begin.column);
  }
  std::string text =
      fmt::format("{} ({}): {}", finding.rule, word(finding.severity), message_sentences(finding));
  const auto add = [&](std::string_view name, const std::string& more) {
    if (!more.empty()) text += fmt::format(" {}{}", name, more);
  };
  add("", sentence(standing_text(finding)));
  if (has_annotated_place(finding) && finding.has_place && annotated_place(finding) != finding.place)
    add("See ", to_string(spot_of(report, finding.place)) + '.');
  add("Fix: ", sentence(fix_of(report, finding)));
  return fmt::format("##vso[task.logissue type={};{}code={};]{}\n", type, place, escaped(finding.rule),
                     escaped(text));
}

}  // namespace

std::string write_issues(const Report& report, Told told) {
  const std::string incomplete = incomplete_text(report);
  std::string out;
  if (!incomplete.empty()) {
    out = fmt::format("##vso[task.logissue type=error;code=incomplete;]{}\n",
                      escaped("Not everything was examined, and nothing is said of the rest: " + incomplete));
  }
  // Two levels: notices are warnings here.
  const std::vector<const Finding*> findings = open_findings(report, told);
  for (const bool is_error : {true, false}) {
    std::vector<const Finding*> own;
    for (const Finding* finding : findings)
      if ((level(finding->severity) == Level::error) == is_error) own.push_back(finding);
    const LevelShare share = share_of(own, kMostOfOneLevel - (is_error && !incomplete.empty() ? 1 : 0));
    const std::string_view type = is_error ? "error" : "warning";
    for (const Finding* finding : share.shown) out += issue(report, *finding, type);
    if (share.more > 0) {
      out += fmt::format("##vso[task.logissue type={};code=more;]and {} more: payaudit check -f text\n", type,
                         share.more);
    }
  }
  const Figures all = figures(report);
  const std::string_view result = report.exit_status != 0 ? "Failed"
                                  : all.open > 0          ? "SucceededWithIssues"
                                                          : "Succeeded";
  const std::string open = open_ends(all);
  return out + fmt::format("##vso[task.complete result={};]{}\n", result,
                           escaped(closing_line(report) + (open.empty() ? "" : "; open: " + open)));
}

}  // namespace payaudit
