// payaudit rules, explain: the rule pack and the catalogues, for people.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <map>

#include "checker/audit/report_builder.h"
#include "checker/audit/tables.h"
#include "checker/commands/commands.h"
#include "checker/documents/pages.h"
#include "checker/files/output.h"
#include "checker/settings/settings.h"
#include "reports/coverage/coverage_writers.h"
#include "reports/json/json_writer.h"

namespace payaudit {
namespace {

void print_rule(const Policies& policies, const Rule& rule) {
  fmt::print("{}: {}\n\n", rule.id, rule.title);
  fmt::print("severity  {}\narea      {}\nabout     {}\nsince     {}\n", word(rule.severity), rule.area,
             row(rule.kind).name, rule.since);
  for (int cwe : rule.cwe) fmt::print("weakness  CWE-{}\n", cwe);
  fmt::print("\nwhy\n  {}\n\nfix\n  {}\n", rule.why, rule.fix);
  const auto maps = maps_of(policies, rule.id);
  if (!maps.empty()) fmt::print("\nbears on\n");
  for (const auto& [framework, ids] : maps) {
    for (const std::string& id : ids)
      fmt::print("  {} {} {}  {}\n", framework->name, framework->version, id, framework->find(id)->title);
  }
  for (const RuleExample& example : examples_of(policies, rule.id)) {
    fmt::print("\nexample: {}\n", example.example.says);
    for (const ExampleFile& file : example.example.files) {
      fmt::print("  {}\n", file.path);
      for (size_t at = 0; at < file.text.size();) {
        const size_t end = std::min(file.text.find('\n', at), file.text.size());
        fmt::print("    {}\n", std::string_view(file.text).substr(at, end - at));
        at = end + 1;
      }
    }
    for (const std::string& text : example.example.flags) fmt::print("  -> violation at `{}`\n", text);
    for (const std::string& text : example.example.lessened)
      fmt::print("  -> violation of less weight at `{}`\n", text);
    for (const std::string& text : example.example.satisfied) fmt::print("  -> satisfied at `{}`\n", text);
    for (const std::string& text : example.example.undetermined)
      fmt::print("  -> undetermined at `{}`\n", text);
    if (example.example.evidence_required) fmt::print("  -> a record is required\n");
    if (!example.example.known_gap.empty()) fmt::print("  known gap: {}\n", example.example.known_gap);
  }
  fmt::print(
      "\nwaive\n  payaudit:ignore {0} until=YYYY-MM-DD by=@name reason=\"…\"   in a comment on the line, or "
      "alone on the line above\n"
      "  payaudit waiver add {0} PATH:LINE …   a waiver that somebody else approves; critical findings and "
      "those "
      "about\n  sensitive authentication data take no other\n",
      rule.id);
}

// The law on the place of data that the requirement stands for.
void print_law(const Law& law) {
  fmt::print("law         {}{}{}\n", law.name, law.article.empty() ? "" : ", ", law.article);
  if (!law.binds.empty()) fmt::print("binds       {}\n", law.binds);
  if (!law.ways.empty()) fmt::print("ways out    {}\n", fmt::join(law.ways, ", "));
  fmt::print("source      {}\n", law.source.empty() ? "none was read: ask counsel" : law.source);
}

void print_requirement(const Policies& policies, const Framework& framework, const Requirement& requirement) {
  fmt::print("{} {} {}: {}\n\n", framework.name, framework.version, requirement.id, requirement.title);
  if (!requirement.since.empty()) fmt::print("since       {}\n", requirement.since);
  if (!requirement.applies_from.empty()) fmt::print("applies     {}\n", requirement.applies_from);
  for (const std::string& word : requirement.applies_to) {
    const auto condition = policies.applicability.conditions.find(word);
    if (condition != policies.applicability.conditions.end())
      fmt::print("binds       {}\n", condition->second.says);
  }
  if (!requirement.superseded_by.empty()) fmt::print("superseded  by {}\n", requirement.superseded_by);
  fmt::print("artefacts   {}\n", requirement.shows == Shows::partial  ? "can show part of it"
                                 : requirement.shows == Shows::record ? "can show it only as a dated record"
                                                                      : "cannot show it");
  for (size_t i = 0; i < requirement.rules.size(); ++i) {
    const std::string& id = requirement.rules[i];
    const Rule* rule = policies.rules.find(id);
    fmt::print("rule        {}{}\n", id, rule != nullptr ? ": " + rule->title : std::string());
    if (!requirement.rules_when[i].empty()) fmt::print("              where {}\n", requirement.rules_when[i]);
  }
  for (const Leg& leg : requirement.legs) {
    fmt::print("part        {}{}{}: {}\n", leg.says,
               leg.procedure.empty() ? std::string() : fmt::format(" ({})", leg.procedure),
               leg.since.empty() ? std::string() : fmt::format(", since {}", leg.since),
               leg.rules.empty() ? "by a record" : fmt::format("{}", fmt::join(leg.rules, ", ")));
  }
  if (!requirement.record_ask.empty()) {
    fmt::print("record      {} ({})\n", requirement.record_ask,
               record_terms(requirement.record_max_age_days, requirement.is_age_by_analysis,
                            requirement.record_series));
  }
  if (!requirement.is_customizable) fmt::print("approach    not eligible for the customized approach\n");
  if (const Law* law = policies.places.find_law(requirement.law); law != nullptr) print_law(*law);
  if (!requirement.note.empty()) fmt::print("note        {}\n", requirement.note);
}

}  // namespace

Result<std::unique_ptr<Tables>> tables_or_message(const std::vector<std::string>& more) {
  Result<std::vector<std::string>> folders = policies_here();
  if (!folders) {
    fmt::print(stderr, "error: {}\n", folders.error().message);
    return folders.error();
  }
  folders->insert(folders->end(), more.begin(), more.end());
  Result<std::unique_ptr<Tables>> tables = load_tables(*folders);
  if (!tables) fmt::print(stderr, "error: {}\n", tables.error().message);
  return tables;
}

int run(const RulesOptions& options) {
  const Result<std::unique_ptr<Tables>> tables = tables_or_message(options.policy_folders);
  if (!tables) return kExitUsage;
  const Policies& policies = (*tables)->policies;
  if (options.as_json) {
    JsonWriter json;
    json.open_array();
    for (const Rule& rule : policies.rules.rules) {
      json.open_object();
      json.field("id", rule.id);
      json.field("title", rule.title);
      json.field("severity", word(rule.severity));
      json.field("area", rule.area);
      json.field("kind", row(rule.kind).name);
      json.array("maps");
      for (const auto& [framework, ids] : maps_of(policies, rule.id)) {
        for (const std::string& id : ids) json.text(framework->id + ":" + id);
      }
      json.close();
      json.close();
    }
    json.close();
    const std::string text = json.take();
    const Result<bool> written = write_output(text);
    if (!written) fmt::print(stderr, "error: {}\n", written.error().message);
    return written ? kExitClean : kExitUsage;
  }
  std::map<std::string, std::vector<const Rule*>> by_area;
  for (const Rule& rule : policies.rules.rules) by_area[rule.area].push_back(&rule);
  for (const auto& [area, rules] : by_area) {
    fmt::print("{} ({} rules)\n", area, rules.size());
    for (const Rule* rule : rules)
      fmt::print("  {:<9} {:<36} {}\n", word(rule->severity), rule->id, rule->title);
  }
  fmt::print("{} rules in {} areas\n", policies.rules.rules.size(), by_area.size());
  return kExitClean;
}

int run(const ExplainOptions& options) {
  const Result<std::unique_ptr<Tables>> tables = tables_or_message(options.policy_folders);
  if (!tables) return kExitUsage;
  const Policies& policies = (*tables)->policies;
  if (const Rule* rule = policies.rules.find(options.id)) {
    if (options.as_markdown)
      fmt::print("{}", rule_page(policies, *rule));
    else
      print_rule(policies, *rule);
    return kExitClean;
  }
  bool is_found = false;
  for (const Framework& framework : policies.catalog) {
    const Requirement* requirement = framework.find(options.id);
    if (requirement == nullptr) continue;
    if (options.as_markdown) {
      fmt::print(stderr, "error: only rules have a page; '{}' is a requirement\n", options.id);
      return kExitUsage;
    }
    if (is_found) fmt::print("\n");
    print_requirement(policies, framework, *requirement);
    is_found = true;
  }
  for (const RuleEntry& rule : gate_rules()) {
    if (rule.id != options.id) continue;
    is_found = true;
    if (options.as_markdown) {
      fmt::print("{}", rule_page(rule));
      continue;
    }
    fmt::print("{}: {}\n\nseverity  {}\n\nwhy\n  {}\n\nfix\n  {}\n", rule.id, rule.title, word(rule.severity),
               rule.why, rule.fix);
  }
  if (is_found) return kExitClean;
  std::vector<std::string_view> known;
  for (const Rule& rule : policies.rules.rules) known.push_back(rule.id);
  for (const Framework& framework : policies.catalog) {
    for (const Requirement& requirement : framework.requirements) known.push_back(requirement.id);
  }
  const std::string_view near = nearest(options.id, known);
  fmt::print(stderr, "error: no rule and no requirement is called '{}'{}; `payaudit rules` lists the rules\n",
             options.id, near.empty() ? std::string() : fmt::format(", did you mean '{}'?", near));
  return kExitUsage;
}

}  // namespace payaudit
