// The table of resource models: provider words to ours, for Terraform and CloudFormation alike. Filled by
// rules/policy from policies/models/resources; read by scanners/meaning/terraform and cloudformation.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "scanners/facts/kinds.h"

namespace payaudit {

enum class Transform : uint8_t {
  none,
  negate,   // true <-> false
  present,  // true if the path is there
  absent,   // true if it is not
  hours_to_days,
  years_to_days,
  seconds,      // "15m", "1h", "PT15M", "900" -> seconds
  tls_version,  // "TLSv1.2", "TLS1_2", "TLS_1_2", "ELBSecurityPolicy-…" where known -> "1.2"
  any_cidr,     // true if the list or text has 0.0.0.0/0, ::/0, `*`, Internet, Any
  lower,
  count,  // number of items
};

// One attribute: where its value comes from. Paths are dotted keys of the resource; a step may select list
// items or repeated blocks: `parameter[name=rds.force_ssl].value`;
// `*` in place of an index collects all (`ingress.*.cidr_blocks`).
struct AttributeModel {
  Attr attr;
  std::vector<std::string> from;  // first that is present wins; empty: constant
  std::string constant;           // {const: database}
  bool has_constant = false;
  std::vector<std::pair<std::string, std::string>>
      map;  // value as written (lower case) -> ours; a value not in a non-empty map is Unknown
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
  std::string name_from;  // path of the thing's name; empty: the resource's own
  std::vector<AttributeModel> attributes;
  // A side resource: instead of a fact of its own it sets attributes of another one (bucket encryption,
  // access block, logging).
  std::string extends;     // resource type it adds to; empty: not a side resource
  std::string extends_by;  // path whose reference or name identifies the other: `bucket`
};

struct ResourceModels {
  std::multimap<std::string, ResourceModel, std::less<>>
      by_type;  // several models of one type: several facts
};

}  // namespace payaudit
