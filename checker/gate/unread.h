// Files that the base could examine and that cannot be examined now: what was found in them is neither gone
// nor there.
#pragma once

#include <set>
#include <vector>

#include "checker/gate/match.h"
#include "reports/report.h"
#include "rules/findings/finding.h"

namespace payaudit {

struct Unread {
  // `evidence-lost`, one for each such file in which a violation or evidence of the base is met no more: as
  // grave as the gravest of these.
  std::vector<Finding> findings;
  std::set<FileId> files;  // of the base
};

// `gaps_now` and `gaps_before` are those of whole files or places in them; a file that had one before is none
// of these. `of_now` is what match() said.
Unread find_unread(const std::vector<GapEntry>& gaps_now, const std::vector<GapEntry>& gaps_before,
                   const std::vector<Finding>& base, const std::vector<size_t>& of_now, const Change& change);

}  // namespace payaudit
