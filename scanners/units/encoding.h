// Is a file text? Readers of text formats ask this first. It converts nothing: UTF-16 is a gap, because every
// span of a unit is an offset in the bytes as they are on disk.
#pragma once

#include <optional>
#include <string_view>

#include "scanners/units/gap.h"

namespace payaudit {

// The first reason why the bytes are not UTF-8 text (a UTF-16 mark, a NUL, an ill-formed sequence by the
// Unicode standard's table 3-7), at its place; nothing where they are. One pass.
std::optional<Gap> encoding_gap(std::string_view bytes);

// Length of a UTF-8 byte order mark at the start: 3 or 0.
uint32_t byte_order_mark(std::string_view bytes);

}  // namespace payaudit
