// CloudFormation and SAM templates, YAML or JSON: units to facts, by the resource models under `AWS::…`
// names.
//
// Evaluates `Ref` to parameters with a default, `Fn::Sub`, `Fn::Join`, and `Fn::If` where both sides agree;
// what depends on conditions, mappings, imports, the account or the region of the stack is Unknown. It does
// not expand macros or nested stacks, and does not join who may read a bucket: that stays Unknown unless the
// bucket's own ACL opens it.
#pragma once

#include "scanners/facts/facts.h"
#include "scanners/meaning/classify/classifier.h"
#include "scanners/meaning/resources/models.h"
#include "scanners/units/unit.h"

namespace payaudit {

// Units that are no template are passed over. Safe to call from any thread.
Facts cloudformation_facts(const Units& units, const ResourceModels& models, const Classifier& classifier);

}  // namespace payaudit
