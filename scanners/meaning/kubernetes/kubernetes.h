// Kubernetes objects to facts: workloads, access, network, secrets, storage and the control plane, from YAML
// and JSON.
//
// Everything is judged as it is written. Templates are not rendered and Kustomize patches are not applied:
// what they may change is Unknown and says so.
#pragma once

#include "scanners/facts/facts.h"
#include "scanners/meaning/settings/variables.h"
#include "scanners/units/unit.h"

namespace payaudit {

// Facts of every object (a map with `apiVersion` and `kind`) of all units.
Facts kubernetes_facts(const Units& units, const SettingTables& tables);

}  // namespace payaudit
