#include "rules/policy/policies.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <tuple>

#include "rules/cel/cel.h"
#include "rules/policy/code_models.h"
#include "rules/policy/data_classes.h"
#include "rules/policy/file_conventions.h"
#include "rules/policy/operation_words.h"
#include "rules/policy/places.h"
#include "rules/policy/resource_models.h"
#include "rules/policy/rules.h"
#include "rules/policy/setting_models.h"
#include "rules/policy/shape_models.h"
#include "rules/policy/stage_models.h"
#include "rules/policy/table_models.h"
#include "rules/policy/text_patterns.h"

namespace payaudit {
namespace {

bool is_in(const Document& document, std::string_view folder) {
  return document.name().starts_with(folder);
}

// Names of classes and of their ancestors.
ClassCheck class_check(const DataClassTable& table) {
  auto names = std::make_shared<std::set<std::string, std::less<>>>();
  for (const DataClass& data_class : table.classes) {
    std::string name = data_class.name;
    while (true) {
      names->insert(name);
      const size_t dot = name.rfind('.');
      if (dot == std::string::npos) break;
      name.resize(dot);
    }
  }
  return [names](std::string_view name) -> std::string {
    if (names->contains(name)) return {};
    const std::vector<std::string_view> candidates(names->begin(), names->end());
    const std::string_view near = nearest(name, candidates);
    return near.empty() ? fmt::format("unknown data class '{}'", name)
                        : fmt::format("unknown data class '{}', did you mean '{}'?", name, near);
  };
}

// Files that are one table each.
struct Table {
  std::string_view name;
  void (*read)(const Document&, Policies&, Problems&);
};

template <auto Part, auto Read>
void read_part(const Document& document, Policies& policies, Problems& problems) {
  Read(document, policies.*Part, problems);
}

constexpr Table kTables[] = {
    {"data/applicability.yaml", read_part<&Policies::applicability, read_applicability>},
    {"data/card-networks.yaml", read_part<&Policies::text_patterns, read_card_networks>},
    {"data/resources.yaml", read_part<&Policies::resources, read_resource_words>},
    {"data/secrets.yaml", read_part<&Policies::text_patterns, read_secret_patterns>},
    {"data/test-cards.yaml", read_part<&Policies::text_patterns, read_test_cards>},
    {"models/files.yaml", read_part<&Policies::files, read_file_conventions>},
    {"models/operations.yaml", read_part<&Policies::operations, read_operation_words>},
    {"models/shapes.yaml", read_part<&Policies::shapes, read_shapes>},
    {"models/stages.yaml", read_part<&Policies::stages, read_stages>},
    {"models/types-without-model.yaml", read_part<&Policies::resources, read_types_without_model>},
    {"models/tags.yaml", read_part<&Policies::resources, read_tag_models>},
    {"models/classes/columns.yaml", read_part<&Policies::columns, read_columns>},
    {"models/classes/mappers.yaml", read_part<&Policies::mappers, read_mappers>},
    {"models/tables/functions.yaml", read_part<&Policies::tables, read_sql_functions>},
    {"models/tables/migrations.yaml", read_part<&Policies::tables, read_migrations>},
    {"places/adequacy.yaml", read_part<&Policies::places, read_adequacy>},
    {"places/hosts.yaml", read_part<&Policies::places, read_hosts>},
    {"places/jurisdictions.yaml", read_part<&Policies::places, read_laws>},
    {"places/mentions.yaml", read_part<&Policies::places, read_mentions>},
    {"places/regions.yaml", read_part<&Policies::places, read_regions>},
};

class Loader {
 public:
  explicit Loader(std::vector<Document> documents) : documents_(std::move(documents)) {
    std::stable_sort(documents_.begin(), documents_.end(), [](const Document& a, const Document& b) {
      return std::tuple(a.layer(), std::string_view(a.name())) <
             std::tuple(b.layer(), std::string_view(b.name()));
    });
    replace_files();
  }

  Result<Policies> load() {
    std::vector<int> class_layers;
    for (const Document& document : documents_) {
      if (is_in(document, "data/") && !read_table(document)) {
        read_data_classes(document, policies_.classes, class_layers, problems_);
      }
    }
    class_problem_ = class_check(policies_.classes);
    for (const Document& document : documents_) read(document);
    settle_side_resources(policies_.resources);
    collect();
    if (problems_.empty()) check_yielding();
    if (problems_.empty()) check_catalog();
    if (problems_.empty()) set_bearings();
    if (!problems_.empty()) return Error{problems_.text()};
    return std::move(policies_);
  }

