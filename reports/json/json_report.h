// The whole report as JSON, for programs: `docs/schemas/payaudit-report-1.json` is its schema. The number at
// `payaudit` counts up when a reader of the older form would misread the newer one; keys may be added
// without that.
#pragma once

#include <string>

#include "reports/report.h"

namespace payaudit {

struct JsonOptions {
  bool with_catalogue = false;  // all rules and requirements, not only the rules of the findings
};

// All findings of all verdicts, suppressed ones too. Columns count code points, from 1; ends are exclusive.
std::string write_json(const Report& report, const JsonOptions& options = {});

}  // namespace payaudit
