// What a Compose file or the file of an image is for, stated of the containers and ports in it: `stage`.
//
// A file that another one of its folder is laid over to run in production is production's too.
#pragma once

#include "scanners/facts/facts.h"
#include "scanners/meaning/stages/models.h"
#include "scanners/meaning/stages/stages.h"
#include "scanners/units/unit.h"

namespace payaudit {

// Stages: as the names and the Compose file say; `local` where all its services are infrastructure, so that
// what uses them runs elsewhere.
void set_workload_stages(Facts& facts, const Units& units, const StageModels& models,
                         const StagePaths& paths);

}  // namespace payaudit
