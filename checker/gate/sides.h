// The bases of a tree, and how what is found in it stands to them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "checker/audit/audit.h"
#include "checker/cli/progress.h"
#include "checker/gate/base.h"
#include "checker/gate/match.h"

namespace payaudit {

// A base, and what of it each finding now is.
struct Side {
  BaseTree tree;
  std::unique_ptr<Audit> audit;
  std::unique_ptr<Change> change;
  std::vector<size_t> of_now;
};

// Lists the trees of the merge bases; of very many, the first few. The error is that of list_base().
Result<std::vector<Side>> list_sides(const Target& target, const BaseCommit& commit);

// Audits each base, compares `head` with it, and says of each finding of `head` how it stands: what any base
// has as grave, and as far, is not new. Leaves in the first base what all of them have. Notes in
// `head.compared` what was moved to where less is judged.
Result<bool> compare_sides(const CheckOptions& options, Audit& head, std::vector<Side>& sides,
                           Progress& progress);

}  // namespace payaudit
