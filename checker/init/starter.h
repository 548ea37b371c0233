// The payaudit.yaml that `payaudit init` writes: what the program saw in the tree, and every declaration with
// its words, commented out. A line of a declaration starts with `#` and the key itself, or `#` and exactly
// two spaces where it goes on; all other comments with `# `. So it loads as it is, and with any of its
// declarations switched on.
#pragma once

#include <string>

#include "checker/audit/audit.h"

namespace payaudit {

// `audit` of the tree without settings, judged or not; its report has to hold the coverage.
std::string starter_settings(const Audit& audit);

}  // namespace payaudit
