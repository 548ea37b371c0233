#include "scanners/meaning/resources/openness.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace payaudit {
namespace {

using Piece = Config::Kind;

// What is known of one switch.
enum class Switch { off, on, unknown };

Switch switch_of(const Config& block, std::string_view name, const Resource& bucket) {
  const Found found = find_path(block, name, bucket);
  if (found.values.empty()) return found.uncertain.empty() ? Switch::off : Switch::unknown;
  const Config& value = *found.values.front();
  if (value.is(Piece::unknown)) return Switch::unknown;
  return scalar_text(value) == "true" ? Switch::on : Switch::off;
}

Switch either(Switch a, Switch b) {
  if (a == Switch::on || b == Switch::on) return Switch::on;
  return a == Switch::unknown || b == Switch::unknown ? Switch::unknown : Switch::off;
}

// `Policies` of a function may be documents and names of policies alike.
bool names_policies(const ResourceModels& models, const ResourceModel& model) {
  const auto [begin, end] = models.by_type.equal_range(model.type);
  return std::any_of(begin, end, [&](const auto& other) { return other.second.attached == model.document; });
}

// One switch of the access blocks of a bucket and of its account.
Switch block_switch(const BucketAccess& access, std::string_view name, const Resource& bucket) {
  Switch of_account = access.open_account.empty() ? Switch::off : Switch::unknown;
  if (access.account_block != nullptr) of_account = switch_of(*access.account_block, name, bucket);
  return either(of_account, access.block == nullptr ? Switch::off : switch_of(*access.block, name, bucket));
}

}  // namespace

void set_blocked(const BucketAccess& access, const AccessBlockNames& names, const Resource& bucket,
                 const Resource& carrier, Facts& facts) {
  const Switch blocked = either(block_switch(access, names.block_policy, bucket),
                                block_switch(access, names.restrict_buckets, bucket));
  if (blocked != Switch::on) return;
  const Config* block = access.block != nullptr ? access.block : access.account_block;
  const std::string prefix = carrier.symbol + "#";
  for (Fact& fact : facts.all()) {
    if (fact.kind != Kind::identity_policy || !fact.symbol.starts_with(prefix)) continue;
    const Attribute* any = fact.find(Attr::any_principal);
    if (any == nullptr || (any->value.is(Value::Type::boolean) && !any->value.as_boolean())) continue;
    fact.set(Attr::conditional, Value::boolean(true),
             facts.origin(OriginKind::computed, block->place, "an access block keeps everybody out"));
  }
}

bool is_public_acl(std::string_view acl) {
  return acl == "PublicRead" || acl == "PublicReadWrite" || acl == "AuthenticatedRead" ||
         acl == "public-read" || acl == "public-read-write" || acl == "authenticated-read" ||
         acl == "http://acs.amazonaws.com/groups/global/AllUsers" ||
         acl == "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";
}

bool counts_before(const PublicGrant& a, const PublicGrant& b) {
  return a.is_public != b.is_public ? a.is_public : !a.is_known && b.is_known;
}

Grants add_policies(const ResourceModels& models, ResourceFacts& resources, ConfigPool& pool, Facts& facts) {
  Grants grants;
  for (const auto& [type, model] : models.by_type) {
    if (model.document.empty()) continue;
    for (const Resource* resource : resources.of_type(type)) {
      if (resource->is_data || resource->body == nullptr) continue;
      const Found found = find_path(*resource->body, model.document, *resource);
      std::vector<const Config*> documents;
      for (const Config* value : found.values) flatten(*value, documents);
      std::vector<PublicGrant> stated;
      for (const Config* document : documents) {
        // Names of policies stand among documents.
        if (names_policies(models, model) && !document->is(Config::Kind::map)) continue;
        stated.push_back(add_policy(*document, *resource, model.constant_type(), models.words, pool, facts));
      }
      if (!found.uncertain.empty()) stated.push_back({false, false, resource->place, found.uncertain});
      for (const PublicGrant& grant : stated) {
        const auto add = [&](auto& map, const Resource* key) {
          const auto [at, is_new] = map.emplace(key, grant);
          if (!is_new && counts_before(grant, at->second)) at->second = grant;
        };
        add(grants.of_carrier, resource);
        if (model.grants.empty()) continue;
        if (model.extends_by.empty()) {
          add(grants.of_target, resource);
          continue;
        }
        for (const Resource* target : resources.referred(*resource, model.extends_by, model.grants).targets) {
          add(grants.of_target, target);
        }
      }
    }
  }
  return grants;
}

