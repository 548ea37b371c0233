// JavaScript and TypeScript source to `Code`.
#pragma once

#include "scanners/source/source.h"
#include "scanners/units/code.h"

namespace payaudit {

// Top-level statements are `<module>`. `require` and `import()` of a literal are imports beside the calls
// they are. Function declarations are functions, function expressions and arrows lambdas, methods of object
// literals lambdas with their key's name. A class's fields are those declared, TypeScript's parameter
// properties, and what the constructor sets on `this`; interfaces and object type aliases are types; an
// object literal that is a decorator's argument gives its keys as the annotation's arguments. Elements of JSX
// are `make <Name>`. What is not valid is a gap, and what could be recognized around it is kept. Keeps views
// into `source`, which must outlive the result. Safe to call from any thread.
Code read_javascript(const Source& source);  // with JSX; the language is "javascript"
Code read_typescript(const Source& source);  // without JSX; "typescript"
Code read_tsx(const Source& source);         // with JSX; "typescript"
Code read_javascript(const Source&& source) = delete;
Code read_typescript(const Source&& source) = delete;
Code read_tsx(const Source&& source) = delete;

}  // namespace payaudit
