// The one place that calls the readers of scanners/syntax.
#pragma once

#include "scanners/source/file_conventions.h"
#include "scanners/source/source.h"
#include "scanners/units/unit.h"

namespace payaudit {

// Sets the form of `unit` to what the reader makes of `source`, which must outlive it. A reader that is yet
// to be decided by content, or none, leaves it as it is.
void read_form(Reader reader, const Source& source, Unit& unit);

}  // namespace payaudit
