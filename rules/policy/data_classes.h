// Reads data classes: policies/data/NAME.yaml, a map of class names to their words, and under `states` the
// words that tell the state of a value.
#pragma once

#include "rules/policy/document.h"
#include "rules/policy/problems.h"
#include "scanners/meaning/classify/data_classes.h"

namespace payaudit {

// Adds what the document says to the table. A class that another document of a lower layer defines is
// replaced. `layers` holds the layer of each class of the table, by index, and is kept up.
void read_data_classes(const Document& document, DataClassTable& table, std::vector<int>& layers,
                       Problems& problems);

}  // namespace payaudit
