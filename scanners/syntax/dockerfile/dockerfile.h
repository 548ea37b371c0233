// Dockerfile (Containerfile) to Tree. Knows no image, no shell and sets no variable.
#pragma once

#include "scanners/units/tree.h"

namespace payaudit {

// The root is a map with one block entry an instruction, in order: key is the instruction in lower case, span
// from the keyword to the instruction's last character.
//
// - `labels` are the arguments, split at blanks outside quotes, quotes and line continuations removed, `$X`
// as
//   written: `from` has {image} or {image, "as", name}. `is_plain` is the shell form; false is the JSON array
//   form, whose labels are its strings.
// - Flags are entries: `--from: build`; one without a value is null.
// - ENV, ARG and LABEL have their assignments as entries, with placeholders in the shell's style taken apart
//   (scanners/units/placeholders.h) unless in single quotes. An ARG without a default is a reference.
// - A heredoc of RUN, COPY, ADD is an entry whose key is its word: the text as written.
// - ONBUILD holds the instruction it is about.
// - `# escape=` is obeyed, other parser directives are comments. Comments inside a continued instruction are
//   left out, as Docker does.
//
// Never fails: an unknown instruction is a gap and is left out; a heredoc without end is a gap and ends the
// reading, with an unknown entry in the root (Tree::has_unknown_entries). A UTF-8 byte order mark is skipped;
// UTF-16, NUL and ill-formed UTF-8 give an encoding gap and no nodes.
Tree read_dockerfile(const Source& source);

}  // namespace payaudit
