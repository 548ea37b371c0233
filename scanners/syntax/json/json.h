// JSON to Tree. Knows no schema and no templates: a `${…}` inside a string is text.
#pragma once

#include "scanners/units/tree.h"

namespace payaudit {

// RFC 8259, and what editors and compilers allow on top: `//` and `/* */` comments, a comma before a closing
// bracket. Values that follow each other (JSON Lines) are several roots. Never fails: the first error is a
// gap at its place and ends the reading; what was read before it stays, with an unknown entry in what was
// open (Tree::has_unknown_entries).
//
// - Spans are byte offsets and include the quotes, also those of keys. Strings have their escapes resolved
//   (a surrogate without its other half becomes U+FFFD); numbers are as written.
// - A key that occurs twice is a gap (scanners/units/duplicate_keys.h).
// - Limits: nesting of 500, two million nodes, exponents of 2147483647; beyond them a gap. Encoding: a UTF-8
//   byte order mark is skipped; UTF-16, NUL and ill-formed UTF-8 give an encoding gap and no nodes.
Tree read_json(const Source& source);

}  // namespace payaudit
