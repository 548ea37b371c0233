// Dockerfiles to facts: the container that the final stage makes, and credentials that are built into images.
//
// What runs it may set another user or mount other things; this says what the image alone says.
#pragma once

#include "scanners/facts/facts.h"
#include "scanners/meaning/settings/variables.h"
#include "scanners/units/unit.h"

namespace payaudit {

Facts image_facts(const Units& units, const SettingTables& tables);

}  // namespace payaudit
