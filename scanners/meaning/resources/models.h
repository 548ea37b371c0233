// The table of resource models: provider words to ours, for Terraform and CloudFormation alike. Filled by
// rules/policy from policies/models/resources; read by scanners/meaning/terraform and cloudformation.
//
// As YAML: the resource type is the key; its value is one model or a list of models (several facts).
//   aws_db_instance:
//     is: store                    kind of fact
//     each: ingress                one fact for each of these blocks; paths are relative to it
//     name: identifier             path of the thing's name, or a list of them
//     extends: aws_s3_bucket       a side resource: no fact of its own, sets attributes of another's
//     by: bucket                   … which one: a path whose reference or text names it
//     document: policy             one identity.policy fact for each statement of an access policy
//     attached: policy_arn         one for each policy that the provider or somebody else keeps
//     grants: aws_kms_key          … whose use the statements open; `by` names which, without it the resource
//     covers: aws_vpc              what the facts of such resources watch together; `by` names which one
//     ATTRIBUTE: {const: …} or {from: PATH or [PATH…], map: {…}, transform: …, default: …, since: …}
// `name`, where the kind's attribute of that name is meant, is always the thing's name. `default: unknown`
// and no default at all are the same: Unknown.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanners/facts/kinds.h"

namespace payaudit {

enum class Transform : uint8_t {
  none,
  negate,         // true <-> false
  present,        // true if the path is there; a known empty text or list is not
  absent,         // true if it is not
  hours_to_days,  // rounded down
  years_to_days,
  seconds_to_days,  // rounded down; takes "7776000s" and the like too
  seconds,          // "15m", "1h", "PT15M", "900" -> seconds
  tls_version,      // "TLSv1.2", "TLS1_2", "TLS_1_2", "ELBSecurityPolicy-…" where known -> "1.2"
  any_cidr,         // true if the list or text has 0.0.0.0/0, ::/0, `*`, Internet, Any
  any_range,        // true if from the first path's address to the second's is most of the internet
  lower,
  count,          // number of items
  key_owner,      // a key's reference or name -> customer; `alias/aws/…` -> provider
  port_from,      // "8000-8080" -> 8000, "443" -> 443, `*` -> 0
  port_to,        // "8000-8080" -> 8080, "443" -> 443, `*` -> 65535
  image_pinned,   // true for an image with a digest, or a tag other than latest
  image_digest,   // true for an image with a digest
  region_code,    // "East US" -> eastus
  region_of_zone  // "eu-west-1a" and "europe-west1-b" -> the region
};

// The transform that a policy names; its word is the enumerator's.
std::optional<Transform> find_transform(std::string_view word);

// One attribute: where its value comes from. Paths are dotted keys of the resource:
//   a.b                     repeated blocks and lists on the way are walked item by item, the first value
//                           wins; an attribute of type `texts`, and any_cidr, take all
//   a[name=rds.force_ssl].b only items whose `name` is that; a[=audit] only items that are that
//   *                       every key
//   a.@.b                   `@` goes on in the resource that `a` refers to
//   a.'b.c'                 the key `b.c`
//   ^.a                     the whole resource, in a model with `each`
//   provider.region         a setting of the resource's provider
struct AttributeModel {
  Attr attr;
  std::vector<std::string> from;  // first that is present wins; empty: constant
  std::string constant;           // {const: database}
  bool has_constant = false;
  // Value as written (lower case) -> ours, with `*` in it a pattern; `*` is any other value that is written,
  // `@` a reference to a resource, whatever it comes to, `@arn` one to an attribute that ends so, `@aws_vpc.`
  // one to a resource of that type; of several the last. A value
  // not in a non-empty map goes to the transform, or is Unknown where there is none; so is one that maps to
  // `unknown`. One that maps to `next` counts as not there: the next path is asked.
  std::vector<std::pair<std::string, std::string>> map;
  Transform transform = Transform::none;
  std::string fallback;  // {default: false}; "unknown" stays Unknown
  bool has_fallback = false;
  std::string fallback_note;  // {since: "AWS provider 4.0"}: since when the default holds
};

struct ResourceModel {
  std::string type;  // aws_db_instance, AWS::RDS::DBInstance
  Kind kind;
  std::string each;  // a repeated block: one fact an occurrence (`ingress`); paths are relative to it, `^.`
                     // leads to the resource
  std::vector<std::string> name_from;  // paths of the thing's name; empty: the resource's own
  std::vector<AttributeModel> attributes;
  // A side resource: instead of a fact of its own it sets attributes of another one (bucket encryption,
  // access block, logging).
  std::string extends;     // resource type it adds to; empty: not a side resource
  std::string extends_by;  // path whose reference or name identifies the other: `bucket`
  // Access policies: their statements are the facts, so attributes other than `type` are not asked.
  std::string document;  // path of the document
  std::string attached;  // path of names of policies that are kept elsewhere
  std::string grants;    // resource type whose use the statements open
  std::string covers;    // resource type of which this watches those that `extends_by` names

