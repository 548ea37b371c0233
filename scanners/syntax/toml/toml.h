// TOML 1.0 to Tree, through toml++. Knows no program's settings.
#pragma once

#include "scanners/units/tree.h"

namespace payaudit {

// Never fails. A table is a map, an array of tables a list of maps; entries stand in the order of the source,
// also where a table's headers are scattered. Dates and times are plain strings, numbers are as written.
//
// - Spans are byte offsets: a string's includes its quotes; a table's covers all that belongs to it, and so
// may overlap
//   that of its neighbour.
// - The library reads all or nothing: the first error is a gap at its place, and the root then has an unknown
// entry and no
//   other.
// - Limits: nesting of 200 (keys with dots count), above it a gap. Encoding: a UTF-8 byte order mark is
// skipped; UTF-16,
//   NUL and ill-formed UTF-8 give an encoding gap and no nodes.
Tree read_toml(const Source& source);

}  // namespace payaudit
