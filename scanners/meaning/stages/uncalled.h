// Code that nothing in the tree names, in a tree that is a program: what it does, it does for nobody yet.
//
// Names are compared, not resolved: a function of a common name, one that another function of its name is
// called by, or one that any text of the tree names counts as called. In a library everything may be called.
#pragma once

#include "scanners/facts/facts.h"
#include "scanners/meaning/stages/models.h"
#include "scanners/meaning/stages/stages.h"
#include "scanners/units/unit.h"

namespace payaudit {

// States the stage `uncalled` of what is done in such functions: flows, cryptography, random numbers and TLS
// settings in code that have no stage.
void set_uncalled(Facts& facts, const Units& units, const StageModels& models, const StagePaths& paths);

}  // namespace payaudit
