#include "reports/gitlab/code_quality.h"

#include <fmt/format.h>

#include <algorithm>

#include "reports/json/json_writer.h"
#include "reports/outline/order.h"
#include "reports/outline/spots.h"

namespace payaudit {
namespace {

std::string_view severity_word(Severity severity) {
  switch (severity) {
    case Severity::critical: return "blocker";
    case Severity::high: return "critical";
    case Severity::medium: return "major";
    case Severity::low: return "minor";
    case Severity::info: return "info";
  }
  return "";
}

void write_issue(JsonWriter& json, const Report& report, const Finding& finding, const std::string& id) {
  const Spot spot = annotated_spot(report, finding);
  std::string description = message_sentences(finding);
  if (finding.standing.novelty == Novelty::is_new) description += ' ' + sentence(standing_text(finding));
  json.open_object();
  json.field("type", "issue");
  json.field("check_name", finding.rule);
  json.field("description", description);
  json.texts("categories", {"Security"});
  json.field("severity", severity_word(finding.severity));
  json.field("fingerprint", id);
  json.object("location");
  json.field("path", spot.path);
  json.object("lines");
  json.field("begin", spot.begin.line);
  json.field("end", std::max(spot.begin.line, spot.end.line));
  json.close();
  json.close();
  json.close();
}

}  // namespace

std::string write_code_quality(const Report& report) {
  const std::vector<const Finding*> findings = open_findings(report, Told::all);
  const std::vector<std::string> ids = unique_ids(findings);
  JsonWriter json;
  json.open_array();
  for (size_t i = 0; i < findings.size(); ++i) write_issue(json, report, *findings[i], ids[i]);
  json.close();
  return json.take();
}

}  // namespace payaudit
