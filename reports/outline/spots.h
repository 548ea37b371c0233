// Where findings stand, as lines and columns of files.
#pragma once

#include <string>
#include <vector>

#include "reports/report.h"

namespace payaudit {

// Columns count code points from 1; the end is exclusive.
struct Spot {
  std::string path;
  Position begin;
  Position end;
};

Spot spot_of(const Report& report, Place place);

// "a/b.tf:3:5"
std::string to_string(const Spot& spot);

// Whether there is a line to annotate: a finding about the tree as a whole has none, unless a change made it.
bool has_annotated_place(const Finding& finding);

// The changed line that made the finding, else where it stands. One about the tree as a whole is put at the
// first line of `default_file`, for consumers that take nothing without a file.
Spot annotated_spot(const Report& report, const Finding& finding);

// payaudit.yaml, where what is expected is declared, or, if the tree has none, the file nearest to the root
// that sorts first.
std::string default_file(const SourceMap& sources);

// What the annotated place is: the change that made the finding, else what the underlined text is. Masked;
// may be empty.
std::string annotated_label(const Finding& finding);

// A place that explains a finding, and how.
struct RelatedSpot {
  Place place;
  std::string text;
};

// Where it stands, if the annotated place is another; steps in their order, context first; where the same is.
// At most `most`. The step at the finding's own place is not repeated.
std::vector<RelatedSpot> related_spots(const Finding& finding, size_t most);

}  // namespace payaudit
