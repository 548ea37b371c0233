// Reads the models of calls: policies/models/code/NAME.yaml, a map of roles to languages to patterns. Two
// keys are apart: `protections` has kinds of protection between role and language, and `names` lists what is
// matched by its written name only (a map of languages; for protections, phrases of functions' names).
#pragma once

#include "rules/policy/document.h"
#include "rules/policy/problems.h"
#include "scanners/meaning/flow/models.h"

namespace payaudit {

// Adds what the document says to the table.
void read_code_models(const Document& document, CodeModels& models, Problems& problems);

}  // namespace payaudit
