// Confirms that digits the pass met are a card number or track data, by boundary, grouping, network and check
// digit.
#pragma once

#include <optional>
#include <string_view>

#include "scanners/syntax/text/patterns.h"
#include "scanners/units/hits.h"

namespace payaudit {

// Looks at the digit run (with its separators) that contains `at`, and sets `run_end` behind it, so that a
// caller passes each run once.
std::optional<Hit> confirm_card(const TextPatterns& patterns, std::string_view bytes, uint32_t at,
                                uint32_t& run_end);

// Magnetic stripe data (ISO/IEC 7813) around `at`, which is at one of its separators.
std::optional<Hit> confirm_track(const TextPatterns& patterns, std::string_view bytes, uint32_t begin,
                                 uint32_t end);

}  // namespace payaudit
