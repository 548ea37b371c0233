// An audit that says of each finding whether it is new against a base.
#pragma once

#include <memory>

#include "checker/audit/audit.h"

namespace payaudit {

// Audits the tree and the tree of the merge base with `options.base`, both in full, by the settings, the
// policies and the suppressions of the base. What is new says why: the code; or, where the tree has other
// settings or policies, these, for what they find beyond. Files that are equal in both are read once. The
// error is for what an audit fails at, and for a base that is not here.
Result<std::unique_ptr<Audit>> run_compared(const CheckOptions& options);

}  // namespace payaudit
