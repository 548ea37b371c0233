#include "scanners/meaning/cloudformation/joins.h"

#include <fmt/format.h>

#include <set>

#include "scanners/meaning/resources/log_sinks.h"
#include "scanners/meaning/resources/openness.h"
#include "scanners/meaning/resources/served.h"

namespace payaudit {
namespace {

constexpr LogWriter kLogWriters[] = {
    {"AWS::CloudTrail::Trail", "S3BucketName"},
    {"AWS::S3::Bucket", "LoggingConfiguration.DestinationBucketName", true},
    {"AWS::EC2::FlowLog", "LogDestination"},
    {"AWS::CloudFront::Distribution", "DistributionConfig.Logging.Bucket", true},
    {"AWS::ElasticLoadBalancing::LoadBalancer", "AccessLoggingPolicy.S3BucketName", true},
};

constexpr Distribution kDistribution{
    "AWS::CloudFront::Distribution",
    "DistributionConfig.Origins.DomainName",
    {"DistributionConfig.Origins.OriginAccessControlId", "DistributionConfig.Origins.S3OriginConfig"},
    "DistributionConfig.Logging.Bucket",
    {"DistributionConfig.DefaultCacheBehavior.TrustedKeyGroups",
     "DistributionConfig.DefaultCacheBehavior.TrustedSigners",
     "DistributionConfig.CacheBehaviors.TrustedKeyGroups",
     "DistributionConfig.CacheBehaviors.TrustedSigners"}};

constexpr AccessBlockNames kBlockNames{"BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy",
                                       "RestrictPublicBuckets"};

void join_buckets(const ResourceFacts& resources, const Grants& grants, Facts& facts) {
  std::map<const Resource*, BucketAccess> buckets;
  for (const Resource* bucket : resources.of_type("AWS::S3::Bucket")) {
    BucketAccess& own = buckets[bucket];
    const Found acls = find_path(*bucket->body, "AccessControl", *bucket);
    own.acls = acls.values;
    own.open = acls.uncertain;
    own.block = bucket->body->find("PublicAccessBlockConfiguration");
  }
  for (const Resource* policy : resources.of_type("AWS::S3::BucketPolicy")) {
    const auto grant = grants.of_carrier.find(policy);
    if (grant == grants.of_carrier.end()) continue;
    const auto referred = resources.referred(*policy, "Bucket", "AWS::S3::Bucket");
    for (const Resource* target : referred.targets) {
      BucketAccess& own = buckets[target];
      if (counts_before(grant->second, own.grant)) own.grant = grant->second;
    }
    if (!referred.is_open || !referred.targets.empty() || !grant->second.is_public) continue;
    for (auto& [bucket, own] : buckets) {
      if (bucket->scope == policy->scope && own.open.empty()) {
        own.open = fmt::format("`{}` may be its policy", policy->symbol);
      }
    }
  }
  for (const auto& [bucket, own] : buckets) {
    for (Fact* fact : resources.facts_of(*bucket, Kind::store))
      set_public(own, kBlockNames, *bucket, *fact, facts);
  }
  for (const Resource* policy : resources.of_type("AWS::S3::BucketPolicy")) {
    for (const Resource* bucket : resources.referred(*policy, "Bucket", "AWS::S3::Bucket").targets) {
      if (buckets[bucket].grant.is_public) set_blocked(buckets[bucket], kBlockNames, *bucket, *policy, facts);
    }
  }
}

// A group that names no outbound rule may send everything anywhere: Amazon EC2 adds that rule, and takes it
// away where the template has one.
void add_default_egress(const ResourceFacts& resources, Facts& facts) {
  std::set<const Resource*> restricted;
  std::set<std::string> has_open;  // templates with a rule for a group that is not known
  for (const Resource* rule : resources.of_type("AWS::EC2::SecurityGroupEgress")) {
    const auto referred = resources.referred(*rule, "GroupId", "AWS::EC2::SecurityGroup");
    restricted.insert(referred.targets.begin(), referred.targets.end());
    if (referred.targets.empty()) has_open.insert(rule->scope);
  }
  for (const Resource* group : resources.of_type("AWS::EC2::SecurityGroup")) {
    const Found stated = find_path(*group->body, "SecurityGroupEgress", *group);
    if (!stated.values.empty() || restricted.contains(group)) continue;
    const bool is_known = stated.uncertain.empty() && !has_open.contains(group->scope);
    Origin origin;
    origin.kind = OriginKind::fallback;
    origin.note = facts.keep("`SecurityGroupEgress` is not set: Amazon EC2 lets everything out");
    const Origin own = facts.origin(OriginKind::literal, group->place);
    const Value range = facts.text("0.0.0.0/0");
    Fact& fact = facts.add(Kind::network_rule, group->place, fmt::format("{} egress", group->symbol));
    say_where_from(*group, fact, facts);
    fact.set(Attr::name, facts.text(group->name), own)
        .set(Attr::provider, facts.text("aws"), own)
        .set(Attr::resource_type, facts.text(group->type), own)
        .set(Attr::direction, facts.text("egress"), own)
        .set(Attr::allows, Value::boolean(true), origin)
        .set(Attr::protocol, facts.text("all"), origin)
        .set(Attr::cidrs, facts.list({&range, 1}), origin)
        .set(Attr::any_address,
             is_known ? Value::boolean(true) : facts.unknown("another rule of the template may be for it"),
             origin);
  }
}

}  // namespace

void join_template(const ResourceModels& models, ResourceFacts& resources, ConfigPool& pool, Facts& facts) {
  const Grants grants = add_policies(models, resources, pool, facts);
  add_attached(models, resources, facts);
  set_opened(models, resources, grants, facts);
  join_buckets(resources, grants, facts);
  add_log_sinks(kLogWriters, "AWS::S3::Bucket", resources, facts);
  add_served(kDistribution, "AWS::S3::Bucket", resources, facts);
  add_default_egress(resources, facts);
}

}  // namespace payaudit
