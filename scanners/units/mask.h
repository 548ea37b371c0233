// How much of a card number or a secret may be shown, to people and in facts.
#pragma once

#include <string>
#include <string_view>

namespace payaudit {

// First six and last four at most, the rest as `*`: `411111******1111`. Separators are dropped; ten digits or
// fewer are hidden whole.
std::string mask_card_number(std::string_view number);

// What stands for a secret: none of its characters, nor how many there are.
inline constexpr std::string_view kMaskedSecret = "***";

}  // namespace payaudit
