// XML to Tree. Knows no schema and resolves no namespace.
#pragma once

#include "scanners/units/tree.h"

namespace payaudit {

// The root is a map with the elements in order, as block entries: key is the name as written, prefix
// included; span from `<` to the end of the closing tag.
//
// - Attributes are entries of the element before everything else: strings, with references resolved.
// - Text and CDATA are entries `#text`, trimmed. Comments, declarations, processing instructions and the
//   document type are left out.
// - Entities other than the five of XML are never expanded, whatever the document type declares: a value with
//   one is opaque, as written. So is a value with `${ }`, `#{ }`, `{{ }}` or `{% %}` inside.
// - A value that is an expression `@( … )` or `@{ … }` to its end, as gateways of Azure have it, may hold
//   quotes, `<` and `&`; it is opaque.
//
// Never fails: where the text is not well-formed, what was read before stays, the elements open there have
// unknown entries, and a gap says where. Elements nest up to 200; what is deeper is unknown, with a gap. A
// UTF-8 byte order mark is skipped; UTF-16, NUL and ill-formed UTF-8 give an encoding gap and no nodes.
// Linear in the file.
Tree read_xml(const Source& source);

}  // namespace payaudit
