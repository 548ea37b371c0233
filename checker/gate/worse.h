// What tells a violation from the same one of the base: it goes further than it did.
#pragma once

#include <optional>
#include <string>

#include "checker/gate/change.h"
#include "rules/findings/finding.h"

namespace payaudit {

// How `now` goes further than `base`, which it was matched with, as one clause: another secret stands there,
// a list has values that break the rule and that none of the base's covers, a number or version is further
// from what is right. Empty: it does not.
std::string how_worse(const Finding& now, const Finding& base, const Change& change);

// The secret or card number that a finding is about, without what is written around it: to be compared, and
// never to be told or kept. nullopt: it is about none, or what is written there is not read.
std::optional<std::string> secret_of(const Finding& finding, const SourceMap& sources);

}  // namespace payaudit
