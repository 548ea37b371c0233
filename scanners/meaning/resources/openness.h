// Whom access policies and the settings of buckets open a resource to: `public` of stores, `any_principal` of
// keys, and the statements themselves as `identity.policy` facts. For Terraform and CloudFormation alike:
// what differs is in the tables that they give.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/meaning/resources/apply.h"
#include "scanners/meaning/resources/policies.h"

namespace payaudit {

// A resource that carries an access policy, and whom it opens when it permits anybody.
struct Carrier {
  std::string_view type;
  std::string_view policy;     // path of the document
  std::string_view statement;  // type of the facts
  std::string_view target;     // resource type whose access it grants; empty: identities
  std::string_view by;         // path that names it; empty: the resource itself
};

struct Grants {
  std::map<const Resource*, PublicGrant> of_target;  // one that permits anybody counts before others
  std::map<const Resource*, PublicGrant> of_carrier;
};

bool counts_before(const PublicGrant& a, const PublicGrant& b);

// Adds the facts of all statements.
Grants add_policies(std::span<const Carrier> carriers, ResourceFacts& resources, ConfigPool& pool,
                    Facts& facts);

// `public` of stores and `any_principal` of keys: nobody but the owner's account unless a policy says so.
void set_opened(std::span<const Carrier> carriers, const ResourceFacts& resources, const Grants& grants,
                Facts& facts);

// Everything that speaks of who may read one bucket.
struct BucketAccess {
  std::vector<const Config*> acls;
  const Config* block = nullptr;  // its access block; nullptr: none is stated
  PublicGrant grant;
  std::string open;  // why something else may speak of it
};

// The switches of an access block as the source names them.
struct AccessBlockNames {
  std::string_view block_acls;
  std::string_view ignore_acls;
  std::string_view block_policy;
  std::string_view restrict_buckets;
};

// A canned ACL or the group of a grant that lets anybody in, as either source writes it.
bool is_public_acl(std::string_view acl);

void set_public(const BucketAccess& access, const AccessBlockNames& names, const Resource& bucket, Fact& fact,
                Facts& facts);

}  // namespace payaudit
