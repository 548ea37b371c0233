#include "reports/sarif/taxonomies.h"

#include <fmt/format.h>

#include <set>

#include "reports/sarif/guid.h"

namespace payaudit {
namespace {

constexpr size_t kNone = static_cast<size_t>(-1);

}  // namespace

void Taxonomies::Taxonomy::add(std::string id, std::string title) {
  if (index.try_emplace(id, taxa.size()).second) taxa.push_back({std::move(id), std::move(title)});
}

Taxonomies::Taxonomies(const Report& report, const std::vector<const RuleEntry*>& rules, bool is_full) {
  std::set<int> weaknesses;
  std::vector<std::set<std::string_view>> used(report.frameworks.size());
  for (const RuleEntry* rule : rules) {
    weaknesses.insert(rule->cwe.begin(), rule->cwe.end());
    for (const Mapping& mapping : rule->maps) used[mapping.framework].insert(mapping.requirement);
  }
  for (size_t i = 0; i < report.frameworks.size(); ++i) {
    const FrameworkEntry& framework = report.frameworks[i];
    Taxonomy taxonomy = {.name = framework.name,
                         .version = framework.version,
                         .organization = framework.organization,
                         .status = framework.status,
                         .guid = guid(framework.name + '\n' + framework.version),
                         .taxa = {},
                         .index = {}};
    for (const RequirementEntry& requirement : framework.requirements) {
      const bool is_wanted = (is_full && framework.is_judged) || used[i].count(requirement.id) > 0;
      if (is_wanted) taxonomy.add(requirement.id, requirement.title);
    }
    of_framework_.push_back(taxonomy.taxa.empty() ? kNone : taxonomies_.size());
    if (!taxonomy.taxa.empty()) taxonomies_.push_back(std::move(taxonomy));
  }
  cwe_ = taxonomies_.size();
  if (weaknesses.empty()) return;
  Taxonomy cwe = {.name = "CWE",
                  .version = "",
                  .organization = "MITRE",
                  .status = "",
                  .guid = guid("CWE"),
                  .taxa = {},
                  .index = {}};
  for (const int weakness : weaknesses) cwe.add(fmt::format("CWE-{}", weakness), "");
  taxonomies_.push_back(std::move(cwe));
}

void Taxonomies::write_taxonomies(JsonWriter& json) const {
  json.array("taxonomies");
  for (const Taxonomy& taxonomy : taxonomies_) {
    json.open_object();
    json.field("name", taxonomy.name);
    json.field_if("version", taxonomy.version);
    json.field_if("organization", taxonomy.organization);
    json.field("guid", taxonomy.guid);
    json.field_bool("isComprehensive", false);
    json.array("taxa");
    for (const Taxon& taxon : taxonomy.taxa) {
      json.open_object();
      json.field("id", taxon.id);
      if (!taxon.title.empty()) {
        json.object("shortDescription");
        json.field("text", taxon.title);
        json.close();
      }
      json.close();
    }
    json.close();
    if (!taxonomy.status.empty()) {
      json.object("properties");
      json.field("status", taxonomy.status);
      json.close();
    }
    json.close();
  }
  json.close();
}

void Taxonomies::write_component(JsonWriter& json, size_t taxonomy) const {
  json.field("name", taxonomies_[taxonomy].name);
  json.field("index", taxonomy);
  json.field("guid", taxonomies_[taxonomy].guid);
}

void Taxonomies::write_supported(JsonWriter& json) const {
  json.array("supportedTaxonomies");
  for (size_t i = 0; i < taxonomies_.size(); ++i) {
    json.open_object();
    write_component(json, i);
    json.close();
  }
  json.close();
}

void Taxonomies::write_reference(JsonWriter& json, size_t taxonomy, const std::string& id) const {
  json.field("id", id);
  json.field("index", taxonomies_[taxonomy].index.at(id));
  json.object("toolComponent");
  write_component(json, taxonomy);
  json.close();
}

void Taxonomies::write_relationships(JsonWriter& json, const RuleEntry& rule) const {
  if (rule.cwe.empty() && rule.maps.empty()) return;
  const auto write = [&](size_t taxonomy, const std::string& id, const char* kind) {
    json.open_object();
    json.object("target");
    write_reference(json, taxonomy, id);
    json.close();
    json.array("kinds");
    json.text(kind);
    json.close();
    json.close();
  };
  json.array("relationships");
  for (const int cwe : std::set<int>(rule.cwe.begin(), rule.cwe.end())) {
    write(cwe_, fmt::format("CWE-{}", cwe), "superset");
  }
  std::set<std::pair<size_t, std::string_view>> written;
  for (const Mapping& mapping : rule.maps) {
    const size_t taxonomy = of_framework_[mapping.framework];
    if (taxonomy == kNone || taxonomies_[taxonomy].index.count(mapping.requirement) == 0) continue;
    if (!written.emplace(taxonomy, mapping.requirement).second) continue;
    write(taxonomy, mapping.requirement, "relevant");
  }
  json.close();
}

void Taxonomies::write_taxa(JsonWriter& json, const RuleEntry& rule) const {
  if (rule.cwe.empty()) return;
  json.array("taxa");
  for (const int cwe : std::set<int>(rule.cwe.begin(), rule.cwe.end())) {
    json.open_object();
    write_reference(json, cwe_, fmt::format("CWE-{}", cwe));
    json.close();
  }
  json.close();
}

std::string_view Taxonomies::requirement_title(const Mapping& mapping) const {
  const size_t taxonomy = of_framework_[mapping.framework];
  if (taxonomy == kNone) return {};
  const auto found = taxonomies_[taxonomy].index.find(mapping.requirement);
  if (found == taxonomies_[taxonomy].index.end()) return {};
  return taxonomies_[taxonomy].taxa[found->second].title;
}

}  // namespace payaudit
