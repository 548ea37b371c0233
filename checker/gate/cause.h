// Which changed line made a finding new.
#pragma once

#include <string>
#include <vector>

#include "checker/gate/change.h"
#include "rules/findings/finding.h"

namespace payaudit {

// Sets `standing.changed` and `standing.because` of findings that are new for the code: the line itself where
// it came or changed; else a step on the way there that did, the nearest to where it ends; else the place
// where what protected it in the base was taken away; else where lines were taken away before it, in its file
// or in one of its steps. Findings that none of this explains stay as they are: what made them new lies
// elsewhere.
//
// `base` are findings of the base, also satisfied ones, with the source map of `change.before()`.
void find_causes(std::vector<Finding>& now, const std::vector<Finding>& base, const Change& change);

}  // namespace payaudit
