// What the elements of a postal address are called in payment messages.
#pragma once

#include <string_view>

namespace payaudit {

enum class AddressPart : uint8_t { none, line, town, country };

struct AddressWord {
  AddressPart part = AddressPart::none;
  bool is_iso = false;  // a short name of ISO 20022, which no other address has
};

// By the words of a name, whatever its case: `AdrLine`, `adr_line`, `adrLines`, `addressLine1`, `TwnNm`.
AddressWord address_word(std::string_view name);
// `PstlAdr`, or a name that says postal address.
bool is_postal_address(std::string_view name);

}  // namespace payaudit