 private:
  // Files that are one table: the last layer's is the one.
  void replace_files() {
    std::map<std::string_view, size_t> last;
    std::vector<Document> kept;
    for (size_t i = 0; i < documents_.size(); ++i) last[documents_[i].name()] = i;
    for (size_t i = 0; i < documents_.size(); ++i) {
      if (last[documents_[i].name()] == i) kept.push_back(documents_[i]);
    }
    documents_ = std::move(kept);
  }

  void read(const Document& document) {
    if (is_in(document, "rules/")) {
      if (auto rule = read_rule(document, class_problem_, problems_)) add_rule(document, *std::move(rule));
    } else if (is_in(document, "catalog/")) {
      if (auto framework = read_framework(document, problems_))
        add_framework(document, *std::move(framework));
    } else if (is_in(document, "models/resources/")) {
      read_resource_models(document, policies_.resources, resource_layers_, problems_);
    } else if (is_in(document, "models/code/")) {
      read_code_models(document, policies_.code_models, problems_);
    } else if (is_in(document, "models/settings/")) {
      read_setting_models(document, policies_.settings, problems_);
    } else if (is_in(document, "models/pages/")) {
      read_page_models(document, policies_.pages, problems_);
    } else if (!is_in(document, "data/") && !read_table(document)) {
      std::vector<std::string_view> names;
      for (const Table& table : kTables) names.push_back(table.name);
      const std::string near = did_you_mean(document.name(), names);
      problems_.add(document, fmt::format("nothing reads '{}'", document.name()),
                    near.empty() ? "policies are in rules/, catalog/, data/, models/ and places/" : near);
    }
  }

  // A file that is one table; false: it is none.
  bool read_table(const Document& document) {
    for (const Table& table : kTables) {
      if (document.name() != table.name) continue;
      table.read(document, policies_, problems_);
      return true;
    }
    return false;
  }

  struct Loaded {
    Rule rule;
    Document document;
  };

  void add_rule(const Document& document, Rule rule) {
    const std::string id = rule.id;
    const auto at = rules_.find(id);
    if (at != rules_.end() && at->second.document.layer() == document.layer()) {
      problems_.add(document, fmt::format("the rule '{}' is there twice", id),
                    fmt::format("the other one is {}", at->second.document.path()));
      return;
    }
    rules_.insert_or_assign(id, Loaded{std::move(rule), document});
  }

  void add_framework(const Document& document, Framework framework) {
    const std::string id = framework.id;
    const auto at = frameworks_.find(id);
    if (at != frameworks_.end() && at->second.second.layer() == document.layer()) {
      problems_.add(document, fmt::format("the framework '{}' is there twice", id),
                    fmt::format("the other one is {}", at->second.second.path()));
      return;
    }
    frameworks_.insert_or_assign(id, std::pair(std::move(framework), document));
  }

  void collect() {
    for (auto& [id, loaded] : rules_) {
      policies_.rules.rules.push_back(std::move(loaded.rule));
      policies_.rule_documents.push_back(loaded.document);
    }
    for (auto& [id, loaded] : frameworks_) policies_.catalog.push_back(std::move(loaded.first));
  }

  // A rule that is checked alone, by its author, names rules that are not at hand.
  void check_yielding() {
    for (size_t i = 0; i < policies_.rules.rules.size(); ++i) {
      const Rule& rule = policies_.rules.rules[i];
      for (const std::string& other : rule.yields_to) {
        if (other == rule.id) {
          problems_.add(policies_.rule_documents[i], fmt::format("'{}' yields to itself", rule.id));
        } else if (policies_.rules.find(other) == nullptr) {
          policies_.warnings.push_back(
              fmt::format("rule '{}' yields to '{}', which does not exist", rule.id, other));
        }
      }
    }
  }

  void check_catalog() {
    std::set<std::string, std::less<>> laws;
    for (const Law& law : policies_.places.laws) laws.insert(law.id);
    std::set<std::string_view> named;
    for (const Framework& framework : policies_.catalog) {
      const Document& document = frameworks_.at(framework.id).second;
      for (const Requirement& requirement : framework.requirements) {
        check_requirement(framework, requirement, document, laws);
        named.insert(requirement.rules.begin(), requirement.rules.end());
      }
    }
    if (policies_.catalog.empty()) return;
    for (const Rule& rule : policies_.rules.rules) {
      if (!named.contains(rule.id)) {
        policies_.warnings.push_back(
            fmt::format("rule '{}' is named by no requirement of a catalogue", rule.id));
      }
    }
  }

