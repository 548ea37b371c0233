// The value of one attribute of a model: paths, maps, transforms and defaults, with where it comes from.
#pragma once

#include <string_view>

#include "scanners/facts/facts.h"
#include "scanners/meaning/resources/config.h"
#include "scanners/meaning/resources/models.h"

namespace payaudit {

// `aws`, `azure`, `gcp`; for others, the word before the first `_` of the type.
std::string_view provider_of(std::string_view resource_type);

// The value of one attribute of a model, for a resource's body or one of its blocks. Texts are kept by
// `facts`.
Sourced attribute_value(const AttributeModel& model, const Config& from, const Resource& resource,
                        Facts& facts);
// One evaluated value as a value of that type; Unknown with a reason where it is not one.
Sourced to_sourced(const Config& config, AttrType type, Facts& facts);
// A value that is known already as the model's map and transform have it.
Sourced mapped_value(const AttributeModel& model, const Config& value, Facts& facts);

}  // namespace payaudit
