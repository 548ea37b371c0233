// Python source to `Code`.
#pragma once

#include "scanners/source/source.h"
#include "scanners/units/code.h"

namespace payaudit {

// Reads Python 3, and what of Python 2 the grammar knows. Top-level statements are `<module>`, statements of
// a class body `<fields>`. A type's fields are its class-level assignments and annotations, and what
// `__init__` sets on `self`. Decorators are annotations and are not lowered as calls; doc strings are left
// out; `import a.b` without a name of its own has no alias. What is not valid is a gap, and what could be
// recognized around it is kept. Keeps views into `source`, which must outlive the result. Safe to call from
// any thread.
Code read_python(const Source& source);
Code read_python(const Source&& source) = delete;

}  // namespace payaudit
