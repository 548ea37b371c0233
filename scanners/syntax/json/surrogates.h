// Halves of surrogate pairs in the escapes of JSON: RFC 8259 lets them be written, and parsers refuse them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace payaudit {

// The number of the escape `\uXXXX` that begins at `at`; nothing, if there is none.
std::optional<uint32_t> code_unit(std::string_view bytes, size_t at);

// A copy in which each `\uXXXX` that is half of a pair without the other is `\ufffd`; nothing where there is
// none. All offsets stay.
std::optional<std::string> with_whole_surrogates(std::string_view json);

}  // namespace payaudit