void set_opened(const ResourceModels& models, const ResourceFacts& resources, const Grants& grants,
                Facts& facts) {
  std::set<std::string_view> opened;
  for (const auto& [type, model] : models.by_type) {
    if (!model.grants.empty()) opened.insert(model.grants);
  }
  for (const std::string_view type : opened) {
    for (const Resource* resource : resources.of_type(type)) {
      for (const auto& [kind, attr] :
           {std::pair(Kind::store, Attr::public_), std::pair(Kind::key, Attr::any_principal)}) {
        for (Fact* fact : resources.facts_of(*resource, kind)) {
          const auto grant = grants.of_target.find(resource);
          if (grant == grants.of_target.end()) {
            Origin origin;
            origin.kind = OriginKind::fallback;
            origin.note = facts.keep("no policy opens it: AWS default is the owner's account only");
            fact->set(attr, Value::boolean(false), origin);
          } else if (grant->second.is_public) {
            fact->set(attr, Value::boolean(true), facts.origin(OriginKind::literal, grant->second.place));
          } else if (!grant->second.is_known) {
            fact->set(attr, facts.unknown(grant->second.why),
                      facts.origin(OriginKind::template_, grant->second.place));
          } else {
            fact->set(attr, Value::boolean(false), facts.origin(OriginKind::computed, resource->place));
          }
        }
      }
    }
  }
}

void set_public(const BucketAccess& access, const AccessBlockNames& names, const Resource& bucket, Fact& fact,
                Facts& facts) {
  const auto set = [&](Value value, OriginKind kind, Place place, std::string_view note = {}) {
    fact.set(Attr::public_, value, facts.origin(kind, place, note));
  };
  const auto flag = [&](std::string_view name) { return block_switch(access, name, bucket); };
  const Switch acls_blocked = either(flag(names.block_acls), flag(names.ignore_acls));
  const Switch policies_blocked = either(flag(names.block_policy), flag(names.restrict_buckets));
  std::string why = access.open;
  Place why_place = fact.place;
  for (const Config* acl : access.acls) {
    if (acls_blocked == Switch::on) break;
    const bool is_open = acl->is(Piece::unknown) && acl->target == nullptr;
    if (!is_open && !is_public_acl(scalar_text(*acl))) continue;
    if (is_open || acls_blocked == Switch::unknown) {
      if (why.empty()) why = is_open ? acl->text : "whether the access block overrides its ACL is not known";
      why_place = acl->place;
      continue;
    }
    return set(Value::boolean(true), OriginKind::literal, acl->place);
  }
  if (policies_blocked != Switch::on && (access.grant.is_public || !access.grant.is_known)) {
    if (access.grant.is_public && policies_blocked == Switch::off) {
      return set(Value::boolean(true), OriginKind::literal, access.grant.place);
    }
    if (why.empty()) {
      why = access.grant.is_public ? "whether the access block overrides its policy is not known"
                                   : access.grant.why;
    }
    why_place = access.grant.place;
  }
  if (!why.empty()) return set(facts.unknown(why), OriginKind::template_, why_place);
  const Config* block = access.block != nullptr ? access.block : access.account_block;
  if (block == nullptr) {
    Origin origin;
    origin.kind = OriginKind::fallback;
    origin.note =
        facts.keep("nothing opens it: Amazon S3 blocks public access to new buckets since April 2023");
    fact.set(Attr::public_, Value::boolean(false), origin);
    return;
  }
  std::string_view open_flag;
  for (const std::string_view name :
       {names.block_acls, names.ignore_acls, names.block_policy, names.restrict_buckets}) {
    if (flag(name) != Switch::on && open_flag.empty()) open_flag = name;
  }
  if (open_flag.empty()) return set(Value::boolean(false), OriginKind::computed, block->place);
  // Switched off what protects it by default: objects may be opened one by one, by whoever writes them.
  set(facts.unknown(fmt::format("`{}` of its access block is not on; what else opens it is not in the tree",
                                open_flag)),
      OriginKind::computed, block->place);
}

}  // namespace payaudit
