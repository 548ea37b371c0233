// What the place of a secret is for, by what the tree says of it: a stage (`stage` of the fact), so that
// rules can weigh it. The names of files, folders, keys and variables speak, and what stands beside the
// secret.
//
// It decides nothing about a secret's form: one that its issuer made (`source` is value) works wherever it
// stands. Where nothing speaks, nothing is stated. What a production file holds too is production's.
#pragma once

#include <functional>
#include <string_view>

#include "scanners/facts/facts.h"
#include "scanners/meaning/stages/models.h"
#include "scanners/units/unit.h"

namespace payaudit {

struct StagePaths {
  // A file's path from the top of the repository.
  std::function<std::string_view(std::string_view path)> own;
  // It is of tests or examples: what stands there makes nothing else production's.
  std::function<bool(std::string_view path)> is_test;
};

// States the stages of the secrets and of the connections among the facts, and which secrets repeat another
// of their file; and the stage of flows of personal data that speak of no persons. Of containers and
// published ports too (workloads.h), and of what code does that nothing calls (uncalled.h).
void set_stages(Facts& facts, const Units& units, const StageModels& models, const StagePaths& paths);

}  // namespace payaudit
