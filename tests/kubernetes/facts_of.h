// Facts of Kubernetes manifests given as texts, for the tests of this folder.
#pragma once

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "scanners/meaning/kubernetes/inner_texts.h"
#include "scanners/meaning/kubernetes/kubernetes.h"
#include "scanners/syntax/yaml/yaml.h"
#include "tests/classify/policy_data.h"

using Files = std::vector<std::pair<std::string, std::string>>;

// The attributes of the facts of one kind, one fact a line: `privileged: true, root: ?(…)`. `attributes` are
// names as policies write them; `symbol` comes first where it is asked for.
inline std::string facts_of(const Files& files, std::string_view kind,
                            std::initializer_list<std::string_view> attributes) {
  using namespace payaudit;
  SourceMap sources;
  Units units;
  units.sources = &sources;
  for (const auto& [path, text] : files) sources.add(path, text);
  for (FileId file = 0; file < sources.size(); ++file) {
    Unit unit;
    unit.file = file;
    unit.format = "yaml";
    unit.form = read_yaml(sources[file]);
    units.units.push_back(std::move(unit));
  }
  // As the program does for texts inside of files, of which only patches matter here.
  std::deque<Source> inner;
  const size_t count = units.units.size();
  for (size_t i = 0; i < count; ++i) {
    const FileId file = units.units[i].file;
    for (kubernetes::InnerText& text : kubernetes::inner_texts(*units.units[i].tree(), sources[file])) {
      Unit unit;
      unit.file = file;
      unit.format = "yaml";
      unit.within = text.within;
      Tree tree = read_yaml(inner.emplace_back(text.name, text.text));
      tree.move_spans([&](Span span) { return text.outer(span); });
      unit.form = std::move(tree);
      units.units.push_back(std::move(unit));
    }
  }
  SettingModels models;
  models.default_pairs = {{"postgres", "postgres"}};
  models.regions = {{"awsregion", "aws"}};
  models.annotations = shipped_policies().settings.annotations;
  const Facts facts = kubernetes_facts(units, {models, shipped_classifier()});
  std::string result;
  for (const Fact& fact : facts.all()) {
    if (row(fact.kind).name != kind) continue;
    result += result.empty() ? "" : "\n";
    bool is_first = true;
    for (std::string_view name : attributes) {
      result += is_first ? "" : ", ";
      is_first = false;
      result += name == "symbol"  ? std::string(fact.symbol)
                : name == "place" ? "«" + std::string(sources[fact.place.file].text(fact.place.span)) + "»"
                                  : std::string(name) + ": " + to_string(fact.value(*find_attr(name)));
    }
  }
  return result;
}
