// A requirement as JSON, in the report and in what `payaudit coverage` prints.
#pragma once

#include <string_view>

#include "reports/json/json_writer.h"
#include "reports/report.h"

namespace payaudit {

// Into the object that is open: what it asks for, its verdicts by number, its rules. `state` is one word for
// all of the verdicts; empty: none is written.
void write_requirement_fields(const RequirementEntry& requirement, std::string_view state, JsonWriter& json);

}  // namespace payaudit
