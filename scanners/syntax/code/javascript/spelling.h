// What JavaScript and TypeScript allow and their grammars do not, spelled as they do. Knows no tree: it finds
// such places by the characters around them, so it is asked only where a parse has failed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace payaudit::javascript_reader {

// A copy of the same length, of which a parse accepts what it should; nothing where there is nothing to
// respell. It changes what the nodes are never by more than this:
//
// - an ampersand that begins no entity, in a quoted attribute of JSX (`href="?a=1&b=2"`), and one of an
// entity
//   with digits in its name;
// - type arguments before a template (styled.div<Props>`…`) are blank;
// - `typeof import("x")` in a type is `typeof` of a name;
// - the modifiers of `<const T>` and `<in out T>` are blank;
// - so are `type` in `export type *` and `defer` in `import defer *`.
//
// A character is put in that no code may have, so what is not valid never becomes valid.
std::optional<std::string> respelled(std::string_view text);

}  // namespace payaudit::javascript_reader
