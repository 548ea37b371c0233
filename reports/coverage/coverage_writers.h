// Requirement by requirement: whether it binds, what was tested with which result, and what a record has to
// show. As a table for people, and as CSV and JSON for whoever works on with it. Pure: a report in, a text
// out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/report.h"

namespace payaudit {

// One word for all that is known of a requirement. `evidence` is a verdict about one rule and one thing, and
// no more than that; `record` is shown by a record alone.
std::string_view state_of(const RequirementEntry& requirement);
// The same of a part of one that binds: by what its own rules saw.
std::string_view state_of(const LegEntry& leg, const RequirementEntry& requirement);

// How old a record may be and how many there have to be: "at most 92 days old; a series, weekly". No age: 0.
std::string record_terms(int max_age_days, bool is_age_by_analysis, std::string_view series);

// `framework`: the id of the one that is wanted, judged or not; empty: all that are judged.
std::string write_coverage_table(const Report& report, std::string_view framework);
// A line of names, then one a requirement: what CSV and workbooks hold.
std::vector<std::vector<std::string>> coverage_rows(const Report& report, std::string_view framework);
// RFC 4180: a line of names, then one a requirement.
std::string write_coverage_csv(const Report& report, std::string_view framework);
std::string write_coverage_json(const Report& report, std::string_view framework);

}  // namespace payaudit
