#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "checker/documents/markdown.h"
#include "checker/documents/pages.h"
#include "rules/judge/examples.h"

namespace payaudit {
namespace {

// What a highlighter calls the format of a file.
std::string language_of(const std::string& path) {
  const std::filesystem::path name(path);
  const std::string ending = name.extension().string();
  if (ending == ".tf" || ending == ".tfvars") return "hcl";
  if (ending.empty()) return name.filename() == "Dockerfile" ? "dockerfile" : "";
  return ending.substr(1);
}

std::string outcome(const std::vector<std::string>& texts, std::string_view what) {
  std::string out;
  for (const std::string& text : texts) out += fmt::format("- {} at {}\n", what, markdown_code(text));
  return out;
}

std::string example_part(const Example& example) {
  std::string out = fmt::format("\n### {}\n", page_text(example.says));
  for (const ExampleFile& file : example.files) {
    out += fmt::format("\n{}\n\n{}", markdown_code(file.path),
                       markdown_block(language_of(file.path), file.text));
  }
  std::string says = outcome(example.flags, "violation");
  says += outcome(example.lessened, "violation of less weight");
  says += outcome(example.satisfied, "satisfied");
  says += outcome(example.undetermined, "undetermined");
  if (example.evidence_required) says += "- a record is required\n";
  if (says.empty()) says = "- nothing is said\n";
  out += "\n" + says;
  if (!example.known_gap.empty())
    out += fmt::format("\nKnown gap, the program does not do this yet: {}\n", page_text(example.known_gap));
  return out;
}

std::string weakness(const std::vector<int>& cwe) {
  return cwe.empty() ? "none" : fmt::format("CWE-{}", fmt::join(cwe, ", CWE-"));
}

std::string head(std::string_view id, std::string_view title) {
  return fmt::format("# {}\n\n{}.\n", id, page_text(title));
}

// Nothing of the rule may be waived in the code: what it finds is critical, or about authentication data.
bool takes_comments(const Policies& policies, const Rule& rule) {
  if (rule.severity == Severity::critical && rule.lessened.empty()) return false;
  return std::none_of(rule.bearings.begin(), rule.bearings.end(), [&](const Bearing& bearing) {
    const Requirement& row = policies.catalog[bearing.framework].requirements[bearing.requirement];
    return !row.takes_comments && !bearing.when && !bearing.is_pointer;
  });
}

std::string waive_part(const Policies& policies, const Rule& rule) {
  const std::string by_file = fmt::format(
      "by a waiver that somebody else approves, in a file ([waivers](../waivers.md)):\n\n{}",
      markdown_block("", fmt::format("payaudit waiver add {} PATH:LINE --kind … --reason \"…\" --owner @name "
                                     "--expires YYYY-MM-DD",
                                     rule.id)));
  if (!takes_comments(policies, rule)) return "\n## Waive\n\nNot by a comment in the code, but " + by_file;
  const std::string by_comment = fmt::format(
      "\n## Waive\n\nIn a comment on the line, or alone on the line above:\n\n{}",
      markdown_block("", fmt::format("payaudit:ignore {} until=YYYY-MM-DD by=@name reason=\"…\"", rule.id)));
  if (rule.severity != Severity::critical) return by_comment;
  return by_comment + "\nWhat is critical takes no comment. It is waived " + by_file;
}

}  // namespace

Maps maps_of(const Policies& policies, std::string_view rule) {
  Maps maps;
  for (const Framework& framework : policies.catalog) {
    std::vector<std::string> ids;
    for (const Requirement& requirement : framework.requirements) {
      if (std::find(requirement.rules.begin(), requirement.rules.end(), rule) != requirement.rules.end())
        ids.push_back(requirement.id);
    }
    if (!ids.empty()) maps.emplace_back(&framework, std::move(ids));
  }
  return maps;
}

std::string rule_page(const Policies& policies, const Rule& rule) {
  std::string out = head(rule.id, rule.title);
  out += fmt::format(
      "\n| severity | area | judges facts of kind | since | weakness |\n|---|---|---|---|---|\n"
      "| {} | {} | {} | {} | {} |\n",
      word(rule.severity), rule.area, markdown_code(row(rule.kind).name), rule.since, weakness(rule.cwe));
  out += fmt::format("\n## Why\n\n{}\n\n## Fix\n\n{}\n", page_text(rule.why), page_text(rule.fix));
  const Maps maps = maps_of(policies, rule.id);
  if (!maps.empty()) out += "\n## Bears on\n\n";
  for (const auto& [framework, ids] : maps) {
    for (const std::string& id : ids)
      out += fmt::format("- {} {} {}: {}\n", framework->name, framework->version, id,
                         page_text(framework->find(id)->title));
  }
  if (!rule.lessened.empty()) out += "\n## Weighs less\n\nNames in braces stand for what was found.\n\n";
  for (const Lessening& less : rule.lessened)
    out += fmt::format("- {}: {}\n", word(less.severity), page_text(less.because));
  if (!rule.known_gap.empty()) out += fmt::format("\n## Known gap\n\n{}\n", page_text(rule.known_gap));
  const std::vector<RuleExample> examples = examples_of(policies, rule.id);
  if (!examples.empty()) out += "\n## Examples\n\nThese are the tests of the rule.\n";
  for (const RuleExample& example : examples) out += example_part(example.example);
  return out + waive_part(policies, rule);
}

std::string rule_page(const RuleEntry& rule) {
  return head(rule.id, rule.title) +
         fmt::format("\n| severity | area | since |\n|---|---|---|\n| {} | {} | {} |\n", word(rule.severity),
                     rule.area, rule.since) +
         fmt::format("\n## Why\n\n{}\n\n## Fix\n\n{}\n", page_text(rule.why), page_text(rule.fix));
}

std::string rules_page(const Policies& policies, const std::vector<RuleEntry>& gate_rules) {
  std::map<std::string, std::string> areas;
  const auto add = [&](const std::string& area, std::string_view id, Severity severity,
                       std::string_view title) {
    areas[area] += fmt::format("| [{}]({}.md) | {} | {} |\n", id, id, word(severity), page_text(title));
  };
  for (const Rule& rule : policies.rules.rules) add(rule.area, rule.id, rule.severity, rule.title);
  for (const RuleEntry& rule : gate_rules) add(rule.area, rule.id, rule.severity, rule.title);
  std::string out = fmt::format(
      "# Rules\n\n{} rules judge a tree; {} more are about the gate itself. `payaudit rules` lists them, "
      "`payaudit explain ID` prints one.\n",
      policies.rules.rules.size(), gate_rules.size());
  for (const auto& [area, rows] : areas)
    out += fmt::format("\n## {}\n\n| rule | severity | what is wrong |\n|---|---|---|\n{}", area, rows);
  return out;
}

}  // namespace payaudit
