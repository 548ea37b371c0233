// models/files.yaml: what the name of a file says of it.
#pragma once

#include "rules/policy/document.h"
#include "rules/policy/problems.h"
#include "scanners/source/file_conventions.h"

namespace payaudit {

void read_file_conventions(const Document& document, FileConventions& conventions, Problems& problems);

}  // namespace payaudit