  // No source of its law was read: what bears on it is neither evidence nor a violation.
  bool is_pointer(const Requirement& requirement) const {
    const Law* law = policies_.places.find_law(requirement.law);
    return law != nullptr && law->is_pointer();
  }

  // What each rule bears on, with the conditions compiled for its kind.
  void set_bearings() {
    for (size_t f = 0; f < policies_.catalog.size(); ++f) {
      const Framework& framework = policies_.catalog[f];
      const Document& document = frameworks_.at(framework.id).second;
      for (size_t r = 0; r < framework.requirements.size(); ++r) {
        const Requirement& requirement = framework.requirements[r];
        for (size_t i = 0; i < requirement.rules.size(); ++i) {
          const Rule* found = policies_.rules.find(requirement.rules[i]);
          if (found == nullptr) continue;
          Rule* rule = &policies_.rules.rules[static_cast<size_t>(found - policies_.rules.rules.data())];
          Bearing bearing{static_cast<uint32_t>(f), static_cast<uint32_t>(r), std::nullopt,
                          is_pointer(requirement)};
          if (const std::string& when = requirement.rules_when[i]; !when.empty()) {
            Result<CelProgram> program = compile_condition(when, rule->kind, class_problem_);
            if (!program) {
              problems_.add(document,
                            fmt::format("{}: {}: {}", requirement.id, rule->id, program.error().message));
              continue;
            }
            bearing.when = *std::move(program);
          }
          rule->bearings.push_back(std::move(bearing));
        }
      }
    }
  }

  void check_requirement(const Framework& framework, const Requirement& requirement, const Document& document,
                         const std::set<std::string, std::less<>>& laws) {
    // A catalogue alone, to be checked by its author, names rules that are not at hand.
    for (const std::string& id : requirement.rules) {
      if (policies_.rules.rules.empty() || policies_.rules.find(id) != nullptr) continue;
      policies_.warnings.push_back(
          fmt::format("{} {}: there is no rule '{}'", framework.id, requirement.id, id));
    }
    for (const std::string& word : requirement.applies_to) {
      const auto& known = policies_.applicability.conditions;
      if (known.empty() || known.contains(word)) continue;
      std::vector<std::string_view> words;
      for (const auto& [name, condition] : known) words.push_back(name);
      problems_.add(document, fmt::format("{}: nothing says what '{}' asks", requirement.id, word),
                    did_you_mean(word, words));
    }
    if (!requirement.law.empty() && !laws.empty() && !laws.contains(requirement.law)) {
      const std::vector<std::string_view> candidates(laws.begin(), laws.end());
      problems_.add(document, fmt::format("{}: unknown law '{}'", requirement.id, requirement.law),
                    did_you_mean(requirement.law, candidates));
    }
    if (requirement.superseded_by.empty()) return;
    const size_t colon = requirement.superseded_by.find(':');
    const Framework* other = &framework;
    std::string_view id = requirement.superseded_by;
    if (colon != std::string::npos) {
      const auto at = frameworks_.find(requirement.superseded_by.substr(0, colon));
      if (at == frameworks_.end()) return;
      const auto place = std::find_if(policies_.catalog.begin(), policies_.catalog.end(),
                                      [&](const Framework& candidate) { return candidate.id == at->first; });
      other = &*place;
      id = id.substr(colon + 1);
    }
    if (other->find(id) == nullptr) {
      problems_.add(document, fmt::format("{}: superseded by '{}', which does not exist", requirement.id,
                                          requirement.superseded_by));
    }
  }

  std::vector<Document> documents_;
  Problems problems_;
  ClassCheck class_problem_;
  Policies policies_;
  std::map<std::string, int, std::less<>> resource_layers_;
  std::map<std::string, Loaded, std::less<>> rules_;
  std::map<std::string, std::pair<Framework, Document>, std::less<>> frameworks_;
};

}  // namespace

Result<Policies> load_policies(std::vector<Document> documents) {
  return Loader(std::move(documents)).load();
}

std::vector<RuleExample> examples_of(const Policies& policies, std::string_view rule_id, int from_layer) {
  std::vector<RuleExample> all;
  for (size_t i = 0; i < policies.rule_documents.size(); ++i) {
    const Rule& rule = policies.rules.rules[i];
    if (!rule_id.empty() && rule.id != rule_id) continue;
    if (policies.rule_documents[i].layer() < from_layer) continue;
    Problems none;
    for (Example& example : read_examples(policies.rule_documents[i], none)) {
      std::string name = fmt::format("{}: {}", rule.id, example.says);
      all.push_back({&rule, std::move(example), std::move(name)});
    }
  }
  return all;
}

}  // namespace payaudit
