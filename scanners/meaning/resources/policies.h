// Access policies in the form that AWS uses for identities and resources: `identity.policy` facts, one a
// statement.
//
// A document is a map (jsonencode, CloudFormation), JSON text, or a reference to a data source with
// `statement` blocks, whose sources and overrides are merged by the ids of statements. It does not work out
// what several statements permit together.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanners/facts/facts.h"
#include "scanners/meaning/resources/config.h"
#include "scanners/meaning/resources/models.h"

namespace payaudit {

// What a policy of a resource grants to everybody.
struct PublicGrant {
  bool is_public = false;  // a statement permits any principal, and no condition leaves out anybody
  bool is_known = true;    // false: a part of the document that could grant it is not known
  Place place;
  std::string why;  // of what is not known
};

// Adds the statements' facts. `type` is that of identity.policy: iam, trust, resource. A document that is not
// known is one fact with Unknown attributes.
PublicGrant add_policy(const Config& document, const Resource& owner, std::string_view type,
                       const ResourceWords& words, ConfigPool& pool, Facts& facts);

// JSON text as a Config: kHole bytes in strings make them unknown, with the rest as pattern. nullptr where
// the text is not JSON. Every value's place is `place`.
const Config* parse_policy_text(std::string_view json, Place place, ConfigPool& pool);
// The other way: JSON with kHole for what is not known.
std::string json_text(const Config& config);

}  // namespace payaudit
