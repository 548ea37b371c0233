// The tree of a base, audited as the tree is that is compared with it.
#pragma once

#include <memory>

#include "checker/audit/audit.h"
#include "checker/cli/progress.h"
#include "checker/gate/base.h"

namespace payaudit {

// Audits the tree of the base by what governs `head`, which was judged already; what it says of itself is not
// reported. Only what the disk has otherwise is read from git: whether it has is told by the bytes that were
// read, not by git's index. Notes in `tree` what is not here.
Result<std::unique_ptr<Audit>> audit_base(const CheckOptions& options, BaseTree& tree, Audit& head,
                                          Progress& progress);

}  // namespace payaudit
