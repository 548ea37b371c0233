#include "reports/text/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <vector>

#include "reports/excerpt/mask.h"
#include "reports/excerpt/utf8.h"

namespace payaudit {
namespace {

constexpr size_t kShownGaps = 10;
constexpr size_t kShortVersion = 12;

void write_table(std::string& out, const Report& report, Paint paint) {
  constexpr std::array kHeads = {"violation", "satisfied", "undetermined", "evidence-required",
                                 "requirements"};
  size_t widest = 0;
  for (const FrameworkEntry& framework : report.frameworks) {
    if (framework.is_judged) widest = std::max(widest, title(framework).size());
  }
  if (widest == 0) return;
  std::string head(widest, ' ');
  for (const char* word : kHeads) head += fmt::format("   {}", word);
  out += paint(Colour::bold, head) + '\n';
  for (const FrameworkEntry& framework : report.frameworks) {
    if (!framework.is_judged) continue;
    const auto examined =
        std::count_if(framework.requirements.begin(), framework.requirements.end(),
                      [](const RequirementEntry& requirement) { return requirement.is_examined; });
    fmt::format_to(std::back_inserter(out), "{:<{}}   {:>9}   {:>9}   {:>12}   {:>17}   {} of {} examined\n",
                   title(framework), widest, framework.violations, framework.satisfied,
                   framework.undetermined, framework.evidence_required, examined,
                   framework.requirements.size());
  }
  out += '\n';
}

void write_gaps(std::string& out, const Report& report) {
  if (report.gaps.empty()) return;
  std::map<std::string, std::vector<const GapEntry*>> by_reason;
  size_t counting = 0;
  for (const GapEntry& gap : report.gaps) {
    by_reason[gap.reason].push_back(&gap);
    if (gap.counts) ++counting;
  }
  const auto to = std::back_inserter(out);
  fmt::format_to(to, "not examined: {} {}", report.gaps.size(), report.gaps.size() == 1 ? "place" : "places");
  if (counting > 0) {
    fmt::format_to(to, ", {} of them {} the analysis incomplete", counting, counting == 1 ? "makes" : "make");
  }
  out += '\n';
  size_t left = kShownGaps;
  for (const auto& [reason, gaps] : by_reason) {
    fmt::format_to(to, "  {} ({})\n", reason, gaps.size());
    for (const GapEntry* gap : gaps) {
      if (left == 0) break;
      --left;
      std::string at = one_line(gap->path);
      if (gap->has_position) at += fmt::format(":{}:{}", gap->position.line, gap->position.column);
      const std::string detail = one_line(mask_numbers(gap->detail));
      fmt::format_to(to, "    {}{}{}\n", at, detail.empty() ? "" : ": ", detail);
    }
  }
  if (report.gaps.size() > kShownGaps) {
    fmt::format_to(to, "  … and {} more (all of them: -f json)\n", report.gaps.size() - kShownGaps);
  }
  out += '\n';
}

void write_closing_line(std::string& out, const Report& report, Paint paint) {
  size_t all = 0;
  size_t gating = 0;
  size_t suppressed = 0;
  for (const Finding& finding : report.findings) {
    if (finding.verdict != Verdict::violation) continue;
    if (finding.suppression) {
      ++suppressed;
      continue;
    }
    ++all;
    if (finding.severity >= report.fail_on) ++gating;
  }
  const auto counting =
      std::count_if(report.gaps.begin(), report.gaps.end(), [](const GapEntry& gap) { return gap.counts; });
  const size_t first = report.is_gated ? gating : all;
  std::string line = fmt::format("{} {}", first == 0 ? "no" : fmt::format("{}", first),
                                 first == 1 ? "violation" : "violations");
  if (report.is_gated) {
    line += fmt::format(" at or above {}", word(report.fail_on));
    if (all > gating) line += fmt::format(", {} below", all - gating);
  }
  if (suppressed > 0) line += fmt::format(", {} waived", suppressed);
  if (counting > 0) line += fmt::format(", {} not examined", counting);
  line += fmt::format("; exit {}", report.exit_status);
  out += paint(report.exit_status == 0 ? Colour::green : Colour::red, line) + '\n';
}

}  // namespace

std::string title(const FrameworkEntry& framework) {
  const bool is_short = !framework.version.empty() && framework.version.size() <= kShortVersion;
  return is_short ? framework.name + ' ' + framework.version : framework.name;
}

void write_summary(std::string& out, const Report& report, Paint paint) {
  write_table(out, report, paint);
  write_gaps(out, report);
  for (const std::string& note : report.notes) {
    out += paint(Colour::cyan, "note:") + ' ' + one_line(mask_numbers(note)) + '\n';
  }
  if (!report.notes.empty()) out += '\n';
  fmt::format_to(std::back_inserter(out), "{} {}, {} {} examined", report.files_examined,
                 report.files_examined == 1 ? "file" : "files", report.lines_examined,
                 report.lines_examined == 1 ? "line" : "lines");
  if (report.files_out_of_scope > 0) {
    fmt::format_to(std::back_inserter(out), "; {} of no kind that holds evidence", report.files_out_of_scope);
  }
  out += '\n';
  write_closing_line(out, report, paint);
}

}  // namespace payaudit
