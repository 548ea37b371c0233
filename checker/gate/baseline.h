// An audit that says of each finding whether a file of known findings has it.
#pragma once

#include <memory>
#include <vector>

#include "checker/audit/audit.h"
#include "reports/baseline/baseline.h"

namespace payaudit {

// Audits the tree and compares it with `options.baseline`. A violation is old when the file has its
// fingerprint; or, one for one, its identity at another path where the path of the entry is no more: the file
// was renamed. The file cannot tell that one goes further than it did, or that a secret is another one. What
// is new for a rule that the file does not list is new for the rules. Entries that meet nothing are named as
// gone, unless their rule or their part of the tree was not judged. Evidence is not compared: the file holds
// none. The error is for what an audit fails at, and for a file that is not there or is no baseline.
Result<std::unique_ptr<Audit>> run_with_baseline(const CheckOptions& options);

// Sets `standing` of violations in the tree at `root`; gives back the entries that met none.
std::vector<BaselineEntry> compare_with(const Baseline& baseline, const std::string& root,
                                        const SourceMap& sources, std::vector<Finding>& findings);

}  // namespace payaudit
