#include "reports/markdown/markdown_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "reports/excerpt/utf8.h"
#include "reports/markdown/escape.h"
#include "reports/outline/figures.h"
#include "reports/outline/spots.h"

namespace payaudit {
namespace {

constexpr size_t kMostRelated = 20;
constexpr size_t kMostGone = 10;
constexpr size_t kMostNotes = 10;
constexpr size_t kTail = 512;  // bytes kept for saying what was left out

using BySeverity = std::array<size_t, 5>;

std::string counts_row(std::string_view name, const BySeverity& counts) {
  std::string row = fmt::format("| {} |", name);
  for (size_t i = counts.size(); i-- > 0;) row += fmt::format(" {} |", counts[i]);
  return row + '\n';
}

std::string place_text(const Report& report, Place place, const MarkdownOptions& options) {
  const Spot spot = spot_of(report, place);
  if (options.files_address.empty()) return markdown_code(fmt::format("{}:{}", spot.path, spot.begin.line));
  return fmt::format("[{}:{}]({}{}#L{})", markdown_code(spot.path), spot.begin.line, options.files_address,
                     markdown_path(spot.path), spot.begin.line);
}

std::string_view headline(const Report& report) {
  if (report.exit_status == 1) return report.comparison ? "new violations gate" : "violations gate";
  if (!incomplete_text(report).empty()) return "the analysis is incomplete";
  return report.comparison ? "nothing new gates" : "nothing gates";
}

std::string head(const Report& report) {
  BySeverity fresh = {}, unchanged = {}, gone = {}, waived = {};
  for (const Finding& finding : report.findings) {
    const size_t severity = static_cast<size_t>(finding.severity);
    if (finding.verdict == Verdict::violation && finding.suppression) {
      ++waived[severity];
    } else if (is_open(finding)) {
      ++(is_unchanged(finding) ? unchanged : fresh)[severity];
    }
  }
  std::string out = fmt::format("### payaudit: {}\n\n", headline(report));
  out += "| violations | critical | high | medium | low | info |\n|---|---|---|---|---|---|\n";
  if (report.comparison) {
    for (const GoneEntry& entry : report.comparison->gone) ++gone[static_cast<size_t>(entry.severity)];
    out += counts_row("new", fresh) + counts_row("unchanged", unchanged) + counts_row("gone", gone);
  } else {
    out += counts_row("open", fresh);
  }
  out += counts_row("waived", waived);
  const std::string open = open_ends(figures(report));
  out += fmt::format("\n{}{}{}\n", markdown_text(closing_line(report)), open.empty() ? "" : "; open: ", open);
  return out;
}

std::string section(const Report& report, const Finding& finding, const MarkdownOptions& options) {
  const RuleEntry* rule = find_rule(report, finding.rule);
  std::string out = fmt::format("\n#### {} {}: {}\n\n", word(finding.severity), markdown_code(finding.rule),
                                markdown_text(prose(finding.message)));
  const auto to = std::back_inserter(out);
  const auto add = [&](std::string_view name, const std::string& text) {
    if (!text.empty()) fmt::format_to(to, "- {}{}\n", name, markdown_text(text));
  };
  if (has_annotated_place(finding))
    fmt::format_to(to, "- {}", place_text(report, annotated_place(finding), options));
  if (has_annotated_place(finding)) {
    const std::string label = annotated_label(finding);
    out += label.empty() ? "\n" : ": " + markdown_text(label) + '\n';
  } else {
    add("", prose(finding.label));
  }
  add("", standing_text(finding));
  for (const RelatedSpot& spot : related_spots(finding, kMostRelated))
    fmt::format_to(to, "- {}: {}\n", place_text(report, spot.place, options), markdown_text(spot.text));
  if (finding.count > 1) add("", fmt::format("the same of {} things in all", finding.count));
  for (const Also& also : finding.also) add("also: ", prose(also.message) + " (`" + also.rule + "`)");
  if (rule != nullptr) add("**why:** ", prose(rule->why));
  add("**fix:** ", prose(fix_of(report, finding)));
  add("**maps:** ", mappings(report, finding));
  fmt::format_to(to, "- more: {}\n", markdown_code("payaudit explain " + finding.rule));
  const std::string way = way_to_waive(report, finding);
  if (!way.empty()) fmt::format_to(to, "- waive: {}\n", markdown_code(way));
  return out;
}

std::string gone_list(const Report& report) {
  if (!report.comparison || report.comparison->gone.empty()) return "";
  const std::vector<GoneEntry>& gone = report.comparison->gone;
  std::string out = "\n#### gone\n\n";
  for (size_t i = 0; i < std::min(gone.size(), kMostGone); ++i) {
    const GoneEntry& entry = gone[i];
    out += fmt::format("- {} {}: {}", word(entry.severity), markdown_code(entry.rule),
                       markdown_text(prose(entry.message)));
    if (entry.line > 0) out += fmt::format(" ({}:{})", markdown_code(entry.path), entry.line);
    out += '\n';
  }
  if (gone.size() > kMostGone) out += fmt::format("- … and {} more\n", gone.size() - kMostGone);
  return out;
}

std::string notes_of(const Report& report) {
  if (!report.comparison || report.comparison->notes.empty()) return "";
  const std::vector<std::string>& notes = report.comparison->notes;
  std::string out = "\n#### base\n\n";
  for (size_t i = 0; i < std::min(notes.size(), kMostNotes); ++i)
    out += "- " + markdown_text(prose(notes[i])) + '\n';
  if (notes.size() > kMostNotes) out += fmt::format("- … and {} more\n", notes.size() - kMostNotes);
  return out;
}

}  // namespace

std::string write_markdown(const Report& report, const MarkdownOptions& options) {
  std::string out = options.has_marker ? std::string(kCommentMarker) + '\n' : "";
  out += head(report);
  const std::vector<const Finding*> findings = open_findings(report, options.told);
  size_t written = 0;
  for (; written < findings.size(); ++written) {
    const std::string next = section(report, *findings[written], options);
    if (out.size() + next.size() + kTail > options.longest) break;
    out += next;
  }
  std::string left_out;
  for (const std::string& part : {notes_of(report), gone_list(report)}) {
    if (out.size() + part.size() + kTail <= options.longest) {
      out += part;
    } else {
      left_out = " and parts of the comparison";
    }
  }
  if (written < findings.size() || !left_out.empty()) {
    out += fmt::format(
        "\n**Cut:** {} more findings{} are not shown here: {} bytes is the most. All of them: `-f text`, `-f "
        "json`.\n",
        findings.size() - written, left_out, options.longest);
  }
  return out;
}

}  // namespace payaudit
