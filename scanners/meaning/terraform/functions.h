// The functions and operators of Terraform's language that matter for settings, over known and unknown
// values.
#pragma once

#include <string_view>
#include <vector>

#include "scanners/meaning/resources/config.h"

namespace payaudit {

// The value of `name(arguments…)`; operators by their sign. Unknown where an argument that matters is, and
// for functions that are not known here. Lists and texts beyond a size are Unknown.
const Config& terraform_function(std::string_view name, const std::vector<const Config*>& arguments,
                                 Place place, ConfigPool& pool);

// The value of `list[1]`, `map["key"]`.
const Config& terraform_index(const Config& value, const Config& key, Place place, ConfigPool& pool);

inline constexpr size_t kMaxTerraformText = 1 << 16;
inline constexpr size_t kMaxTerraformItems = 10'000;

}  // namespace payaudit
