// nginx configuration to Tree. Knows no directive's meaning and follows no include.
#pragma once

#include "scanners/units/tree.h"

namespace payaudit {

// The root is a map of directives in order; keys repeat, as nginx has it.
//
// - A simple directive: `labels` are its arguments without quotes; the value is a string over all of them, as
//   written for several, and as resolved for a single one. Without arguments it is null. `$name` and
//   `${name}` are taken apart (scanners/units/placeholders.h): such a value is a reference or a template_,
//   one with
//   `{{ … }}` is opaque.
// - A block (`server { … }`) is a block entry: a map with its arguments as labels, from its name to its `}`.
// - `include` stays a directive.
// - A `…_by_lua_block` is an opaque block, with a gap: Lua is not read. A template's `{% … %}` line is a gap.
//
// Never fails: an error is a gap at its place and reading goes on behind it; where the rest of the file is
// lost, what was open gets an unknown entry (Tree::has_unknown_entries). Blocks nest up to 100. A UTF-8 byte
// order mark is skipped; UTF-16, NUL and ill-formed UTF-8 give an encoding gap and no nodes.
Tree read_nginx(const Source& source);

}  // namespace payaudit
