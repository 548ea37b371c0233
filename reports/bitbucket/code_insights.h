// Bitbucket Cloud's Code Insights: one JSON document with the bodies of its requests. `report` is put as the
// report of a commit, each array of `annotations` (at most 100 in each, 1,000 in all) is posted as its
// annotations; payaudit sends nothing. docs/schemas/bitbucket-code-insights.json is the schema.
//
// New findings first; what the limits leave out is counted in the report.
#pragma once

#include <string>

#include "reports/outline/order.h"
#include "reports/report.h"

namespace payaudit {

std::string write_code_insights(const Report& report, Told told = Told::only_new);

}  // namespace payaudit
