// Credentials that one file names several times, or in two parts, and those that several files hold.
#pragma once

#include "scanners/facts/facts.h"
#include "scanners/meaning/stages/finder.h"
#include "scanners/meaning/stages/models.h"

namespace payaudit {

// States of each secret that stands further up in its file, beside the same user, that it `repeats`; the
// first is told with the places of the others. So does what only names a secret that stands beside it, and
// each of many values under one key, rows of data.
void set_repeats(Facts& facts, Finder& finder, const StageModels& models);

// States of each secret that stands in several files, beside the same user, of which it is the `same_as`.
// Short ones only where their names, their folders or the servers that they are for agree. And of each use of
// a constant key that is used in several places.
void set_copies(Facts& facts, Finder& finder, const StageModels& models);

}  // namespace payaudit
