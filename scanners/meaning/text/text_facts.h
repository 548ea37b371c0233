// Hits to facts: card numbers, track data and credentials that stand in the tree, whatever the format.
#pragma once

#include <span>
#include <string>

#include "scanners/facts/facts.h"
#include "scanners/units/unit.h"

namespace payaudit {

// `card.literal` and `secret` facts. The values themselves never enter a fact: card numbers show six and four
// digits at most, of credentials nothing. `keyboard_rows`: of made_up.h.
Facts text_facts(const Units& units, std::span<const std::string> keyboard_rows = {});

}  // namespace payaudit
