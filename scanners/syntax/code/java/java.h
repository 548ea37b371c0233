// Java source to `Code`.
#pragma once

#include "scanners/source/source.h"
#include "scanners/units/code.h"

namespace payaudit {

// Reads up to Java 21. A lambda of one expression returns it; a method reference is a field read; a record's
// components are fields; enum constants are variables of `<fields>`; anonymous classes are types without a
// name. What is not valid Java is a gap, and what could be recognized around it is kept. Keeps views into
// `source`, which must outlive the result. Safe to call from any thread.
Code read_java(const Source& source);
Code read_java(const Source&& source) = delete;

}  // namespace payaudit
