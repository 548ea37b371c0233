// Splits identifiers into words: the one notion of "word" that data classes, models and names share.
// Does not know what any word means.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace payaudit {

// Lower-case words of an identifier or phrase, split at case changes, edges of digits and everything that is
// no letter or digit; Latin accents are stripped and plurals made singular. Letters of other scripts form one
// word a run. Bytes that are not UTF-8 separate words. `cardNumbers`, `CARD_NUMBER` and `numéro` give {card,
// number}, {card, number}, {numero}. Linear; names beyond 256 bytes are cut there, for no identifier is that
// long.
std::vector<std::string> split_words(std::string_view name);

// The same words without a blank between them.
std::string joined_words(std::string_view name);

// Whether one of the name's words is in the list.
bool has_word_of(std::string_view name, std::span<const std::string_view> list);

}  // namespace payaudit
