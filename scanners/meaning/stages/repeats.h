// Credentials that one file names several times, or in two parts.
#pragma once

#include "scanners/facts/facts.h"
#include "scanners/meaning/stages/finder.h"
#include "scanners/meaning/stages/models.h"

namespace payaudit {

// States of each secret that stands further up in its file, beside the same user, that it `repeats`; the
// first is told with the places of the others. So does what only names a secret that stands beside it.
void set_repeats(Facts& facts, Finder& finder, const StageModels& models);

}  // namespace payaudit
