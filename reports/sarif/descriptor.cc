#include "reports/sarif/descriptor.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "reports/excerpt/utf8.h"

namespace payaudit {
namespace {

constexpr size_t kMostTags = 10;  // GitHub shows no more
constexpr size_t kShortVersion = 12;

// GitHub: above 9 critical, from 7 high, from 4 medium; 0.0 would hide the rule.
std::string_view security_severity(Severity severity) {
  switch (severity) {
    case Severity::critical: return "9.5";
    case Severity::high: return "8.0";
    case Severity::medium: return "5.5";
    case Severity::low: return "3.0";
    case Severity::info: return "1.0";
  }
  return "";
}

std::string_view problem_severity(Severity severity) {
  switch (severity) {
    case Severity::critical:
    case Severity::high: return "error";
    case Severity::medium: return "warning";
    case Severity::low:
    case Severity::info: return "recommendation";
  }
  return "";
}

// "store-unencrypted" is "StoreUnencrypted".
std::string name_of(std::string_view id) {
  std::string name;
  bool is_start = true;
  for (const char c : id) {
    if (c == '-') {
      is_start = true;
      continue;
    }
    name += is_start && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    is_start = false;
  }
  return name;
}

bool has_short_version(const FrameworkEntry& framework) {
  return !framework.version.empty() && framework.version.size() <= kShortVersion &&
         framework.version.find(' ') == std::string::npos;
}

// "pci-dss-4.0.1/3.5.1"
std::string tag(const FrameworkEntry& framework, std::string_view requirement) {
  std::string tag = framework.id;
  if (has_short_version(framework)) tag += '-' + framework.version;
  tag += '/';
  tag += requirement;
  std::replace(tag.begin(), tag.end(), ' ', '-');
  return tag;
}

std::vector<std::string> tags_of(const Report& report, const RuleEntry& rule) {
  std::vector<std::string> tags = {"security"};
  const auto add = [&](std::string text) {
    if (tags.size() < kMostTags && std::find(tags.begin(), tags.end(), text) == tags.end()) {
      tags.push_back(std::move(text));
    }
  };
  if (!rule.area.empty()) add(rule.area);
  for (const int cwe : rule.cwe) add(fmt::format("external/cwe/cwe-{}", cwe));
  // The first of every framework before the second of any: the place is short.
  std::vector<std::vector<std::string>> by_framework(report.frameworks.size());
  size_t longest = 0;
  for (const Mapping& mapping : rule.maps) {
    std::vector<std::string>& of_framework = by_framework[mapping.framework];
    of_framework.push_back(tag(report.frameworks[mapping.framework], mapping.requirement));
    longest = std::max(longest, of_framework.size());
  }
  for (size_t i = 0; i < longest && tags.size() < kMostTags; ++i) {
    for (const std::vector<std::string>& of_framework : by_framework) {
      if (i < of_framework.size()) add(of_framework[i]);
    }
  }
  return tags;
}

std::string cell(std::string_view text) {
  std::string out;
  for (const char c : one_line(text)) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

std::string help_markdown(const Report& report, const Taxonomies& taxonomies, const RuleEntry& rule) {
  std::string out = fmt::format("{}\n\n**Fix:** {}\n", one_line(rule.why), one_line(rule.fix));
  if (!rule.maps.empty()) {
    out += "\n| Framework | Requirement | What it asks |\n|---|---|---|\n";
    for (const Mapping& mapping : rule.maps) {
      const FrameworkEntry& framework = report.frameworks[mapping.framework];
      out += fmt::format("| {}{} | {} | {} |\n", cell(framework.name),
                         has_short_version(framework) ? ' ' + framework.version : "",
                         cell(mapping.requirement), cell(taxonomies.requirement_title(mapping)));
    }
  }
  out += fmt::format("\nExamples: `payaudit explain {}`.", rule.id);
  // Which of the two a finding takes is said with it: one may weigh less than its rule, or bear on more.
  if (rule.area != "gate") {
    out += fmt::format(
        " To waive a finding: `payaudit:ignore {} until=YYYY-MM-DD by=@name reason=\"…\"` on the line or "
        "above it; "
        "one that is critical or about sensitive authentication data takes no comment: `payaudit waiver add "
        "{} "
        "PATH:LINE …`, which somebody else approves.",
        rule.id, rule.id);
  }
  out += '\n';
  return out;
}

void write_message(JsonWriter& json, std::string_view name, std::string_view text) {
  json.object(name);
  json.field("text", one_line(text));
  json.close();
}

}  // namespace

std::string_view sarif_level(Severity severity) {
  switch (severity) {
    case Severity::critical:
    case Severity::high: return "error";
    case Severity::medium: return "warning";
    case Severity::low:
    case Severity::info: return "note";
  }
  return "";
}

void write_rule(JsonWriter& json, const Report& report, const Taxonomies& taxonomies, const RuleEntry& rule) {
  json.open_object();
  json.field("id", rule.id);
  json.field("name", name_of(rule.id));
  write_message(json, "shortDescription", rule.title.empty() ? rule.id : rule.title);
  write_message(json, "fullDescription",
                !rule.why.empty()    ? rule.why
                : rule.title.empty() ? rule.id
                                     : rule.title);
  json.object("help");
  json.field("text", one_line(fmt::format("{} Fix: {}", rule.why, rule.fix)));
  json.field("markdown", help_markdown(report, taxonomies, rule));
  json.close();
  json.object("defaultConfiguration");
  json.field("level", sarif_level(rule.severity));
  json.close();
  taxonomies.write_relationships(json, rule);
  json.object("properties");
  json.array("tags");
  for (const std::string& text : tags_of(report, rule)) json.text(text);
  json.close();
  json.field("security-severity", security_severity(rule.severity));
  // A violation is reported only where it is proved from the artefacts.
  json.field("precision", "high");
  json.field("problem.severity", problem_severity(rule.severity));
  json.close();
  json.close();
}

}  // namespace payaudit
