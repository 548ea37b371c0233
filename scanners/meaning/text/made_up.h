// Whether a key or a number has the form of what people type when they need one that looks real: rows that
// count, rows of the keyboard, blocks that come again, letters in the order of the alphabet.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace payaudit {

// How many hundredths of a key, after its prefix, belong to such a row; 0 for keys of fewer than 12
// characters. `keyboard_rows` in lower case. By chance one of millions of keys of letters and digits has a
// row at all; of 150,000 random keys of 32 hexadecimal digits the highest share was 37.
size_t made_up_percent(std::string_view key, std::span<const std::string> keyboard_rows);

// Of a card number's digits: six equal ones in a row, or one block of up to four three times over. One of
// ten thousand numbers that are in use has that, so it tells nothing for certain.
bool is_made_up_number(std::string_view digits);

}  // namespace payaudit
