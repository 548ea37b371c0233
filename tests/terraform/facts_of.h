// Terraform text to facts, with the models that are shipped.
#pragma once

#include <map>
#include <stdexcept>
#include <string>

#include "rules/policy/embedded.h"
#include "rules/policy/pack.h"
#include "rules/policy/policies.h"
#include "scanners/meaning/terraform/terraform.h"
#include "scanners/syntax/hcl/hcl.h"

namespace payaudit {

using Files = std::map<std::string, std::string>;

// The sources must outlive nothing but the call: facts keep their texts.
inline Facts terraform_facts_of(const Files& files) {
  static const Policies policies = [] {
    auto loaded = load_policies(*unpack(embedded_policies()));
    if (!loaded) throw std::runtime_error(loaded.error().message);
    return *std::move(loaded);
  }();
  const Classifier classifier(policies.classes);
  SourceMap sources;
  Units units;
  units.sources = &sources;
  for (const auto& [path, text] : files) {
    Unit unit;
    unit.file = sources.add(path, text);
    if (path.ends_with(".tf") || path.ends_with(".tfvars")) {
      unit.format = "hcl";
      unit.form = read_hcl(sources[unit.file]);
    }
    units.units.push_back(std::move(unit));
  }
  return terraform_facts(units, policies.resources, {policies.settings, classifier});
}

// What the first fact of that symbol that has the attribute says; "none" where there is none.
inline std::string said(const Facts& facts, std::string_view symbol, std::string_view attribute) {
  for (const Fact& fact : facts.all()) {
    const Attribute* found = fact.find(find_attr(attribute).value());
    if (fact.symbol == symbol && found != nullptr) return to_string(found->value);
  }
  return "none";
}

}  // namespace payaudit
