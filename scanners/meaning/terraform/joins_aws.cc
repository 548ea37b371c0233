#include <fmt/format.h>

#include <algorithm>

#include "scanners/meaning/resources/log_sinks.h"
#include "scanners/meaning/resources/openness.h"
#include "scanners/meaning/resources/served.h"
#include "scanners/meaning/terraform/joins.h"

namespace payaudit {
namespace {

constexpr LogWriter kLogWriters[] = {
    {"aws_cloudtrail", "s3_bucket_name"},
    {"aws_flow_log", "log_destination"},
    {"aws_s3_bucket_logging", "target_bucket", true},
    {"aws_s3_bucket", "logging.target_bucket", true},
    {"aws_lb", "access_logs.bucket", true},
    {"aws_alb", "access_logs.bucket", true},
    {"aws_elb", "access_logs.bucket", true},
    {"aws_cloudfront_distribution", "logging_config.bucket", true},
};

constexpr Distribution kDistribution{
    "aws_cloudfront_distribution",
    "origin.domain_name",
    {"origin.origin_access_control_id", "origin.s3_origin_config"},
    "logging_config.bucket",
    {"default_cache_behavior.trusted_key_groups", "default_cache_behavior.trusted_signers",
     "ordered_cache_behavior.trusted_key_groups", "ordered_cache_behavior.trusted_signers"}};

constexpr AccessBlockNames kBlockNames{"block_public_acls", "ignore_public_acls", "block_public_policy",
                                       "restrict_public_buckets"};

void join_buckets(ResourceFacts& resources, const Grants& grants, Facts& facts) {
  std::map<const Resource*, BucketAccess> buckets;
  for (const Resource* bucket : resources.of_type("aws_s3_bucket")) {
    if (bucket->is_data) continue;
    BucketAccess& own = buckets[bucket];
    for (const std::string_view path : {"acl", "grant.uri"}) {
      for (const Config* acl : find_path(*bucket->body, path, *bucket).values) own.acls.push_back(acl);
    }
    if (const auto grant = grants.of_carrier.find(bucket); grant != grants.of_carrier.end()) {
      own.grant = grant->second;
    }
  }
  const auto each_of = [&](std::string_view type, const auto& use) {
    for (const Resource* side : resources.of_type(type)) {
      if (side->is_data) continue;
      const auto referred = resources.referred(*side, "bucket", "aws_s3_bucket");
      for (const Resource* target : referred.targets) use(*side, buckets[target], true);
      if (!referred.is_open || !referred.targets.empty()) continue;
      for (auto& [bucket, own] : buckets) {
        if (bucket->scope == side->scope) use(*side, own, false);
      }
    }
  };
  each_of("aws_s3_bucket_public_access_block", [](const Resource& side, BucketAccess& own, bool is_sure) {
    if (is_sure) {
      own.block = side.body;
    } else if (own.block == nullptr && own.open.empty() && (!own.acls.empty() || own.grant.is_public)) {
      own.open = fmt::format("`{}` may be its access block", side.symbol);
    }
  });
  each_of("aws_s3_bucket_acl", [](const Resource& side, BucketAccess& own, bool is_sure) {
    for (const std::string_view path : {"acl", "access_control_policy.grant.grantee.uri"}) {
      for (const Config* acl : find_path(*side.body, path, side).values) {
        if (is_sure) {
          own.acls.push_back(acl);
        } else if (is_public_acl(scalar_text(*acl)) && own.open.empty()) {
          own.open = fmt::format("`{}` may be its ACL", side.symbol);
        }
      }
    }
  });
  each_of("aws_s3_bucket_policy", [&](const Resource& side, BucketAccess& own, bool is_sure) {
    const auto grant = grants.of_carrier.find(&side);
    if (grant == grants.of_carrier.end()) return;
    if (is_sure) {
      if (counts_before(grant->second, own.grant)) own.grant = grant->second;
    } else if (grant->second.is_public && own.open.empty()) {
      own.open = fmt::format("`{}` may be its policy", side.symbol);
    }
  });
  // The account's block holds for all its buckets: those of the same provider.
  for (const Resource* account : resources.of_type("aws_s3_account_public_access_block")) {
    if (account->is_data) continue;
    for (auto& [bucket, own] : buckets) {
      if (account->provider == bucket->provider) {
        own.account_block = account->body;
      } else if (own.open.empty() && own.account_block == nullptr) {
        own.open_account = fmt::format("`{}` may block it for the account", account->symbol);
      }
    }
  }
  for (const auto& [bucket, own] : buckets) {
    for (Fact* fact : resources.facts_of(*bucket, Kind::store))
      set_public(own, kBlockNames, *bucket, *fact, facts);
    if (own.grant.is_public) set_blocked(own, kBlockNames, *bucket, *bucket, facts);
  }
  for (const Resource* side : resources.of_type("aws_s3_bucket_policy")) {
    if (side->is_data) continue;
    for (const Resource* bucket : resources.referred(*side, "bucket", "aws_s3_bucket").targets) {
      if (buckets[bucket].grant.is_public) set_blocked(buckets[bucket], kBlockNames, *bucket, *side, facts);
    }
  }
}

// An ACL that opens a bucket which is not in the tree: no store could tell.
void add_acl_statements(ResourceFacts& resources, Facts& facts) {
  const auto is_on = [](const Resource& block, std::string_view key) {
    const Config* value = block.body->find(key);
    return value != nullptr && scalar_text(*value) == "true";
  };
  const auto ignores_lists = [&](const Resource& block) {
    return !block.is_data && (is_on(block, kBlockNames.block_acls) || is_on(block, kBlockNames.ignore_acls));
  };
  // Two that name the bucket alike: `var.bucket`.
  const auto is_same_bucket = [](const Resource& a, const Resource& b) {
    const Config* of_a = a.body->find("bucket");
    const Config* of_b = b.body->find("bucket");
    if (of_a == nullptr || of_b == nullptr || a.scope != b.scope) return false;
    const bool is_one_name = !of_a->note.empty() && of_a->note == of_b->note;
    return is_one_name || (!scalar_text(*of_a).empty() && is_same(*of_a, *of_b));
  };
  const auto is_blocked = [&](const Resource& side) {
    for (const Resource* block : resources.of_type("aws_s3_account_public_access_block")) {
      if (ignores_lists(*block) && block->provider == side.provider) return true;
    }
    const auto& blocks = resources.of_type("aws_s3_bucket_public_access_block");
    return std::any_of(blocks.begin(), blocks.end(), [&](const Resource* block) {
      return ignores_lists(*block) && is_same_bucket(*block, side);
    });
  };
  for (const Resource* side : resources.of_type("aws_s3_bucket_acl")) {
    if (side->is_data || !resources.referred(*side, "bucket", "aws_s3_bucket").targets.empty()) continue;
    if (is_blocked(*side)) continue;
    for (const std::string_view path : {"acl", "access_control_policy.grant.grantee.uri"}) {
      for (const Config* acl : find_path(*side->body, path, *side).values) {
        if (!is_public_acl(scalar_text(*acl))) continue;
        Fact& fact = facts.add(Kind::identity_policy, side->place, side->symbol);
        say_where_from(*side, fact, facts);
        const Origin own = facts.origin(OriginKind::literal, side->place);
        const Origin stated = facts.origin(OriginKind::literal, acl->place);
        const Value grantee = facts.text(scalar_text(*acl));
        const Value action = facts.text("s3:*Object");
        fact.set(Attr::name, facts.text(side->name), own);
        fact.set(Attr::type, facts.text("resource"), own);
        fact.set(Attr::provider, facts.text("aws"), own);
        fact.set(Attr::resource_type, facts.text(side->type), own);
        fact.set(Attr::allows, Value::boolean(true), own);
        fact.set(Attr::actions, facts.list({&action, 1}), stated);
        fact.set(Attr::wildcard_actions, Value::boolean(false), stated);
        fact.set(Attr::wildcard_resources, Value::boolean(false), stated);
        fact.set(Attr::principals, facts.list({&grantee, 1}), stated);
        fact.set(Attr::any_principal, Value::boolean(true), stated);
        fact.set(Attr::conditional, Value::boolean(false), stated);
      }
    }
  }
}

// Volumes that do not say whether they are encrypted, in an account that encrypts them by default: a setting
// of each region, so of one provider.
void join_default_encryption(ResourceFacts& resources, Facts& facts) {
  for (const Resource* setting : resources.of_type("aws_ebs_encryption_by_default")) {
    if (setting->is_data) continue;
    const Config* enabled = setting->body->find("enabled");
    if (enabled != nullptr && scalar_text(*enabled) == "false") continue;
    const bool is_known = enabled == nullptr || scalar_text(*enabled) == "true";
    for (const std::string_view type : {"aws_ebs_volume", "aws_instance", "aws_launch_configuration"}) {
      for (const Resource* resource : resources.of_type(type)) {
        for (Fact* fact : resources.facts_of(*resource, Kind::store)) {
          const Attribute* old = fact->find(Attr::encrypted_at_rest);
          if (old == nullptr || old->origin.kind != OriginKind::fallback) continue;
          const bool is_sure = is_known && resource->provider == setting->provider;
          fact->set(Attr::encrypted_at_rest,
                    is_sure ? Value::boolean(true)
                            : facts.unknown(fmt::format("`{}` may encrypt it by default", setting->symbol)),
                    facts.origin(OriginKind::computed, setting->place));
        }
      }
    }
  }
}

// Regions of the buckets that a bucket is replicated to.
void join_replication(ResourceFacts& resources, Facts& facts) {
  std::map<const Resource*, std::vector<Value>> replicas;
  std::map<const Resource*, Place> places;
  const auto add = [&](const Resource& side, std::string_view path, const Resource& bucket) {
    const auto referred = resources.referred(side, path, "aws_s3_bucket");
    for (const Resource* target : referred.targets) {
      for (const Fact* fact : resources.facts_of(*target, Kind::store)) {
        replicas[&bucket].push_back(fact->value(Attr::region));
      }
    }
    const Found found = find_path(*side.body, path, side);
    if (referred.targets.empty() && !found.values.empty()) {
      replicas[&bucket].push_back(
          facts.unknown("the region of the bucket it is replicated to is not in the tree"));
    }
    if (!found.values.empty()) places[&bucket] = found.values.front()->place;
  };
  for (const Resource* bucket : resources.of_type("aws_s3_bucket")) {
    if (!bucket->is_data) add(*bucket, "replication_configuration.rules.destination.bucket", *bucket);
  }
  for (const Resource* side : resources.of_type("aws_s3_bucket_replication_configuration")) {
    for (const Resource* bucket : resources.referred(*side, "bucket", "aws_s3_bucket").targets) {
      add(*side, "rule.destination.bucket", *bucket);
    }
  }
  for (const auto& [bucket, regions] : replicas) {
    for (Fact* fact : resources.facts_of(*bucket, Kind::store)) {
      fact->set(Attr::replica_regions, facts.list(regions),
                facts.origin(OriginKind::computed, places[bucket]));
    }
  }
}

}  // namespace

void join_aws(const ResourceModels& models, ResourceFacts& resources, ConfigPool& pool, Facts& facts) {
  const Grants grants = add_policies(models, resources, pool, facts);
  add_attached(models, resources, facts);
  set_opened(models, resources, grants, facts);
  join_buckets(resources, grants, facts);
  add_acl_statements(resources, facts);
  add_log_sinks(kLogWriters, "aws_s3_bucket", resources, facts);
  join_replication(resources, facts);
  join_default_encryption(resources, facts);
  add_served(kDistribution, "aws_s3_bucket", resources, facts);
}

}  // namespace payaudit
