// Compose files to facts: each service is a container, its published ports are rules of the host's network,
// its environment is settings.
//
// One file at a time: `extends`, `include` and override files are not merged. `${VAR}` is not looked up: what
// has one is Unknown, or its written default.
#pragma once

#include "scanners/facts/facts.h"
#include "scanners/meaning/settings/variables.h"
#include "scanners/units/unit.h"

namespace payaudit {

// Facts of all YAML files with a map `services` whose entries have an image or a build.
Facts compose_facts(const Units& units, const SettingTables& tables);

}  // namespace payaudit
