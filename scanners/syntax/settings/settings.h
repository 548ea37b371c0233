// Line-oriented settings to Tree: `.properties`, `.env`, INI. Knows no program that reads them.
//
// For all three: the root is a map, keys are as written (dotted keys stay flat), spans are byte offsets of
// the value without the blanks around it (quotes included). An unquoted `true`, `false` or decimal number is
// typed, another value is a string with `is_plain`. A value that is one placeholder is a reference whose
// child, if any, is its default; one with placeholders inside is a template_
// (scanners/units/placeholders.h). A key may occur more than once: all entries stay, in order. Programs take
// the last one of `.properties` and `.env`; of INI it depends on the program whether they are a list. A line
// that is none of the format is a gap, and reading goes on. A UTF-8 byte order mark is skipped; UTF-16
// and NUL give an encoding gap and no nodes; so does ill-formed UTF-8, except in `.properties`.
#pragma once

#include "scanners/units/tree.h"

namespace payaudit {

// As java.util.Properties defines it: escapes, `\` at the end of a line, `=`, `:` or a blank as separator,
// `#` and `!` comments; a comment of `#---` or `!---` begins another root, as Spring has it. Bytes that are
// not UTF-8 are taken as ISO 8859-1, Java's own encoding of it. Placeholders in Spring's style.
Tree read_properties(const Source& source);

// `KEY=value` with `export`, quotes ("…" with escapes, over several lines; '…' as it is), ` #` comments and
// placeholders in the shell's style, except in '…'. A line of a name alone takes the value from the
// environment: a reference. A command, as files of direnv have them, is a gap of the kind `unsupported`.
Tree read_env(const Source& source);

// Sections are block entries of the root, a section that comes again goes on. `=` or `:` separates, `;` and
// `#` begin comments (within a line only after a blank), a key without a separator is null. A line that is
// indented deeper than the key above continues its value where it has no separator, where that value was
// empty or where a line has continued it already. `${…}` and `%(…)s` are placeholders.
Tree read_ini(const Source& source);

}  // namespace payaudit
