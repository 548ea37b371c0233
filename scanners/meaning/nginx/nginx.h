// nginx configuration to facts: what listens and with which TLS, and what is sent on to other systems.
//
// Inheritance is as nginx has it: a directive of an inner block replaces all of its name from outside;
// `add_header` too. Files that are included and in the tree are read in their place; what others may set is
// Unknown where nothing is written.
#pragma once

#include "scanners/facts/facts.h"
#include "scanners/meaning/settings/models.h"
#include "scanners/units/unit.h"

namespace payaudit {

// The models tell what a host of a cluster may be called.
Facts nginx_facts(const Units& units, const SettingModels& models = {});

}  // namespace payaudit
