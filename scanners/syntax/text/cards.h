// Confirms that digits the pass met are a card number or track data, by boundary, grouping, network and check
// digit.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/syntax/text/patterns.h"
#include "scanners/units/hits.h"

namespace payaudit {

// Lower case, words apart: cardNumber, card_number and card-number all read `card number`.
std::string folded_words(std::string_view text);

// Looks at the digits and their single separators around `at`, from `run_end` on, adds a hit for each card
// number among them, and sets `run_end` behind them, so that a caller passes each run once. `long_numbers`
// counts the digits without separators that are as long as a card number.
void confirm_cards(const TextPatterns& patterns, std::string_view bytes, uint32_t at, uint32_t& run_end,
                   uint32_t& long_numbers, std::vector<Hit>& hits);

// The file's name, or the name that the number is given, says that it is one for testing.
bool is_named_test(const TextPatterns& patterns, std::string_view path, std::string_view bytes, Span number);

// Magnetic stripe data (ISO/IEC 7813) that matched from `begin` to `end`, with or without its sentinel.
std::optional<Hit> confirm_track(const TextPatterns& patterns, std::string_view bytes, uint32_t begin,
                                 uint32_t end);

}  // namespace payaudit
