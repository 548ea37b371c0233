// Edits that certainly mend a finding: the switch that breaks the rule, turned over.
#pragma once

#include <optional>
#include <string_view>

#include "rules/findings/finding.h"
#include "scanners/facts/facts.h"
#include "scanners/source/source.h"

namespace payaudit {

// The switch that an attribute was read from, turned over: `storage_encrypted = false` to `true`, `ssl_verify
// off` to `on`. nullopt: the attribute is no switch, or is not written as one where its origin says, but
// comes from a variable, a default or several places. Whether the rule is kept then is for the caller to ask.
std::optional<Edit> turned_over(const Attribute& attribute, const SourceMap& sources);

// The word that means the opposite in the same spelling; empty: it is no word of a switch.
std::string_view opposite_of(std::string_view word);

}  // namespace payaudit
