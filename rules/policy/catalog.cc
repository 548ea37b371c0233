#include "rules/policy/catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "rules/policy/fields.h"

namespace payaudit {
namespace {

bool is_applies_from(std::string_view text) {
  if (full_date(text) || text == "EIF") return true;
  if (!text.starts_with("EIF+") || !text.ends_with("m") || text.size() < 6) return false;
  text = text.substr(4, text.size() - 5);
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void read_record(YamlNode node, Requirement& requirement, Problems& problems) {
  const Fields record(node, "a record", {"ask", "max_age_days", "age_from", "series"}, problems);
  requirement.record_ask = record.require_text("ask");
  const auto days = record.integer("max_age_days");
  if (days && (*days <= 0 || *days > 36500))
    problems.add(*record.find("max_age_days"), "not a number of days");
  requirement.record_max_age_days = static_cast<int>(days.value_or(0));
  requirement.is_age_by_analysis = record.word("age_from", {"risk-analysis"}).has_value();
  if (record.word("series", {"daily", "weekly", "monthly", "quarterly", "half-yearly", "yearly"}))
    requirement.record_series = record.text("series");
}

// A rule, or a rule with the facts of it that bear on the requirement: `{rule: …, when: …}`.
void read_mappings(YamlNode list, Requirement& requirement, Problems& problems) {
  if (!list.is_sequence()) problems.add(list, "a list of rules is expected");
  for (size_t i = 0; list.is_sequence() && i < list.size(); ++i) {
    const YamlNode item = list.item(i);
    if (item.is_map()) {
      const Fields mapping(item, "a mapping", {"rule", "when"}, problems);
      requirement.rules.push_back(mapping.require_text("rule"));
      requirement.rules_when.push_back(mapping.require_text("when"));
    } else {
      requirement.rules.push_back(read_text(item, problems));
      requirement.rules_when.emplace_back();
    }
  }
}

void read_legs(YamlNode list, Requirement& requirement, Problems& problems) {
  if (!list.is_sequence()) problems.add(list, "a list of parts is expected");
  std::set<std::string_view> tested;
  for (size_t i = 0; list.is_sequence() && i < list.size(); ++i) {
    const Fields fields(list.item(i), "a part of a requirement", {"says", "procedure", "rules", "since"},
                        problems);
    if (!fields.is_map()) continue;
    Leg leg{fields.require_text("says"), fields.text("procedure"), fields.texts("rules"),
            fields.date("since")};
    if (!leg.since.empty() && !leg.rules.empty())
      problems.add(*fields.find("since"),
                   "a part with a date of its own has no rules: they would judge it earlier");
    for (const std::string& rule : leg.rules) {
      if (std::find(requirement.rules.begin(), requirement.rules.end(), rule) == requirement.rules.end())
        problems.add(*fields.find("rules"),
                     fmt::format("'{}' is none of the rules of {}", rule, requirement.id));
    }
    requirement.legs.push_back(std::move(leg));
  }
  for (const Leg& leg : requirement.legs) tested.insert(leg.rules.begin(), leg.rules.end());
  for (const std::string& rule : requirement.rules) {
    if (!tested.contains(rule)) problems.add(list, fmt::format("which part of it does '{}' test?", rule));
  }
}

Requirement read_requirement(YamlNode node, FrameworkStatus framework, Problems& problems) {
  const Fields fields(node, "a requirement",
                      {"id", "title", "status", "since", "until", "applies_from", "applies_to",
                       "jurisdiction", "law", "confidence", "shows", "rules", "legs", "record",
                       "superseded_by", "note", "customized", "waived_in_code"},
                      problems);
  Requirement requirement;
  if (!fields.is_map()) return requirement;
  requirement.id = fields.require_text("id");
  if (const auto id = fields.find("id"); id && !id->is_quoted()) {
    problems.add(*id, "an id is always quoted: another reader of YAML would take 2.10 for 2.1",
                 fmt::format("write \"{}\"", id->text()));
  }
  requirement.title = fields.require_text("title");
  fields.word("status", {"future", "standard", "derived", "replaced"});
  requirement.status = fields.text("status");
  requirement.since = fields.date("since");
  requirement.until = fields.date("until");
  requirement.applies_from = fields.text("applies_from");
  if (const auto from = fields.find("applies_from")) {
    if (!is_applies_from(from->text())) problems.add(*from, "this is neither a date nor EIF nor EIF+Nm");
    if (requirement.status != "future" && framework != FrameworkStatus::agreed_not_adopted) {
      problems.add(*from, "only what does not apply yet has 'applies_from'", "write 'status: future'");
    }
    requirement.applies_from = full_date(from->text()).value_or(requirement.applies_from);
  }
  requirement.applies_to = fields.texts("applies_to");
  requirement.jurisdiction = fields.text("jurisdiction");
  requirement.law = fields.text("law");
  fields.word("confidence", {"high", "medium", "low"});
  if (fields.find("confidence")) requirement.confidence = fields.text("confidence");
  if (fields.require("shows")) {
    const auto index = fields.word("shows", {"partial", "record", "none"});
    if (index) requirement.shows = static_cast<Shows>(*index);
  }
  if (const auto rules = fields.find("rules")) {
    read_mappings(*rules, requirement, problems);
    if (requirement.rules.empty())
      problems.add(*rules, "leave 'rules' out where no rule evidences a requirement");
  }
  if (const auto legs = fields.find("legs")) read_legs(*legs, requirement, problems);
  if (const auto record = fields.find("record")) read_record(*record, requirement, problems);
  requirement.superseded_by = fields.text("superseded_by");
  requirement.is_customizable = fields.flag("customized").value_or(true);
  requirement.takes_comments = fields.flag("waived_in_code").value_or(true);
  requirement.note = fields.text("note");

  const bool has_evidence = !requirement.rules.empty() || !requirement.record_ask.empty();
  if (!requirement.superseded_by.empty() && requirement.until.empty() && has_evidence) {
    problems.add(
        node,
        "a superseded requirement has neither 'rules' nor 'record', unless it says until when it binds");
  } else if (requirement.superseded_by.empty() && requirement.shows != Shows::none && !has_evidence) {
    problems.add(node, "a requirement needs 'rules' or 'record': what shows it?");
  }
  return requirement;
}

}  // namespace

std::string_view word(Shows shows) {
  switch (shows) {
    case Shows::partial: return "partial";
    case Shows::record: return "record";
    case Shows::none: return "none";
  }
  return "";
}

std::string_view word(FrameworkStatus status) {
  switch (status) {
    case FrameworkStatus::in_force: return "in force";
    case FrameworkStatus::agreed_not_adopted: return "agreed, not adopted";
    case FrameworkStatus::industry_spec: return "industry specification";
  }
  return "";
}

const Requirement* Framework::find(std::string_view wanted) const {
  const auto at = std::find_if(requirements.begin(), requirements.end(),
                               [&](const Requirement& requirement) { return requirement.id == wanted; });
  return at == requirements.end() ? nullptr : &*at;
}

std::optional<Framework> read_framework(const Document& document, Problems& problems) {
  const size_t before = problems.size();
  const Fields fields(
      document.root(), "a framework",
      {"framework", "name", "version", "organization", "status", "default", "profile", "requirements"},
      problems);
  if (!fields.is_map()) return std::nullopt;
  Framework framework;
  framework.id = fields.require_text("framework");
  if (!is_slug(framework.id))
    problems.add(document.root(), "'framework' is words of lower-case letters joined by '-'");
  framework.name = fields.require_text("name");
  framework.version = fields.require_text("version");
  framework.organization = fields.require_text("organization");
  if (fields.require("status")) {
    const auto index = fields.word("status", {"in-force", "agreed-not-adopted", "industry-spec"});
    if (index) framework.status = static_cast<FrameworkStatus>(*index);
  }
  if (fields.require("default")) framework.is_default = fields.flag("default").value_or(false);
  framework.profile = fields.text("profile");
  const auto requirements = fields.require("requirements");
  if (requirements && !requirements->is_sequence())
    problems.add(*requirements, "a list of requirements is expected");
  std::set<std::string, std::less<>> ids;
  if (requirements) framework.requirements.reserve(requirements->size());
  for (size_t i = 0; requirements && requirements->is_sequence() && i < requirements->size(); ++i) {
    const YamlNode node = requirements->item(i);
    framework.requirements.push_back(read_requirement(node, framework.status, problems));
    const std::string& id = framework.requirements.back().id;
    if (!id.empty() && !ids.insert(id).second) {
      problems.add(node.find("id").value_or(node), fmt::format("the requirement '{}' is there twice", id));
    }
  }
  if (problems.size() != before) return std::nullopt;
  return framework;
}

}  // namespace payaudit
