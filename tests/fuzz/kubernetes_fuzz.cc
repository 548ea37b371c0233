#include <cstddef>
#include <cstdint>
#include <string>

#include "scanners/meaning/kubernetes/kubernetes.h"
#include "scanners/syntax/yaml/yaml.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace payaudit;
  SourceMap sources;
  Units units;
  units.sources = &sources;
  Unit unit;
  unit.file = sources.add("fuzz.yaml", std::string(reinterpret_cast<const char*>(data), size));
  unit.format = "yaml";
  unit.form = read_yaml(sources[unit.file]);
  units.units.push_back(std::move(unit));
  static const SettingModels models;
  static const Classifier classifier{DataClassTable()};
  const Facts facts = kubernetes_facts(units, {models, classifier});
  for (const Fact& fact : facts.all()) {
    if (fact.place.span.begin > fact.place.span.end || fact.place.span.end > size) __builtin_trap();
    for (const Attribute& attribute : fact.attributes) {
      if (!has_attr(fact.kind, attribute.id)) __builtin_trap();
    }
  }
  return 0;
}
