// How far a violation goes: what tells that it got worse while it stayed the same one.
#pragma once

#include <string_view>

#include "rules/findings/finding.h"
#include "rules/judge/environment.h"
#include "rules/judge/rule.h"

namespace payaudit {

// Of a fact that breaks the rule: the class of its data; by the attributes that decide, the values of lists
// that break it alone, unless what it lacks breaks it; numbers and TLS versions of which only one direction
// breaks it; the place of a secret. Deciding is asked again once for each value of a list, and twice for a
// number.
Extent extent_of(const Rule& rule, const Fact& fact, std::string_view path, const Surroundings& around,
                 Arena& scratch);

}  // namespace payaudit
