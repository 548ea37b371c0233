// Settings in YAML and JSON files that no program's convention names: what is told there are credentials by
// their names and addresses of databases and brokers, since a file under any name may be data, texts or a
// schema. A value under the name of a credential counts where it looks like one, or where settings of a
// connection stand beside it.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "scanners/meaning/settings/variables.h"
#include "scanners/units/unit.h"

namespace payaudit {

// Of one document of a unit. The unit and the tables must outlive it.
class GeneralSettings {
 public:
  GeneralSettings(const SettingTables& tables, const Unit& unit, NodeId document);
  GeneralSettings(const GeneralSettings&) = delete;
  GeneralSettings& operator=(const GeneralSettings&) = delete;

  // Credentials, users beside them, and addresses.
  const std::vector<NamedValue>& values() const& { return values_; }
  // What models have with `*.`.
  const std::vector<NamedValue>& switches() const& { return switches_; }

 private:
  class Finder;

  std::deque<std::string> names_;
  std::vector<NamedValue> values_;
  std::vector<NamedValue> switches_;
};

}  // namespace payaudit
