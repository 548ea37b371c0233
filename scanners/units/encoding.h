// Is a file text? Readers of text formats ask this first. UTF-16 and line ends of carriage returns alone are
// made what readers know before a Source is made of them: spans are offsets in that text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scanners/units/gap.h"

namespace payaudit {

// The first reason why the bytes are not UTF-8 text (a UTF-16 mark, a NUL, an ill-formed sequence by the
// Unicode standard's table 3-7), at its place; nothing where they are. One pass.
std::optional<Gap> encoding_gap(std::string_view bytes);

// Length of a UTF-8 byte order mark at the start: 3 or 0.
uint32_t byte_order_mark(std::string_view bytes);

// The text that readers get of a file's bytes: UTF-16 with its mark, if it is well-formed, becomes UTF-8
// without one, so lines and columns are those of the file. Where carriage returns alone end the lines, line
// feeds stand in their place. All else is as it was.
std::string normalized(std::string bytes);

}  // namespace payaudit
