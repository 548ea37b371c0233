// HTML and the templates that make it (Jinja, Go, ERB, PHP, JSP, Thymeleaf, Vue …) to Tree. A tolerant reader
// of tags, not the tree construction of the HTML standard: it invents no element, moves none, and runs
// neither scripts nor templates.
#pragma once

#include "scanners/units/tree.h"

namespace payaudit {

// The root is a map with the elements in order, as block entries: key is the name in lower case, span from
// `<` to the end of the closing tag (of the opening one, where none closes it).
//
// - Attributes are entries of the element before everything else: key in lower case; a string with the common
//   character references resolved; null without a value. A value with `{{ }}`, `{% %}`, `<% %>`, `<? ?>` or
//   `${ }` inside is a template_ of verbatim parts, opaque if there is nothing else. So is the value of a
//   bound attribute (`th:…`, `:…`, `v-…`, `[…]`), which is an expression: opaque.
// - A template action that prints attributes is an opaque entry with an empty key. Attributes between actions
//   such as `{% if %}` and `{% endif %}` in one tag are below a `call` with text "if": they may be absent.
// - Text is an entry `#text` (trimmed, as written); so are the contents of script, style, textarea, title.
//   Comments, doctypes and template actions between elements are left out, so that an element between `if`
//   and `endif` looks like any other: it can be on the page.
// - Void elements and `/>` have no content; `p`, `li`, `tr`, `td`, `th`, `option`, `dt`, `dd` end at the next
//   one of their name beside them; a closing tag without its opening one is ignored.
//
// Never fails: elements nest up to 500, deeper ones stay beside each other, with a gap. A UTF-8 byte order
// mark is skipped; UTF-16, NUL and ill-formed UTF-8 give an encoding gap and no nodes. Linear in the file.
Tree read_html(const Source& source);

}  // namespace payaudit
