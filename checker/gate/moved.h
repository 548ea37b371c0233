// Files that a change moves to where they are judged otherwise: as tests or examples, as of another stage, by
// another reader, or not at all. What the move alone makes weigh less, or hides, is judged as where it was.
#pragma once

#include <string>
#include <vector>

#include "checker/gate/sides.h"

namespace payaudit {

// Makes files that settings or --exclude leave out sources of `head`, where files of a base are gone and no
// base has one of their path: one of them may be a file of the base that was moved there. To be called before
// `head` is compared with any.
void add_left_out(const CheckOptions& options, const std::vector<Side>& sides, Audit& head);

// Judges the tree once more with such files under their old paths, and gives `head` the violations in them
// that it lacks, and the severity of those that it finds less grave; each says so in a step. Whether they are
// new, matching says as of any other. Returns what there is to tell of it; where no such file was moved,
// nothing is judged. What one of the bases has where it is now was not moved.
std::vector<std::string> judge_where_they_were(const CheckOptions& options, const std::vector<Side>& sides,
                                               Audit& head, Progress& progress);

}  // namespace payaudit
