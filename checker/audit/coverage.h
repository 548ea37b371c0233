// How much of a tree was examined: the lines of the files that matter, by format, less those that a gap
// covers.
#pragma once

#include "checker/audit/read.h"
#include "checker/settings/settings.h"
#include "reports/report.h"
#include "scanners/facts/facts.h"

namespace payaudit {

// The gaps of an audit, sorted by place. What is missing once a format or once a type (no reader, no model)
// is one entry with a count.
std::vector<GapEntry> collect_gaps(const Corpus& corpus, const Facts& facts, const Settings& settings);

// The share of lines examined, what was left out, and whether the analysis is complete. A document (YAML,
// JSON, XML) that nothing was stated about is data: no reader of its kind exists to miss. `gaps` are those of
// collect_gaps.
Coverage measure_coverage(const Corpus& corpus, const Facts& facts, const Settings& settings,
                          const std::vector<GapEntry>& gaps);

// With --strict: any gap makes the analysis incomplete, whether or not it lowers the share.
void judge_strictly(const std::vector<GapEntry>& gaps, Coverage& coverage);

}  // namespace payaudit
