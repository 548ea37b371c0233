// What a Compose file or the file of an image is for, stated of the containers and ports in it: `stage`.
#pragma once

#include "scanners/facts/facts.h"
#include "scanners/meaning/stages/models.h"
#include "scanners/meaning/stages/purposes.h"
#include "scanners/meaning/stages/stages.h"
#include "scanners/units/unit.h"

namespace payaudit {

// Stages: as the names and the Compose files say (purposes.h); `local` where all services of one are
// infrastructure, so that what uses them runs elsewhere. Of production nothing is stated.
void set_workload_stages(Facts& facts, const Units& units, const StageModels& models, const StagePaths& paths,
                         const Purposes& purposes);

}  // namespace payaudit
