// SARIF 2.1.0 (OASIS, with errata 01), one run. Two forms of one audit, because consumers take whatever
// stands in a file for an open alert: one for continuous integration, one for evidence.
//
// A result without a place is about the tree as a whole, and consumers refuse a result without a location: it
// is put at the first line of `payaudit.yaml`, where what is expected is declared, or, if the tree has none,
// of the file nearest to the root that sorts first. It says so in `properties.place`.
//
// Edits that certainly mend a finding are its `fixes`. Where the tree was compared, the changed line that
// made a finding new is a related location: the location of a result is where the defect is.
//
// Not written: ranks, times, absolute paths, the contents of files beyond masked snippets.
#pragma once

#include <string>

#include "reports/report.h"

namespace payaudit {

// Open violations only, gravest first and of one severity the new ones, at most 5,000 (what GitHub shows;
// what is cut off is a notification), and the rules they are of.
std::string write_sarif(const Report& report);

// Everything: all verdicts as kinds (violation: fail, satisfied: pass, undetermined: open, evidence-required:
// review, not-applicable: notApplicable), where the tree was compared a `baselineState` on each and what is
// gone as `absent`, suppressed findings with their suppression, all rules, all requirements of the judged
// frameworks.
std::string write_sarif_full(const Report& report);

}  // namespace payaudit
