// Go source to `Code`.
#pragma once

#include "scanners/source/source.h"
#include "scanners/units/code.h"

namespace payaudit {

// Package variables and constants are variables of `<module>`. A method's owner is its receiver's type where
// that is declared in the same file, else none; `self` is the receiver, with its type as written. Embedded
// types are bases, and so is the underlying type of a named one. One key of a struct tag is one annotation
// with its whole value. An import without a name has the last part of its path for alias (`/v2` left out),
// none where that is no identifier. Several results are taken apart by `index`; `&x` and `*x` are x; `go` and
// `defer` are calls where they are written; a channel's receive is `index` with one argument, a send the call
// `<-`. Keeps views into `source`, which must outlive the result. Safe to call from any thread.
Code read_go(const Source& source);
Code read_go(const Source&& source) = delete;

}  // namespace payaudit
