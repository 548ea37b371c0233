// Credentials in Terraform: arguments, defaults of variables, values of `.tfvars`, locals and what modules
// and providers are given, by their names; variables of functions and containers; what is put into secret
// stores.
//
// A value that comes from a variable without a default, another resource or a secret store is a reference.
// What a credential is worth is not asked, and none is printed.
#pragma once

#include "scanners/meaning/resources/apply.h"
#include "scanners/meaning/settings/variables.h"
#include "scanners/meaning/terraform/evaluate.h"

namespace payaudit {

// Adds `secret` facts, and `connection`, `place` and `retention` facts of variables. A value is stated where
// it is written, however often it is used.
void add_credentials(const TerraformEvaluator& evaluator, const ResourceWords& words,
                     const SettingTables& tables, Facts& facts);

}  // namespace payaudit
