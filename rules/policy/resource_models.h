// Reads resource models: policies/models/resources/*.yaml, in the form that
// scanners/meaning/resources/models.h gives.
#pragma once

#include <map>
#include <string>

#include "rules/policy/document.h"
#include "rules/policy/problems.h"
#include "scanners/meaning/resources/models.h"

namespace payaudit {

// Adds the models of the document. A resource type that a document of a lower layer models is replaced;
// within one layer a type stands in one place. `layers` holds the layer of each type and is kept up.
void read_resource_models(const Document& document, ResourceModels& models,
                          std::map<std::string, int, std::less<>>& layers, Problems& problems);

// Reads policies/models/tags.yaml.
void read_tag_models(const Document& document, ResourceModels& models, Problems& problems);
// The words of resources: policies/data/resources.yaml.
void read_resource_words(const Document& document, ResourceModels& models, Problems& problems);

// To be called after the last document: a side resource has the kind of what it extends.
void settle_side_resources(ResourceModels& models);

}  // namespace payaudit
