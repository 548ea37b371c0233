// Files that cannot be examined now. Of those that the base could examine, what was found in them is neither
// gone nor there. Of those that came with the change nothing is known: they are told, and gate nothing by
// themselves, since no rule has found anything; who wants that runs with --strict.
#pragma once

#include <set>
#include <string>
#include <string_view>
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
  // All files that have such a gap now and had none in the base, changed ones and new ones, with the reason.
  std::vector<std::string> newly;  // "pay.py (encoding: holds NUL bytes)"
};

// The reason of a gap that stands for a file which the change makes look as if a bundler or a generator wrote
// it: such files are not judged.
inline constexpr std::string_view kNowLeftOut = "left out";

// `gaps_now` and `gaps_before` are those of whole files or places in them; a file that had one before is none
// of these. `of_now` is what match() said.
Unread find_unread(const std::vector<GapEntry>& gaps_now, const std::vector<GapEntry>& gaps_before,
                   const std::vector<Finding>& base, const std::vector<size_t>& of_now, const Change& change);

}  // namespace payaudit
