// Documents that no scanner reads, by their kind: a gap each, so that nothing is green because nobody looked.
#pragma once

#include <vector>

#include "scanners/facts/facts.h"
#include "scanners/meaning/shapes/models.h"
#include "scanners/units/unit.h"

namespace payaudit {

// `gap` facts, reason unmodelled, over the whole document: of each shape that fits, and of each Kubernetes
// object of a kind that is neither read nor ignored. `is_read[file]`: a scanner stated something about the
// file, so that its shape is no gap; kinds of Kubernetes objects are told all the same. Of a shape that is
// read but for some texts, these are gaps, whatever was stated about the rest.
Facts shape_facts(const Units& units, const ShapeModels& models, const std::vector<bool>& is_read);

}  // namespace payaudit
