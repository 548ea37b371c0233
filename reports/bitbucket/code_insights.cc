#include "reports/bitbucket/code_insights.h"

#include <fmt/format.h>

#include <algorithm>

#include "reports/json/json_writer.h"
#include "reports/outline/figures.h"
#include "reports/outline/spots.h"

namespace payaudit {
namespace {

constexpr size_t kMostAnnotations = 1000;
constexpr size_t kMostInBatch = 100;
constexpr size_t kLongestSummary = 450;  // characters
constexpr size_t kLongestDetails = 2000;

std::string_view severity_word(Severity severity) {
  switch (severity) {
    case Severity::critical: return "CRITICAL";
    case Severity::high: return "HIGH";
    case Severity::medium: return "MEDIUM";
    case Severity::low:
    case Severity::info: return "LOW";
  }
  return "";
}

std::string details_of(const Report& report, const Finding& finding) {
  std::string text;
  const auto add = [&](std::string_view name, const std::string& more) {
    if (!more.empty()) text += fmt::format("{}{}{}", text.empty() ? "" : "\n", name, more);
  };
  add("", sentence(finding.label));
  if (finding.standing.novelty == Novelty::is_new) add("", sentence(standing_text(finding)));
  for (const RelatedSpot& spot : related_spots(finding, 10)) {
    add("", fmt::format("{}: {}", to_string(spot_of(report, spot.place)), spot.text));
  }
  add("Fix: ", sentence(fix_of(report, finding)));
  add("Bears on: ", mappings(report, finding));
  return cut(text, kLongestDetails);
}

void write_annotation(JsonWriter& json, const Report& report, const Finding& finding, const std::string& id) {
  json.open_object();
  json.field("external_id", "payaudit-" + id);
  json.field("annotation_type", "VULNERABILITY");
  json.field("summary", cut(fmt::format("{}: {}", finding.rule, sentence(finding.message)), kLongestSummary));
  json.field_if("details", details_of(report, finding));
  json.field("severity", severity_word(finding.severity));
  json.field("result", finding.is_gating ? "FAILED" : "IGNORED");
  // Without a path it is shown beside the whole change.
  if (has_annotated_place(finding)) {
    const Spot spot = annotated_spot(report, finding);
    json.field("path", spot.path);
    json.field("line", spot.begin.line);
  }
  json.close();
}

void write_number(JsonWriter& json, std::string_view title, size_t value) {
  json.open_object();
  json.field("title", title);
  json.field("type", "NUMBER");
  json.field("value", value);
  json.close();
}

void write_report(JsonWriter& json, const Report& report, size_t left_out) {
  const Figures all = figures(report);
  std::string details = sentence(closing_line(report));
  if (const std::string open = open_ends(all); !open.empty()) details += " Open: " + open + '.';
  if (left_out > 0)
    details +=
        fmt::format(" {} more findings are not annotated: {} is the most.", left_out, kMostAnnotations);
  json.object("report");
  json.field("title", "payaudit");
  json.field("details", cut(details, kLongestDetails));
  json.field("report_type", "SECURITY");
  json.field("reporter", "payaudit " + report.tool_version);
  json.field("result", report.exit_status == 0 ? "PASSED" : "FAILED");
  json.array("data");
  write_number(json, "Open violations", all.open);
  if (report.comparison) {
    write_number(json, "New", all.fresh);
    write_number(json, "Unchanged", all.unchanged);
    write_number(json, "Gone", all.gone);
  }
  write_number(json, "Gating", all.gating);
  write_number(json, "Waived", all.waived);
  write_number(json, "Undetermined", all.undetermined);
  write_number(json, "Places not examined", all.gaps);
  json.close();
  json.close();
}

}  // namespace

std::string write_code_insights(const Report& report, Told told) {
  const std::vector<const Finding*> findings = open_findings(report, told);
  const std::vector<std::string> ids = unique_ids(findings);
  const size_t shown = std::min(findings.size(), kMostAnnotations);
  JsonWriter json;
  json.open_object();
  write_report(json, report, findings.size() - shown);
  json.array("annotations");
  for (size_t begin = 0; begin < shown; begin += kMostInBatch) {
    json.open_array();
    for (size_t i = begin; i < std::min(shown, begin + kMostInBatch); ++i)
      write_annotation(json, report, *findings[i], ids[i]);
    json.close();
  }
  json.close();
  json.close();
  return json.take();
}

}  // namespace payaudit
