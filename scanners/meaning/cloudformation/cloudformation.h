// CloudFormation and SAM templates, YAML or JSON: units to facts, by the resource models under `AWS::…`
// names.
//
// What is evaluated is in template.h, what resources say together in joins.h, credentials in credentials.h.
// It does not read nested stacks: what comes from one is Unknown.
#pragma once

#include "scanners/facts/facts.h"
#include "scanners/meaning/resources/models.h"
#include "scanners/meaning/settings/variables.h"
#include "scanners/units/unit.h"

namespace payaudit {

// Units that are no template are passed over. Safe to call from any thread.
Facts cloudformation_facts(const Units& units, const ResourceModels& models, const SettingTables& tables);

}  // namespace payaudit
