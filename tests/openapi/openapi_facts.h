// Facts of one or several short descriptions, for tests.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "scanners/meaning/openapi/openapi.h"
#include "scanners/syntax/json/json.h"
#include "scanners/syntax/yaml/yaml.h"
#include "tests/classify/policy_data.h"

// Lines of `SYMBOL: ATTRIBUTE…`, one for each fact of a kind, in the facts' order; attributes as `payaudit
// facts` prints their values, `-` where absent.
inline std::string facts_of(const std::map<std::string, std::string>& files, payaudit::Kind kind,
                            const std::vector<payaudit::Attr>& attributes) {
  using namespace payaudit;
  SourceMap sources;
  Units units;
  units.sources = &sources;
  for (const auto& [path, text] : files) {
    const FileId file = sources.add(path, text);
    const bool is_json = path.ends_with(".json");
    units.units.push_back({file,
                           is_json ? "json" : "yaml",
                           is_json ? read_json(sources[file]) : read_yaml(sources[file]),
                           {},
                           {}});
  }
  const Facts facts = openapi_facts(units, shipped_classifier(), shipped_policies().operations);
  std::string lines;
  for (const Fact& fact : facts.all()) {
    if (fact.kind != kind) continue;
    if (!lines.empty()) lines += '\n';
    lines += std::string(fact.symbol) + ":";
    for (Attr id : attributes) {
      const Attribute* attribute = fact.find(id);
      lines += " " + (attribute == nullptr ? std::string("-") : to_string(attribute->value));
    }
  }
  return lines;
}
