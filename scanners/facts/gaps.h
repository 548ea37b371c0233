// Gaps that meaning states: what it read and did not follow to the end.
#pragma once

#include <initializer_list>
#include <string_view>

#include "scanners/facts/facts.h"

namespace payaudit {

// A bound of work was reached at this place, so that what is missing there proves nothing. `detail` is one
// clause for a person, without full stop: "more than 64 addresses in one function, the others are not
// judged". `symbol` is a name of the thing that survives moved lines.
Fact& add_limit_gap(Facts& facts, Place place, std::string_view symbol, std::string_view detail);

// It was read, and no table says what it means: a type of resource, a kind of document. `place` is all of it.
Fact& add_unmodelled_gap(Facts& facts, Place place, std::string_view detail);

// Nothing but facts of these kinds may be in what was not examined: no rule about others is left open by it.
Fact& may_hold(Facts& facts, Fact& gap, std::initializer_list<Kind> kinds);

}  // namespace payaudit
