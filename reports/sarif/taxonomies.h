// The frameworks and the CWE list as SARIF taxonomies (2.1.0, section 3.14.8). Holds numbers and our own
// summaries, never the text of a standard.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "reports/json/json_writer.h"
#include "reports/report.h"

namespace payaudit {

struct Taxon {
  std::string id;     // "3.5.1", "CWE-311"
  std::string title;  // may be empty
};

class Taxonomies {
 public:
  // With `is_full` every requirement of every judged framework; otherwise, and in the others, only what
  // `rules` bear on. A taxonomy without taxa is left out.
  Taxonomies(const Report& report, const std::vector<const RuleEntry*>& rules, bool is_full);

  void write_taxonomies(JsonWriter& json) const;
  void write_supported(JsonWriter& json) const;
  // The `relationships` of a rule.
  void write_relationships(JsonWriter& json, const RuleEntry& rule) const;
  // The `taxa` of a result: the weaknesses. What a requirement is about, its rule says.
  void write_taxa(JsonWriter& json, const RuleEntry& rule) const;
  // Empty where the catalogue has no such requirement.
  std::string_view requirement_title(const Mapping& mapping) const;

 private:
  struct Taxonomy {
    std::string name;
    std::string version;
    std::string organization;
    std::string status;
    std::string guid;
    std::vector<Taxon> taxa;
    std::unordered_map<std::string, size_t> index;  // into taxa, by id

    void add(std::string id, std::string title);
  };

  void write_reference(JsonWriter& json, size_t taxonomy, const std::string& id) const;
  void write_component(JsonWriter& json, size_t taxonomy) const;

  std::vector<Taxonomy> taxonomies_;
  std::vector<size_t> of_framework_;  // index into taxonomies_ for each framework of the report
  size_t cwe_ = 0;
};

}  // namespace payaudit
