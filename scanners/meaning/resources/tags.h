// The tags or labels of a resource, as one map whatever the provider calls and nests them.
#pragma once

#include "scanners/facts/facts.h"
#include "scanners/meaning/resources/config.h"
#include "scanners/meaning/resources/models.h"

namespace payaudit {

// A map of texts. A value that is not known is Unknown in it; where there may be further tags, the map ends
// with an entry whose key is Unknown, so that a name that is not in it is unknown and not absent. Unknown as
// a whole for types that have no tags, or of which nobody knows.
Sourced tags_of(const ResourceModels& models, const Resource& resource, Facts& facts);

}  // namespace payaudit
