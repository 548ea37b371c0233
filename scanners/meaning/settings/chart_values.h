// Values of Helm charts: which files hold them, and what they say by name. How a chart uses a value is in its
// templates and not followed: a value is judged by its name alone.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/facts/facts.h"
#include "scanners/meaning/settings/variables.h"
#include "scanners/meaning/settings/view.h"
#include "scanners/units/unit.h"

namespace payaudit {

class ChartValues {
 public:
  explicit ChartValues(const Units& units);

  // A file of values by its name (`values.yaml`, `values-prod.yaml`, `prod.values.yaml`), or because it lies
  // beside a `Chart.yaml`.
  bool is_values(const Unit& unit) const;

 private:
  const SourceMap* sources_;
  std::set<std::string, std::less<>> charts_;  // folders with a Chart.yaml, with a slash at the end
};

// Adds the `secret`, `connection`, `place` and `retention` facts of a document of values. Lists of
// environment variables (`- name: …`, `value: …`) count by the names of the variables.
void add_chart_values(Facts& facts, const SettingTables& tables, std::string_view owner, const View& values,
                      const Neighbourhood& around = {});

}  // namespace payaudit
