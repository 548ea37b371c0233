// What the gate itself finds, of suppressions and of settings, and what suppressions do to the findings of
// rules.
#pragma once

#include <vector>

#include "checker/audit/audit.h"
#include "rules/findings/finding.h"

namespace payaudit {

// Marks what the audit's waivers and the comments of its files suppress, one by one: to be called before what
// is one defect is joined. Under a base its waivers suppress, and those of the tree are told: there they can
// be mended; neither they nor comments that the base does not have count for what the change brings. Returns
// what there is to say of suppressions, without fingerprints.
std::vector<Finding> waive(const AuditOptions& options, Audit& audit, std::vector<Finding>& findings);

// The same, and what there is to say of settings that let more through than before, with fingerprints and,
// where the tree is compared, how each stands; and what the comparison itself found.
std::vector<Finding> gate_findings(const AuditOptions& options, Audit& audit, std::vector<Finding>& findings);

}  // namespace payaudit
