// models/shapes.yaml and models/types-without-model.yaml: what is known and not read.
#pragma once

#include "rules/policy/document.h"
#include "rules/policy/problems.h"
#include "scanners/meaning/resources/models.h"
#include "scanners/meaning/shapes/models.h"

namespace payaudit {

void read_shapes(const Document& document, ShapeModels& models, Problems& problems);
void read_types_without_model(const Document& document, ResourceModels& models, Problems& problems);

}  // namespace payaudit
