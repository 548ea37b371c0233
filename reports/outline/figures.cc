#include "reports/outline/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "reports/excerpt/mask.h"
#include "reports/excerpt/utf8.h"
#include "reports/outline/words.h"

namespace payaudit {
namespace {

constexpr size_t kShortHash = 12;

// "2 new by other rules and 1 new by other settings do not gate": what would gate, were its cause the code.
std::string excused_text(const Report& report) {
  std::array<size_t, 5> by_cause = {};
  size_t all = 0;
  for (const Finding& finding : report.findings) {
    if (!is_open(finding) || finding.is_gating || finding.severity < report.fail_on) continue;
    if (finding.standing.novelty != Novelty::is_new) continue;
    ++by_cause[static_cast<size_t>(finding.standing.cause)];
    ++all;
  }
  std::string text;
  for (size_t i = 0; i < by_cause.size(); ++i) {
    if (by_cause[i] == 0) continue;
    text += fmt::format("{}{} new by {}", text.empty() ? "" : " and ", by_cause[i],
                        cause_text(static_cast<Cause>(i)));
  }
  if (!text.empty()) text += all == 1 ? " does not gate" : " do not gate";
  return text;
}

}  // namespace

Figures figures(const Report& report) {
  Figures figures;
  for (const Finding& finding : report.findings) {
    if (finding.is_gating) ++figures.gating;
    if (finding.verdict == Verdict::undetermined && !finding.suppression) ++figures.undetermined;
    if (finding.verdict != Verdict::violation) continue;
    if (finding.suppression) {
      ++figures.waived;
      continue;
    }
    ++figures.open;
    if (finding.severity >= report.fail_on) ++figures.at_threshold;
    if (finding.severity < report.show_from) ++figures.hidden;
    if (finding.standing.novelty == Novelty::is_new) ++figures.fresh;
    if (finding.standing.novelty == Novelty::unchanged) ++figures.unchanged;
  }
  if (report.comparison) figures.gone = report.comparison->gone.size();
  for (const GapEntry& gap : report.gaps) figures.gaps += gap.count;
  return figures;
}

std::string base_name(const Comparison& comparison) {
  const std::string asked = one_line(comparison.against);
  if (comparison.commit.empty()) return asked;
  return fmt::format("{} ({}{})", asked, comparison.is_merge_base ? "merge base " : "",
                     comparison.commit.substr(0, kShortHash));
}

std::string incomplete_text(const Report& report) {
  if (report.coverage.is_incomplete) return "incomplete: " + prose(report.coverage.reason);
  return report.coverage.lines == 0 ? "no file that could be examined" : "";
}

std::string closing_line(const Report& report) {
  const Figures all = figures(report);
  const size_t first = report.is_gated ? all.at_threshold : all.open;
  std::string line = fmt::format("{} {}", first == 0 ? "no" : std::to_string(first),
                                 first == 1 ? "violation" : "violations");
  if (report.is_gated) {
    line += fmt::format(" at or above {}", word(report.fail_on));
    if (all.open > first) line += fmt::format(", {} below", all.open - first);
  }
  if (all.hidden > 0) line += fmt::format(", {} not shown (under {})", all.hidden, word(report.show_from));
  line += fmt::format(", {} waived", all.waived);
  if (report.comparison) {
    line += fmt::format("; {} new, {} unchanged, {} gone against {}", all.fresh, all.unchanged, all.gone,
                        base_name(*report.comparison));
    if (report.is_gated) {
      line += fmt::format("; {} {}", all.gating == 0 ? "none" : std::to_string(all.gating),
                          all.gating > 1 ? "gate" : "gates");
      if (const std::string excused = excused_text(report); !excused.empty()) line += ", " + excused;
    }
  }
  if (const std::string incomplete = incomplete_text(report); !incomplete.empty()) line += "; " + incomplete;
  return line + fmt::format("; exit {}", report.exit_status);
}

std::string open_ends(const Figures& figures) {
  std::string text;
  if (figures.undetermined > 0) text = fmt::format("{} undetermined", figures.undetermined);
  if (figures.gaps > 0) {
    text += fmt::format("{}{} {} not examined", text.empty() ? "" : ", ", figures.gaps,
                        figures.gaps == 1 ? "place" : "places");
  }
  return text;
}

}  // namespace payaudit
