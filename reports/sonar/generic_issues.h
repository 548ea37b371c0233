// SonarQube's generic issue import (`sonar.externalIssuesReportPaths`), in the form with `rules` that servers
// read since 10.3; docs/schemas/sonar-generic-issues.json is its schema. A rule has its impact, which servers
// in the mode of multiple qualities ask for, and its type and severity, which those in the standard mode do.
//
// All open violations: the server finds out itself what is new. It stops the whole analysis at a place that
// is not in the file, so columns, which it counts in UTF-16 units, are left out where bytes are not UTF-8.
// The format has no place for counts, so what is waived or was not examined is not in it.
#pragma once

#include <string>

#include "reports/report.h"

namespace payaudit {

std::string write_generic_issues(const Report& report);

}  // namespace payaudit
