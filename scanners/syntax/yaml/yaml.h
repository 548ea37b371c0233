// YAML to Tree: every document of a file is a root. Knows no schema (Kubernetes, OpenAPI …) and evaluates no
// template.
#pragma once

#include "scanners/units/template_actions.h"
#include "scanners/units/tree.h"

namespace payaudit {

// YAML 1.1 syntax as libyaml reads it, plain scalars typed by the YAML 1.2 core schema (so `yes`, `no`, `on`,
// `off` stay strings with `is_plain`). Never fails: what is wrong becomes a gap at its place, what was read
// before it stays, with an unknown entry in what was open (Tree::has_unknown_entries), and reading goes on at
// the next `---`.
//
// - Spans are byte offsets. They include quotes, tag and anchor; a block collection ends with its last item,
//   a block scalar with its last line that is not blank.
// - A tag of the YAML core is dropped after it has decided the type; any other stays in `tag` and makes a
//   scalar a string.
// - An alias is a copy of what it names: the copy's top node has the alias's span, the nodes below keep the
//   place where they were written. Copies are limited (4096 + a quarter of the file's bytes; nesting as for
//   the file): beyond, and for an unknown or circular name, the node is opaque (`*name`), with a gap.
// - A merge key `<<` stays, and the entries it brings follow the map's own ones unless the map has them.
// - A key that occurs twice in a map stays twice, with a gap; where both values are scalars and differ, both
//   become opaque, because programs differ in which of them they take.
// - `{{ … }}` (Helm, Jinja, `${{ }}` of GitHub), `<%= … %>`: a value that is only that is opaque; a text with
// it inside
//   is a template_ of strings and opaque parts, verbatim as written (escapes not resolved, indentation kept).
//   A line such as `{{- toYaml .Values.x | nindent 4 }}` brings entries nobody knows: it becomes an opaque
//   entry with an empty key in the map or list (by its indentation), or the opaque value of the key above it.
//   What stands between `{{ if }}`/`with`/`range`/`else` and `{{ end }}`, while its parent does not, is a
//   `call` with text "if" whose only child is the value: it may be absent.
// - Limits: nesting of 200. Encoding: a UTF-8 byte order mark is skipped; UTF-16, NUL and ill-formed UTF-8
//   give an encoding gap and no nodes.
// `style` says what of engines' notations the file may have; for a file that is named as a template, what is
// wrong in it is a gap of the kind `unsupported`.
Tree read_yaml(const Source& source, TemplateStyle style = TemplateStyle::plain);

}  // namespace payaudit
