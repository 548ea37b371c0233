// Types of all languages and databases in a few neutral words, for data classes that a type rules out.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace payaudit {

// bool, date, number, float, text, bytes, uuid, enum, other; empty where no type is written. Wrappers are
// seen through: `Optional<String>`, `*string`, `string | null`, `List<String>`, `models.CharField`.
std::string_view neutral_type(std::string_view type);

// An integer of 32 bits or less, which holds ten digits at most. What Python calls `int` is counted as one:
// it has no bound, but it is what counts are declared as.
bool is_small_integer(std::string_view type);

// The characters a declared type can hold: 19 of `VARCHAR(19)`. Nullopt when it does not say.
std::optional<uint32_t> width_of_type(std::string_view type);

}  // namespace payaudit
