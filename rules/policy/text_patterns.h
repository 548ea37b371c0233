// Reads what the text scanner looks for: policies/data/card-networks.yaml, test-cards.yaml and secrets.yaml.
#pragma once

#include "rules/policy/document.h"
#include "rules/policy/problems.h"
#include "scanners/syntax/text/patterns.h"

namespace payaudit {

// Each fills its part of the table anew: a later document replaces an earlier one. Whether a pattern compiles
// is the scanner's to say, when it is built.
void read_card_networks(const Document& document, TextPatterns& patterns, Problems& problems);
void read_test_cards(const Document& document, TextPatterns& patterns, Problems& problems);
void read_secret_patterns(const Document& document, TextPatterns& patterns, Problems& problems);

}  // namespace payaudit
