// Any Terraform text gives facts: no crash, no endless evaluation.
#include <cstddef>
#include <cstdint>
#include <string>

#include "scanners/meaning/terraform/terraform.h"
#include "scanners/syntax/hcl/hcl.h"

using namespace payaudit;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  SourceMap sources;
  Units units;
  units.sources = &sources;
  Unit unit;
  unit.file = sources.add("main.tf", std::string(reinterpret_cast<const char*>(data), size));
  unit.form = read_hcl(sources[unit.file]);
  units.units.push_back(std::move(unit));
  ResourceModels models;
  ResourceModel bucket;
  bucket.type = "aws_s3_bucket";
  bucket.kind = Kind::store;
  bucket.attributes.push_back(
      {Attr::engine, {"a[k=v].*.b", "c.@.d"}, {}, false, {}, Transform::none, {}, false, {}});
  models.by_type.emplace(bucket.type, bucket);
  const SettingModels settings;
  const Classifier classifier(DataClassTable{});
  const Facts facts = terraform_facts(units, models, {settings, classifier});
  size_t total = 0;
  for (const Fact& fact : facts.all()) total += to_string(fact).size();
  return total == SIZE_MAX ? 1 : 0;
}