  bool is_policy() const { return !document.empty() || !attached.empty(); }
  // What `type` says; empty where it is no constant.
  std::string_view constant_type() const;
};

// Words of resources that are not of one type. From policies/data/resources.yaml.
struct ResourceWords {
  using Names = std::set<std::string, std::less<>>;
  // Keys of conditions in lower case, a trailing `*` for any: those that say who asks, and those that say
  // nothing of it or what anybody can claim. Of others it is not known.
  Names who_asks;
  Names anybody_has;
  // Policies that providers keep, by name: with every action on everything, and with nearly every.
  Names every_action;
  Names nearly_every_action;
  // What is given over all of a kind: permissions, secrets, keys, data. Actions that give it, and policies
  // that providers keep with it.
  using Powers = std::map<std::string, std::vector<std::string>, std::less<>>;
  Powers powers;
  Powers managed_powers;
  // Actions of which it depends on what else is there whether they give such a power.
  std::vector<std::string> unclear_powers;
  // Keys of conditions, in lower case, that leave such a power as it is.
  Names powers_kept;
  // The last parts of ARNs that are every resource of a kind: `*`, `key/*`.
  std::vector<std::string> whole_kinds;
  // Issuers that give tokens to everybody, so that only the subject tells whose one is.
  std::vector<std::string> shared_issuers;
  // Arguments with texts and documents of their own, which hold no settings.
  Names passed_over;
  // Arguments whose entries are variables of a program.
  Names variable_maps;
  // Ends of types whose names and values are settings of an engine, no variables.
  std::vector<std::string> engine_settings;
  // Types of a variable that say that its value is the name of something in a store of secrets.
  Names secret_stores;
  // Resource type -> paths of what it puts into a secret store.
  std::map<std::string, std::vector<std::string>, std::less<>> secret_contents;
  // What everybody may use where a binding or an access list of Google Cloud names everybody.
  struct Opening {
    std::string bound;  // type of what is bound, or of the list
    std::string path;   // of a list: what may name everybody
    std::string by;     // which one: a path whose reference or name identifies it; empty: the resource itself
    std::string opens;  // type of what is open then
    std::string within;  // … those that name the bound one by this path; empty: the one that `by` names
  };
  std::vector<Opening> bindings;
  std::vector<Opening> access_lists;
};

// Where resources carry their tags, in policies/models/tags.yaml:
//   aws_: {from: [tags, provider.default_tags.tags]}
struct TagModel {
  std::vector<std::string>
      from;             // paths; what an earlier one gives overrides; empty: such resources have none
  std::string further;  // why there may be tags beside those written; empty: there are none
};

struct ResourceModels {
  std::multimap<std::string, ResourceModel, std::less<>>
      by_type;  // several models of one type: several facts
  // Patterns of types that have no model and need none: joins read them, or they hold nothing to judge.
  std::vector<std::string> without_model;
  ResourceWords words;

  // Whether anything knows the type; a resource of another is a gap.
  bool knows(const std::string& type) const;
  std::map<std::string, TagModel, std::less<>>
      tags;  // by the beginning of types; the longest that fits counts
};

}  // namespace payaudit
