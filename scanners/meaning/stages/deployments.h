// How a tree is deployed, other than by Compose: a platform's file, a pipeline's command, what Terraform and
// Kubernetes run. Where there is one, a Compose file that nothing else speaks of is of those who build here.
#pragma once

#include <optional>
#include <string>

#include "scanners/facts/facts.h"
#include "scanners/meaning/stages/models.h"
#include "scanners/meaning/stages/stages.h"
#include "scanners/units/unit.h"

namespace payaudit {

struct Deployment {
  std::string what;  // "the Compose file beside `fly.toml`, …"
  Place place;
};

// The first in the order of files; what stands among tests and examples deploys nothing.
std::optional<Deployment> deployment_of(const Facts& facts, const Units& units, const StageModels& models,
                                        const StagePaths& paths);

}  // namespace payaudit
