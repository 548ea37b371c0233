#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <set>

#include "reports/lint/checks.h"

namespace payaudit {
namespace {

constexpr size_t kMostRules = 25000;
constexpr size_t kMostTags = 20;
constexpr size_t kShownTags = 10;

void check_tags(LintLog& log, JsonNode tags, const std::string& pointer) {
  if (tags.size() > kMostTags) {
    log.say(pointer, "tags",
            fmt::format("holds {} tags; GitHub refuses more than {}", tags.size(), kMostTags));
  } else if (tags.size() > kShownTags) {
    log.say(pointer, "tags", fmt::format("holds {} tags; GitHub shows {}", tags.size(), kShownTags));
  }
  std::set<std::string_view> known;
  for (size_t i = 0; i < tags.size(); ++i) {
    if (!known.insert(tags.at(i).text()).second) log.say(below(pointer, i), "tags", "stands there twice");
  }
}

// The number, if it is one from above 0 to 10, as text.
bool is_security_severity(JsonNode severity) {
  const std::string text(severity.text());
  if (text.empty() || (text[0] != '.' && (text[0] < '0' || text[0] > '9'))) return false;
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  return end == text.c_str() + text.size() && value > 0 && value <= 10;
}

void check_rule(LintLog& log, const LintRun& run, JsonNode rule, const std::string& pointer) {
  const JsonNode properties = rule["properties"];
  const JsonNode tags = properties["tags"];
  check_tags(log, tags, pointer + "/properties/tags");
  const JsonNode severity = properties["security-severity"];
  const std::string at = pointer + "/properties/security-severity";
  if (severity.is_missing()) {
    log.say(at, "security-severity", "is missing: the severity is not shown");
  } else if (!is_security_severity(severity)) {
    log.say(at, "security-severity", "is not a text with a number above 0 and at most 10");
  } else if (tags.at(0).text() != "security") {
    log.say(at, "security-severity", "counts only if the first tag is `security`");
  }
  for (const char* name : {"shortDescription", "fullDescription", "help"}) {
    if (rule[name]["text"].text().empty()) {
      log.say(below(pointer, name), "rule-text", "has no text, and a reader of the alert no explanation");
    }
  }
  if (rule["defaultConfiguration"]["level"].text().empty()) {
    log.say(pointer + "/defaultConfiguration", "level", "has no level");
  }
  const JsonNode relationships = rule["relationships"];
  for (size_t i = 0; i < relationships.size(); ++i) {
    const std::string to = below(pointer + "/relationships", i) + "/target";
    const JsonNode target = relationships.at(i)["target"];
    if (target.is_object()) {
      check_taxon(log, run, target, to);
    } else {
      log.say(to, "taxon", "is not one reference");
    }
  }
}

void check_rules(LintLog& log, LintRun& run, JsonNode rules, const std::string& pointer) {
  if (rules.size() > kMostRules) {
    log.say(pointer, "limit",
            fmt::format("holds {} rules; GitHub refuses more than {}", rules.size(), kMostRules));
  }
  for (size_t i = 0; i < rules.size(); ++i) {
    const JsonNode rule = rules.at(i);
    const std::string at = below(pointer, i);
    const std::string_view id = rule["id"].text();
    if (id.empty()) {
      log.say(at, "rule-id", "has no id");
    } else if (!run.rule_by_id.emplace(id, rule).second) {
      log.say(at, "rule-twice", fmt::format("has the id of another rule: {}", id));
    }
    check_rule(log, run, rule, at);
  }
}

void check_taxonomies(LintLog& log, const LintRun& run) {
  std::set<std::string_view> guids;
  for (size_t i = 0; i < run.taxonomies.size(); ++i) {
    const JsonNode taxonomy = run.taxonomies.at(i);
    const std::string at = below(run.pointer + "/taxonomies", i);
    if (!guids.insert(taxonomy["guid"].text()).second) {
      log.say(at, "taxonomy", "has no guid, or that of another taxonomy");
    }
    std::set<std::string_view> ids;
    const JsonNode taxa = taxonomy["taxa"];
    for (size_t j = 0; j < taxa.size(); ++j) {
      const std::string_view id = taxa.at(j)["id"].text();
      if (!ids.insert(id).second)
        log.say(below(at + "/taxa", j), "taxon-twice", fmt::format("stands there twice: {}", id));
    }
  }
}

// A reference to a tool component, here always to a taxonomy of the run. Missing, if it leads nowhere.
JsonNode find_component(LintLog& log, const LintRun& run, JsonNode reference, const std::string& pointer) {
  const std::optional<int64_t> index = reference["index"].integer();
  if (!index || *index < 0 || static_cast<size_t>(*index) >= run.taxonomies.size()) {
    log.say(pointer, "taxonomy-index", "has no index, or one that no taxonomy has");
    return {};
  }
  const JsonNode taxonomy = run.taxonomies.at(static_cast<size_t>(*index));
  for (const char* name : {"name", "guid"}) {
    if (!reference[name].is_missing() && reference[name].text() != taxonomy[name].text()) {
      log.say(below(pointer, name), "taxonomy-index", "is not that of the taxonomy at the index");
    }
  }
  return taxonomy;
}

}  // namespace

void check_taxon(LintLog& log, const LintRun& run, JsonNode reference, const std::string& pointer) {
  if (!reference["target"].is_missing()) {
    log.say(pointer, "taxon", "wraps a reference in `target`");
    return;
  }
  const JsonNode taxonomy = find_component(log, run, reference["toolComponent"], pointer + "/toolComponent");
  if (taxonomy.is_missing()) return;
  const std::optional<int64_t> index = reference["index"].integer();
  if (!index) return;
  const JsonNode taxa = taxonomy["taxa"];
  if (*index < 0 || static_cast<size_t>(*index) >= taxa.size()) {
    log.say(pointer + "/index", "taxon-index", "is not that of a taxon");
  } else if (taxa.at(static_cast<size_t>(*index))["id"].text() != reference["id"].text()) {
    log.say(pointer + "/id", "taxon-index", "is not that of the taxon at the index");
  }
}

LintRun check_run(LintLog& log, JsonNode node, std::string pointer) {
  const JsonNode driver = node["tool"]["driver"];
  LintRun run = {.node = node,
                 .pointer = std::move(pointer),
                 .rules = driver["rules"],
                 .taxonomies = node["taxonomies"],
                 .rule_by_id = {}};
  const std::string tool = run.pointer + "/tool";
  if (driver["name"].text().empty()) log.say(tool + "/driver/name", "tool", "is missing");
  if (node["automationDetails"]["id"].text().empty()) {
    log.say(run.pointer + "/automationDetails/id", "automation-id",
            "is missing: files of two jobs overwrite each other");
  }
  if (node["columnKind"].text().empty()) {
    log.say(run.pointer + "/columnKind", "column-kind", "is missing: what a column counts is not said");
  }
  const JsonNode bases = node["originalUriBaseIds"];
  for (size_t i = 0; i < bases.size(); ++i) {
    if (!bases.at(i)["uri"].is_missing()) {
      log.say(below(run.pointer + "/originalUriBaseIds", bases.name(i)), "uri-absolute",
              "names a place of the machine that wrote the file");
    }
  }
  check_taxonomies(log, run);
  const JsonNode supported = driver["supportedTaxonomies"];
  for (size_t i = 0; i < supported.size(); ++i) {
    find_component(log, run, supported.at(i), below(tool + "/driver/supportedTaxonomies", i));
  }
  check_rules(log, run, run.rules, tool + "/driver/rules");
  const JsonNode extensions = node["tool"]["extensions"];
  for (size_t i = 0; i < extensions.size(); ++i) {
    check_rules(log, run, extensions.at(i)["rules"], below(tool + "/extensions", i) + "/rules");
  }
  return run;
}

}  // namespace payaudit
