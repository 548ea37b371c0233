// Evidence that a change takes away: what was satisfied and is not known any more.
#pragma once

#include <cstddef>
#include <set>
#include <string_view>
#include <vector>

#include "checker/gate/match.h"
#include "rules/findings/finding.h"
#include "rules/judge/rule.h"

namespace payaudit {

inline constexpr std::string_view kEvidenceLost = "evidence-lost";

struct LostEvidence {
  // `evidence-lost`, one for each rule and way of losing it, with all places: violations as grave as the rule
  // where it is not known any more; of low severity where nothing is left to be judged, though its line
  // stayed. Places are those of the tree now; of evidence whose file is gone there is none.
  std::vector<Finding> findings;
  size_t gone = 0;  // evidence that went with its lines: the thing itself is gone
};

// `of_now` is what match() said of `now` and `base`. Where a violation stands now in place of the evidence,
// that tells it.
LostEvidence find_lost(const std::vector<Finding>& now, const std::vector<Finding>& base,
                       const std::vector<size_t>& of_now, const RulePack& pack, const Change& change,
                       const std::set<FileId>& unread);

}  // namespace payaudit
