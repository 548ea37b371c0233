// Reads how values of types show themselves, and which annotations declare loggers: `printing` and
// `logger-fields` of policies/models/code.
#pragma once

#include "rules/policy/document.h"
#include "rules/policy/problems.h"
#include "scanners/meaning/flow/models.h"

namespace payaudit {

// A language that is there already (from another document) is replaced.
void read_printing(YamlNode node, CodeModels& models, Problems& problems);
void read_logger_fields(YamlNode node, CodeModels& models, Problems& problems);

}  // namespace payaudit
