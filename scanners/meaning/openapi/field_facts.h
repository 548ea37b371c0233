// Facts from the graph: classified fields by medium, and postal addresses of a payment's parties.
#pragma once

#include "scanners/meaning/openapi/operations.h"

namespace payaudit::openapi {

// After `reach` was called for all roots.
void add_field_facts(Trees& trees, const Graph& graph, const Operations& operations, Facts& facts);
void add_address_facts(Trees& trees, const Graph& graph, Facts& facts);

}  // namespace payaudit::openapi
