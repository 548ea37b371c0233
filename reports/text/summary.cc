#include "reports/text/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <vector>

#include "reports/excerpt/utf8.h"
#include "reports/outline/figures.h"
#include "reports/outline/words.h"

namespace payaudit {
namespace {

constexpr size_t kShownGaps = 10;    // of one reason
constexpr size_t kShownFormats = 5;  // that were examined in full

void write_table(std::string& out, const Report& report, Paint paint) {
  size_t widest = 0;
  bool has_waived = false;
  for (const FrameworkEntry& framework : report.frameworks) {
    if (!framework.is_judged) continue;
    widest = std::max(widest, title(framework).size());
    has_waived |= framework.waived > 0;
  }
  if (widest == 0) return;
  std::string head(widest, ' ');
  head += "   violation";
  if (has_waived) head += "   waived";
  head += "   satisfied   undetermined   evidence-required   requirements";
  out += paint(Colour::bold, head) + '\n';
  for (const FrameworkEntry& framework : report.frameworks) {
    if (!framework.is_judged) continue;
    const auto examined =
        std::count_if(framework.requirements.begin(), framework.requirements.end(),
                      [](const RequirementEntry& requirement) { return requirement.is_examined; });
    fmt::format_to(std::back_inserter(out),
                   "{:<{}}   {:>9}{}   {:>9}   {:>12}   {:>17}   {} of {} examined\n", title(framework),
                   widest, framework.violations, has_waived ? fmt::format("   {:>6}", framework.waived) : "",
                   framework.satisfied, framework.undetermined, framework.evidence_required, examined,
                   framework.requirements.size());
  }
  out += '\n';
}

// What an entry stands for, told once: "37 places, the first is".
std::string gap_text(const GapEntry& gap) {
  std::string at = one_line(gap.path);
  if (gap.has_position) at += fmt::format(":{}:{}", gap.position.line, gap.position.column);
  const std::string detail = prose(gap.detail);
  if (gap.count > 1) return fmt::format("{}: {} places, the first is {}", detail, gap.count, at);
  return detail.empty() ? at : fmt::format("{}: {}", at, detail);
}

void write_gaps(std::string& out, const Report& report) {
  if (report.gaps.empty()) return;
  std::map<std::string, std::vector<const GapEntry*>> by_reason;
  size_t places = 0;
  for (const GapEntry& gap : report.gaps) {
    by_reason[gap.reason].push_back(&gap);
    places += gap.count;
  }
  const auto to = std::back_inserter(out);
  fmt::format_to(to, "not examined: {} {}\n", places, places == 1 ? "place" : "places");
  for (auto& [reason, gaps] : by_reason) {
    fmt::format_to(to, "  {} ({})\n", reason, gaps.size());
    std::stable_sort(gaps.begin(), gaps.end(),
                     [](const GapEntry* a, const GapEntry* b) { return a->count > b->count; });
    for (size_t i = 0; i < std::min(gaps.size(), kShownGaps); ++i)
      fmt::format_to(to, "    {}\n", gap_text(*gaps[i]));
    if (gaps.size() > kShownGaps)
      fmt::format_to(to, "    … and {} more (all of them: -f json)\n", gaps.size() - kShownGaps);
  }
  out += '\n';
}

// Rounded down: what was not examined never rounds away.
std::string percent(size_t part, size_t whole) {
  return fmt::format("{} %", whole == 0 ? 100 : part * 100 / whole);
}

void write_coverage(std::string& out, const Report& report) {
  const Coverage& coverage = report.coverage;
  const auto to = std::back_inserter(out);
  const size_t missed = static_cast<size_t>(
      std::count_if(coverage.formats.begin(), coverage.formats.end(),
                    [](const FormatCoverage& format) { return format.lines_examined < format.lines; }));
  if (missed > 0) {
    out += "examined, by format:\n";
    for (size_t i = 0; i < coverage.formats.size(); ++i) {
      const FormatCoverage& format = coverage.formats[i];
      if (i >= kShownFormats && format.lines_examined == format.lines) break;
      fmt::format_to(to, "  {:<24} {:>5} of {} lines ({}) in {} {}\n", format.format, format.lines_examined,
                     format.lines, percent(format.lines_examined, format.lines), format.files,
                     format.files == 1 ? "file" : "files");
    }
    out += '\n';
  }
  if (!coverage.left_out.empty()) {
    out += "left out:\n";
    for (const LeftOut& left : coverage.left_out) {
      const std::string first = left.first.empty() || left.first.front().empty()
                                    ? std::string()
                                    : fmt::format(", such as {}", one_line(left.first.front()));
      fmt::format_to(to, "  {:>5}  {}{}\n", left.count, one_line(left.reason), first);
    }
    out += '\n';
  }
}

void write_closing_line(std::string& out, const Report& report, Paint paint) {
  out += paint(report.exit_status == 0 ? Colour::green : Colour::red, closing_line(report)) + '\n';
}

}  // namespace

void write_summary(std::string& out, const Report& report, Paint paint, bool is_quiet) {
  if (is_quiet) {
    write_closing_line(out, report, paint);
    return;
  }
  write_table(out, report, paint);
  write_gaps(out, report);
  write_coverage(out, report);
  for (const std::string& note : report.notes) {
    out += paint(Colour::cyan, "note:") + ' ' + prose(note) + '\n';
  }
  if (report.comparison) {
    for (const std::string& note : report.comparison->notes)
      out += paint(Colour::cyan, "base:") + ' ' + prose(note) + '\n';
  }
  if (!report.notes.empty() || (report.comparison && !report.comparison->notes.empty())) out += '\n';
  const Coverage& coverage = report.coverage;
  fmt::format_to(std::back_inserter(out), "{} of {} lines examined ({}) in {} {}", coverage.lines_examined,
                 coverage.lines, percent(coverage.lines_examined, coverage.lines), coverage.files,
                 coverage.files == 1 ? "file" : "files");
  if (coverage.test_files > 0)
    fmt::format_to(std::back_inserter(out), "; {} files of test code", coverage.test_files);
  out += '\n';
  write_closing_line(out, report, paint);
}

}  // namespace payaudit
