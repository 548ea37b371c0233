// Whom access policies and the settings of buckets open a resource to: `public` of stores, `any_principal` of
// keys, and the statements themselves as `identity.policy` facts. For Terraform and CloudFormation alike:
// what carries a policy is in the models, what differs otherwise in the tables that they give.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/meaning/resources/apply.h"
#include "scanners/meaning/resources/policies.h"

namespace payaudit {

struct Grants {
  std::map<const Resource*, PublicGrant> of_target;  // one that permits anybody counts before others
  std::map<const Resource*, PublicGrant> of_carrier;
};

bool counts_before(const PublicGrant& a, const PublicGrant& b);

// Adds the facts of all statements of the models that have a `document`.
Grants add_policies(const ResourceModels& models, ResourceFacts& resources, ConfigPool& pool, Facts& facts);

// Adds a fact for each policy that is attached by name, of the models that have `attached`.
void add_attached(const ResourceModels& models, const ResourceFacts& resources, Facts& facts);

// Whether a policy or role that a provider keeps under that name permits every action; Unknown for nearly
// every.
Value every_action(std::string_view name, const ResourceWords& words, Facts& facts);
// What such a one gives over all of a kind; states nothing where it gives none.
void set_managed_powers(Fact& fact, std::string_view name, const Origin& origin, const ResourceWords& words,
                        Facts& facts);

// `public` of stores and `any_principal` of keys that a policy can open: nobody but the owner's account
// unless one says so.
void set_opened(const ResourceModels& models, const ResourceFacts& resources, const Grants& grants,
                Facts& facts);

// Everything that speaks of who may read one bucket.
struct BucketAccess {
  std::vector<const Config*> acls;
  const Config* block = nullptr;          // its access block; nullptr: none is stated
  const Config* account_block = nullptr;  // that of its account
  std::string open_account;               // why there may be one of its account
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

// Says of the statements that `carrier` carries that an access block keeps everybody out, where the bucket's
// or the account's does.
void set_blocked(const BucketAccess& access, const AccessBlockNames& names, const Resource& bucket,
                 const Resource& carrier, Facts& facts);

void set_public(const BucketAccess& access, const AccessBlockNames& names, const Resource& bucket, Fact& fact,
                Facts& facts);

}  // namespace payaudit
