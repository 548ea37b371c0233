// What a report was made of, as JSON.
#pragma once

#include "reports/json/json_writer.h"
#include "reports/report.h"

namespace payaudit {

// Into the object that is open: `provenance` with the commit, its time, whether the tree has changes, and the
// digests of rules and settings.
void write_provenance(const Provenance& provenance, JsonWriter& json);

}  // namespace payaudit
