#include "reports/sonar/generic_issues.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "reports/excerpt/utf8.h"
#include "reports/json/json_writer.h"
#include "reports/outline/order.h"
#include "reports/outline/spots.h"

namespace payaudit {
namespace {

constexpr size_t kMostRelated = 20;

struct Words {
  std::string_view severity;  // of an issue in the standard mode
  std::string_view impact;
};

Words words_of(Severity severity) {
  switch (severity) {
    case Severity::critical: return {"BLOCKER", "BLOCKER"};
    case Severity::high: return {"CRITICAL", "HIGH"};
    case Severity::medium: return {"MAJOR", "MEDIUM"};
    case Severity::low: return {"MINOR", "LOW"};
    case Severity::info: return {"INFO", "INFO"};
  }
  return {};
}

// UTF-16 units of a line before an offset; nullopt: there are bytes that are no UTF-8.
std::optional<size_t> units_before(const Source& source, uint32_t line, uint32_t offset) {
  const Span whole = source.line_span(line);
  const std::string_view text = source.text({whole.begin, std::min(offset, whole.end)});
  size_t units = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    const char32_t character = decode(text, at);
    if (character == kReplacement && text.substr(begin, at - begin) != "\xEF\xBF\xBD") return std::nullopt;
    units += character > 0xFFFF ? 2 : 1;
  }
  return units;
}

void write_range(JsonWriter& json, const Report& report, std::optional<Place> place) {
  json.object("textRange");
  if (!place) {
    json.field("startLine", 1);
    json.close();
    return;
  }
  const Source& source = (*report.sources)[place->file];
  const Spot spot = spot_of(report, *place);
  json.field("startLine", spot.begin.line);
  json.field("endLine", spot.end.line);
  const auto from = units_before(source, spot.begin.line, place->span.begin);
  const auto until = units_before(source, spot.end.line, place->span.end);
  if (from && until && (spot.begin.line != spot.end.line || *from < *until)) {
    json.field("startColumn", *from);
    json.field("endColumn", *until);
  }
  json.close();
}

void write_location(JsonWriter& json, const Report& report, std::optional<Place> place,
                    const std::string& path, std::string_view message) {
  json.field("message", message);
  json.field("filePath", path);
  write_range(json, report, place);
}

void write_issue(JsonWriter& json, const Report& report, const Finding& finding) {
  json.open_object();
  json.field("ruleId", finding.rule);
  json.object("primaryLocation");
  const std::optional<Place> place =
      has_annotated_place(finding) ? std::optional(annotated_place(finding)) : std::nullopt;
  std::string message = message_sentences(finding);
  if (finding.standing.novelty == Novelty::is_new) message += ' ' + sentence(standing_text(finding));
  write_location(json, report, place, annotated_spot(report, finding).path, message);
  json.close();
  const std::vector<RelatedSpot> related = related_spots(finding, kMostRelated);
  if (!related.empty()) {
    json.array("secondaryLocations");
    for (const RelatedSpot& spot : related) {
      json.open_object();
      write_location(json, report, spot.place, (*report.sources)[spot.place.file].path(), spot.text);
      json.close();
    }
    json.close();
  }
  json.close();
}

// The severity is of the rule here, so it is that of its gravest finding.
void write_rule(JsonWriter& json, const Report& report, const std::string& id, Severity severity) {
  const RuleEntry* rule = find_rule(report, id);
  const Words words = words_of(severity);
  json.open_object();
  json.field("id", id);
  json.field("name", rule == nullptr || rule->title.empty() ? id : prose(rule->title));
  if (rule != nullptr) json.field("description", sentence(rule->why) + " Fix: " + sentence(rule->fix));
  json.field("engineId", "payaudit");
  json.field("cleanCodeAttribute", "TRUSTWORTHY");
  json.field("type", "VULNERABILITY");
  json.field("severity", words.severity);
  json.array("impacts");
  json.open_object();
  json.field("softwareQuality", "SECURITY");
  json.field("severity", words.impact);
  json.close();
  json.close();
  json.close();
}

}  // namespace

std::string write_generic_issues(const Report& report) {
  const std::vector<const Finding*> findings = open_findings(report, Told::all);
  std::map<std::string, Severity> rules;
  for (const Finding* finding : findings) {
    Severity& severity = rules.try_emplace(finding->rule, finding->severity).first->second;
    severity = std::max(severity, finding->severity);
  }
  JsonWriter json;
  json.open_object();
  json.array("rules");
  for (const auto& [id, severity] : rules) write_rule(json, report, id, severity);
  json.close();
  json.array("issues");
  for (const Finding* finding : findings) write_issue(json, report, *finding);
  json.close();
  json.close();
  return json.take();
}

}  // namespace payaudit
