#include <fmt/format.h>

#include <algorithm>

#include "scanners/meaning/resources/openness.h"
#include "scanners/meaning/resources/policies.h"
#include "scanners/meaning/terraform/joins.h"

namespace payaudit {
namespace {

bool is_everybody(std::string_view member) {
  return member == "allUsers" || member == "allAuthenticatedUsers";
}

// `google_storage_bucket_iam_member` -> its resource `google_storage_bucket`; empty where it binds nobody.
std::string_view bound_type(std::string_view type) {
  for (const std::string_view end : {"_iam_member", "_iam_binding", "_iam_policy"}) {
    if (type.starts_with("google_") && type.ends_with(end)) return type.substr(0, type.size() - end.size());
  }
  return {};
}

struct Members {
  std::vector<Value> values;
  bool has_everybody = false;
  std::string unknown;
  Place place;
};

// Role and members: the body of a `_iam_member` or `_iam_binding`, or one of the bindings of a policy.
// nullptr stands for those that nobody knows.
std::vector<const Config*> bindings_of(const Resource& resource, ConfigPool& pool) {
  if (!resource.type.ends_with("_iam_policy")) return {resource.body};
  std::vector<const Config*> bindings;
  const Found found = find_path(*resource.body, "policy_data", resource);
  if (found.values.empty() || !found.uncertain.empty()) bindings.push_back(nullptr);
  for (const Config* data : found.values) {
    const Config* document = data->target != nullptr ? data->target->body : data;
    if (data->is(Config::Kind::string)) document = parse_policy_text(data->text, data->place, pool);
    if (document == nullptr || !document->is(Config::Kind::map)) {
      bindings.push_back(nullptr);
      continue;
    }
    for (const auto& [key, value] : document->entries) {
      if (key == "binding" || key == "bindings") flatten(*value, bindings);
    }
    if (document->is_partial) bindings.push_back(nullptr);
  }
  for (const Config*& binding : bindings) {
    if (binding != nullptr && !binding->is(Config::Kind::map)) binding = nullptr;
  }
  return bindings;
}

Members members_of(const Config* binding, const Resource& resource, Facts& facts) {
  Members out;
  out.place = resource.place;
  if (binding == nullptr) {
    out.unknown = "the bindings of its policy are not known";
    out.values.push_back(facts.unknown(out.unknown));
    return out;
  }
  for (const std::string_view path : {"member", "members"}) {
    const Found found = find_path(*binding, path, resource);
    if (!found.uncertain.empty()) out.unknown = found.uncertain;
    std::vector<const Config*> all;
    for (const Config* value : found.values) flatten(*value, all);
    for (const Config* value : all) {
      out.place = value->place;
      if (value->is(Config::Kind::unknown)) {
        // `serviceAccount:${…}` is one account, whichever it is.
        const bool is_one = value->target != nullptr || (value->pattern.find(':') != std::string::npos);
        if (!is_one) out.unknown = value->text;
        out.values.push_back(facts.unknown(value->text));
        continue;
      }
      const std::string text = scalar_text(*value);
      out.has_everybody = out.has_everybody || is_everybody(text);
      out.values.push_back(facts.text(text));
    }
  }
  return out;
}

Value truth(const Members& members, Facts& facts) {
  if (members.has_everybody) return Value::boolean(true);
  return members.unknown.empty() ? Value::boolean(false) : facts.unknown(members.unknown);
}

// Whether a condition narrows what is permitted. Times and resources do not narrow who is everybody: only
// access levels do.
bool is_narrowed(const Config* binding, bool is_for_everybody) {
  const Config* condition = binding == nullptr ? nullptr : binding->find("condition");
  if (condition == nullptr) return false;
  const Config* expression = condition->find("expression");
  if (!is_for_everybody || expression == nullptr || !expression->is(Config::Kind::string)) return true;
  return expression->text.find("request.auth") != std::string::npos;
}

void add_statement(const Resource& resource, const Config* binding, std::string_view bound,
                   const Members& members, const ResourceWords& words, Facts& facts) {
  Fact& fact = facts.add(Kind::identity_policy, resource.place, resource.symbol);
  say_where_from(resource, fact, facts);
  const Origin origin = facts.origin(OriginKind::literal, resource.place);
  fact.set(Attr::name, facts.text(resource.name), origin);
  fact.set(Attr::type, facts.text("binding"), origin);
  fact.set(Attr::provider, facts.text("gcp"), origin);
  fact.set(Attr::resource_type, facts.text(resource.type), origin);
  fact.set(Attr::allows, Value::boolean(true), origin);
  const Config* role = binding == nullptr ? nullptr : binding->find("role");
  if (role != nullptr && role->is(Config::Kind::string)) {
    const Origin stated = facts.origin(OriginKind::literal, role->place);
    const Value action = facts.text(role->text);
    fact.set(Attr::actions, facts.list({&action, 1}), stated);
    fact.set(Attr::wildcard_actions, every_action(role->text, words, facts), stated);
  } else {
    const std::string why = binding == nullptr ? members.unknown
                            : role != nullptr  ? role->text
                                               : "`role` is not set";
    fact.set(Attr::actions, facts.unknown(why), origin);
    fact.set(Attr::wildcard_actions, facts.unknown(why), origin);
  }
  const bool is_wide =
      bound == "google_project" || bound == "google_folder" || bound == "google_organization";
  fact.set(Attr::wildcard_resources, Value::boolean(is_wide), origin);
  fact.set(Attr::principals, facts.list(members.values), facts.origin(OriginKind::literal, members.place));
  fact.set(Attr::any_principal, truth(members, facts), facts.origin(OriginKind::literal, members.place));
  fact.set(Attr::conditional, Value::boolean(is_narrowed(binding, members.has_everybody)), origin);
}

// A binding that opens a store. Nothing is public unless one does.
void open(Fact& fact, const Value& is_public, Place place, const Resource& bucket, Facts& facts) {
  const Attribute* old = fact.find(Attr::public_);
  if (old != nullptr && old->value.is(Value::Type::boolean) && old->value.as_boolean()) return;
  if (is_public.is(Value::Type::boolean) && !is_public.as_boolean()) return;
  if (const Config* prevention = bucket.body->find("public_access_prevention")) {
    if (scalar_text(*prevention) == "enforced") return;
  }
  fact.set(Attr::public_, is_public, facts.origin(OriginKind::literal, place));
}

struct Opening {
  std::string_view type;
  std::string_view path;  // what may name everybody
  std::string_view by;
  std::string_view target;
};
constexpr Opening kOpenings[] = {
    {"google_storage_bucket_access_control", "entity", "bucket", "google_storage_bucket"},
    {"google_storage_default_object_access_control", "entity", "bucket", "google_storage_bucket"},
    {"google_storage_bucket_acl", "predefined_acl", "bucket", "google_storage_bucket"},
    {"google_bigquery_dataset", "access.special_group", "", "google_bigquery_dataset"},
    {"google_bigquery_dataset", "access.iam_member", "", "google_bigquery_dataset"},
    {"google_bigquery_dataset_access", "special_group", "dataset_id", "google_bigquery_dataset"},
};

struct BoundStore {
  std::string_view type;
  std::string_view by;
};
constexpr BoundStore kBoundStores[] = {
    {"google_storage_bucket", "bucket"},
    {"google_bigquery_dataset", "dataset_id"},
    {"google_pubsub_topic", "topic"},
    {"google_secret_manager_secret", "secret_id"},
    {"google_artifact_registry_repository", "repository"},
    {"google_kms_crypto_key", "crypto_key_id"},
};

// What the members may use is open where they are everybody.
void open_bound(const Resource& resource, std::string_view bound, const Members& members,
                ResourceFacts& resources, Facts& facts) {
  const Value is_public = truth(members, facts);
  for (const BoundStore& store : kBoundStores) {
    if (store.type != bound) continue;
    for (const Resource* target : resources.referred(resource, store.by, bound).targets) {
      for (Fact* fact : resources.facts_of(*target, Kind::store)) {
        open(*fact, is_public, members.place, *target, facts);
      }
      for (Fact* fact : resources.facts_of(*target, Kind::key)) {
        const Attribute* old = fact->find(Attr::any_principal);
        const bool is_open = old != nullptr && old->value.is(Value::Type::boolean) && old->value.as_boolean();
        if (is_open || (is_public.is(Value::Type::boolean) && !is_public.as_boolean())) continue;
        fact->set(Attr::any_principal, is_public, facts.origin(OriginKind::literal, members.place));
      }
    }
  }
}

void set_closed_by_default(ResourceFacts& resources, Facts& facts) {
  for (const BoundStore& store : kBoundStores) {
    for (const Resource* resource : resources.of_type(store.type)) {
      if (resource->is_data) continue;
      for (Fact* fact : resources.facts_of(*resource, Kind::store)) {
        if (fact->find(Attr::public_) != nullptr) continue;
        Origin origin;
        origin.kind = OriginKind::fallback;
        origin.note = facts.keep("no binding opens it: Google Cloud default");
        fact->set(Attr::public_, Value::boolean(false), origin);
      }
      for (Fact* fact : resources.facts_of(*resource, Kind::key)) {
        if (fact->find(Attr::any_principal) != nullptr) continue;
        Origin origin;
        origin.kind = OriginKind::fallback;
        origin.note = facts.keep("no binding opens it: Google Cloud default");
        fact->set(Attr::any_principal, Value::boolean(false), origin);
      }
    }
  }
}

}  // namespace

void join_google(const ResourceModels& models, ResourceFacts& resources, ConfigPool& pool, Facts& facts) {
  set_closed_by_default(resources, facts);
  for (const Resource& resource : resources.resources()) {
    const std::string_view bound = bound_type(resource.type);
    if (bound.empty() || resource.is_data) continue;
    for (const Config* binding : bindings_of(resource, pool)) {
      const Members members = members_of(binding, resource, facts);
      add_statement(resource, binding, bound, members, models.words, facts);
      open_bound(resource, bound, members, resources, facts);
    }
  }
  for (const Opening& opening : kOpenings) {
    for (const Resource* resource : resources.of_type(opening.type)) {
      if (resource->is_data) continue;
      const Found found = find_path(*resource->body, opening.path, *resource);
      for (const Config* value : found.values) {
        const std::string text = scalar_text(*value);
        if (!is_everybody(text) && !text.starts_with("publicRead")) continue;
        std::vector<const Resource*> targets{resource};
        if (!opening.by.empty()) targets = resources.referred(*resource, opening.by, opening.target).targets;
        for (const Resource* target : targets) {
          for (Fact* fact : resources.facts_of(*target, Kind::store)) {
            open(*fact, Value::boolean(true), value->place, *target, facts);
          }
        }
      }
    }
  }
}

}  // namespace payaudit
