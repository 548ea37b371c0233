// Protections that a call's own arguments prove: the last four digits of a slice, a mask in place of digits.
// Those that a library's name proves are in policies/models/code/protections.yaml.
#pragma once

#include <optional>
#include <string_view>

#include "scanners/meaning/flow/resolution.h"

namespace payaudit {

// PCI DSS 4.0.1 §3.4.1 and its FAQ on truncation: first eight (older: six) and any other four.
inline constexpr long kMostFirst = 8;
inline constexpr long kMostLast = 4;

// What a call on a text does to the text.
enum class TextEffect : uint8_t {
  none,       // the result says nothing about the content: a length, a comparison
  same,       // the result holds the text
  truncated,  // at most its first eight or last four characters
  masked,     // characters replaced by a mask
  most,       // a part that is more of a card number than may be shown; of other data, some part
  partial,    // a part whose size is not known
  behind_at,  // what stands behind the `@`: of an address of mail, its provider
};

// The effect of calling the method at `instruction` on a receiver, by the method's name and its arguments
// alone. The names mean the same wherever they exist; only whether a text is a pattern is the language's.
TextEffect effect_of_method(const Resolution& resolution, FunctionId function, size_t instruction);
// The effect of leaving the first characters.
TextEffect effect_of_first(int count);
// The effect of `text[begin:end]`; `index` has the bounds as a `make` of the text "slice".
TextEffect effect_of_slice(const Resolution& resolution, FunctionId function, Reg text, Reg bounds);

}  // namespace payaudit
