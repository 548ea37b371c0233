// Trees as short texts, for the tests of the readers.
#pragma once

#include <string>

#include "scanners/units/tree.h"

namespace payaudit {

// `{a: 1, b: "x", c: [true, ~]}`; roots are separated by ` --- `. A plain string is bare, a quoted one
// quoted; `ref(NAME)`, `call name(…)`, `template("a", <{{ x }}>)`, `<opaque>`; labels and blocks as
// `key(label){…}`.
std::string show(const Tree& tree);
std::string show(const Tree& tree, NodeId id);

// The source of a node found by path below the first root, and of its key.
std::string value_source(const Source& source, const Tree& tree, std::string_view path);
std::string key_source(const Source& source, const Tree& tree, std::string_view path);

// `syntax 3:1 what is wrong`, one line a gap.
std::string show_gaps(const Source& source, const Tree& tree);

// What is wrong with the spans: outside the source, a scalar whose text is not in its span although it needs
// no unescaping, a key not in its key span (but for case), a child outside its parent. `is_copied` lifts the
// last one, for trees with aliases. Empty when all are right.
std::string wrong_spans(const Source& source, const Tree& tree, bool is_copied = false);

}  // namespace payaudit
