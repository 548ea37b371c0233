// GitLab's Code Quality report: a JSON array of issues, as `artifacts:reports:codequality` takes it.
// docs/schemas/gitlab-code-quality.json is its schema.
//
// All open violations, also those that the base had: GitLab compares the reports of two branches itself, and
// what is missing in one would be new in the other. It reads one report a pipeline. The format has no place
// for counts, so what is waived or was not examined is not in it.
#pragma once

#include <string>

#include "reports/report.h"

namespace payaudit {

std::string write_code_quality(const Report& report);

}  // namespace payaudit
