// Terraform and OpenTofu: units to facts.
//
// Reads no file and runs no provider. Resource models say what an attribute means; the joins that tables
// cannot say (a bucket and what grants access to it, bindings of identities) are in joins_*.cc, one provider
// each; credentials in credentials.h.
#pragma once

#include "scanners/facts/facts.h"
#include "scanners/meaning/resources/models.h"
#include "scanners/meaning/settings/variables.h"
#include "scanners/units/unit.h"

namespace payaudit {

// Units of other formats are passed over. Modules that are called and not in the tree become `gap` facts.
// Safe to call from any thread.
Facts terraform_facts(const Units& units, const ResourceModels& models, const SettingTables& tables);

}  // namespace payaudit
