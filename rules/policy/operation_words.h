// models/operations.yaml: what operations of APIs do, by their names.
#pragma once

#include "rules/policy/document.h"
#include "rules/policy/problems.h"
#include "scanners/meaning/openapi/operation_words.h"

namespace payaudit {

void read_operation_words(const Document& document, OperationWords& words, Problems& problems);

}  // namespace payaudit
