#include <cstddef>
#include <cstdint>
#include <string>

#include "scanners/meaning/settings/connections.h"
#include "scanners/meaning/settings/settings.h"
#include "scanners/syntax/settings/settings.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace payaudit;
  const std::string text(reinterpret_cast<const char*>(data), size);
  parse_address(text);
  duration_seconds(text, SettingUnit::minutes);
  SourceMap sources;
  Units units;
  units.sources = &sources;
  Unit unit;
  unit.file = sources.add("a.properties", text);
  unit.format = "properties";
  unit.form = read_properties(sources[unit.file]);
  units.units.push_back(std::move(unit));
  static const SettingModels models;
  static const Classifier classifier{DataClassTable()};
  const Facts facts = settings_facts(units, {models, classifier});
  for (const Fact& fact : facts.all()) {
    if (fact.place.span.begin > fact.place.span.end || fact.place.span.end > size) __builtin_trap();
  }
  return 0;
}
