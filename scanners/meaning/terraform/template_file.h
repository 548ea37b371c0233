// Files that `templatefile()` fills in: text with `${…}`.
//
// What stands between the braces is read as far as names, their attributes, texts, numbers and calls go; all
// else, and directives (`%{ for … }`), are not known. The language's full form is read by
// scanners/syntax/hcl, for files that are Terraform's own.
#pragma once

#include <string_view>

#include "scanners/meaning/resources/config.h"

namespace payaudit {

// The text filled in with the entries of the map `names`; Unknown with its known parts as pattern otherwise.
const Config& fill_template(std::string_view text, const Config& names, Place use, ConfigPool& pool);

}  // namespace payaudit
