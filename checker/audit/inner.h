// Second reading: texts that stand inside files and are files of their own formats. Each becomes a unit with
// the spans of the file around it.
#pragma once

#include "checker/audit/read.h"

namespace payaudit {

// Adds the units of the texts inside `corpus`'s files.
void read_inner_texts(const FileConventions& conventions, Corpus& corpus);

}  // namespace payaudit
