// Hits to facts: card numbers, track data and credentials that stand in the tree, whatever the format.
#pragma once

#include "scanners/facts/facts.h"
#include "scanners/units/unit.h"

namespace payaudit {

// `card.literal` and `secret` facts. The values themselves never enter a fact: card numbers show six and four
// digits at most, credentials their first characters only where these are the issuer's fixed prefix.
Facts text_facts(const Units& units);

}  // namespace payaudit
