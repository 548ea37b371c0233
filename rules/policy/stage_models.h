// models/stages.yaml: how a tree says what a place in it is for.
#pragma once

#include "rules/policy/document.h"
#include "rules/policy/problems.h"
#include "scanners/meaning/stages/models.h"

namespace payaudit {

void read_stages(const Document& document, StageModels& models, Problems& problems);

}  // namespace payaudit
