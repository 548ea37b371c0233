// A rule as SARIF describes it (2.1.0, section 3.49), with what GitHub, GitLab and DefectDojo read of it.
#pragma once

#include <string_view>

#include "reports/json/json_writer.h"
#include "reports/report.h"
#include "reports/sarif/taxonomies.h"

namespace payaudit {

// "error", "warning", "note": of a violation.
std::string_view sarif_level(Severity severity);

void write_rule(JsonWriter& json, const Report& report, const Taxonomies& taxonomies, const RuleEntry& rule);

}  // namespace payaudit
