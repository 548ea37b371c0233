// Listeners that servers configured in HCL open, as Vault and Boundary do: `listener "tcp" { … }`. Reads
// files of that format that are not Terraform's, also inside a ConfigMap.
#pragma once

#include "scanners/facts/facts.h"
#include "scanners/units/unit.h"

namespace payaudit {

Facts hcl_listener_facts(const Units& units);

}  // namespace payaudit
