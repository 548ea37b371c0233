#include <fmt/format.h>

#include <algorithm>

#include "scanners/meaning/resources/openness.h"
#include "scanners/meaning/resources/policies.h"
#include "scanners/meaning/terraform/joins.h"

namespace payaudit {
namespace {

using Opening = ResourceWords::Opening;

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
  if (is_wide && role != nullptr && role->is(Config::Kind::string)) {
    set_managed_powers(fact, role->text, facts.origin(OriginKind::literal, role->place), words, facts);
  }
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

constexpr Kind kOpened[] = {Kind::store, Kind::key};

void open_fact(Fact& fact, const Value& is_public, Place place, const Resource& of, Facts& facts) {
  if (fact.kind == Kind::store) return open(fact, is_public, place, of, facts);
  const Attribute* old = fact.find(Attr::any_principal);
  const bool is_open = old != nullptr && old->value.is(Value::Type::boolean) && old->value.as_boolean();
  if (is_open || (is_public.is(Value::Type::boolean) && !is_public.as_boolean())) return;
  fact.set(Attr::any_principal, is_public, facts.origin(OriginKind::literal, place));
}

void open_resource(const Resource& target, const Value& is_public, Place place, ResourceFacts& resources,
                   Facts& facts) {
  for (const Kind kind : kOpened) {
    for (Fact* fact : resources.facts_of(target, kind)) open_fact(*fact, is_public, place, target, facts);
  }
}

// What `from` names by `opening.by`, or, where things lie within what it names, those things. Where it is not
// known what it names, it may be any of the type.
void open_named(const Resource& from, const Opening& opening, const Value& is_public, Place place,
                ResourceFacts& resources, Facts& facts) {
  const bool is_direct = opening.within.empty();
  const auto named = opening.by.empty()
                         ? ResourceFacts::Referred{{&from}}
                         : resources.referred(from, opening.by, is_direct ? opening.opens : opening.bound);
  const Value may_be = facts.unknown(fmt::format("`{}` may open it, for what is not known", from.symbol));
  const auto is_named = [&](const Resource* each) {
    return std::find(named.targets.begin(), named.targets.end(), each) != named.targets.end();
  };
  const bool is_any = named.is_open && named.targets.empty();
  for (const Resource* target : resources.of_type(opening.opens)) {
    if (target->is_data) continue;
    bool is_meant = is_direct && is_named(target);
    bool is_possible = is_any && target->scope == from.scope;
    if (!is_direct) {
      const auto holder = resources.referred(*target, opening.within, opening.bound);
      is_meant = std::any_of(holder.targets.begin(), holder.targets.end(), is_named);
      is_possible = is_possible || (holder.is_open && holder.targets.empty());
    }
    if (is_meant) {
      open_resource(*target, is_public, place, resources, facts);
    } else if (is_possible) {
      open_resource(*target, may_be, place, resources, facts);
    }
  }
}

// What the members may use is open where they are everybody.
void open_bound(const Resource& resource, std::string_view bound, const Members& members,
                const ResourceWords& words, ResourceFacts& resources, Facts& facts) {
  const Value is_public = truth(members, facts);
  if (is_public.is(Value::Type::boolean) && !is_public.as_boolean()) return;
  for (const Opening& opening : words.bindings) {
    if (opening.bound == bound) open_named(resource, opening, is_public, members.place, resources, facts);
  }
}

void close_by_default(Fact& fact, Attr attr, Facts& facts) {
  if (fact.find(attr) != nullptr) return;
  Origin origin;
  origin.kind = OriginKind::fallback;
  origin.note = facts.keep("no binding opens it: Google Cloud default");
  fact.set(attr, Value::boolean(false), origin);
}

void set_closed_by_default(const ResourceWords& words, ResourceFacts& resources, Facts& facts) {
  for (const Opening& opening : words.bindings) {
    for (const Resource* resource : resources.of_type(opening.opens)) {
      if (resource->is_data) continue;
      for (Fact* fact : resources.facts_of(*resource, Kind::store))
        close_by_default(*fact, Attr::public_, facts);
      for (Fact* fact : resources.facts_of(*resource, Kind::key))
        close_by_default(*fact, Attr::any_principal, facts);
    }
  }
}

// `allUsers`, `READER:allUsers`, `publicRead`.
bool names_everybody(std::string_view text) {
  return is_everybody(text.substr(text.rfind(':') + 1)) || text.starts_with("publicRead");
}

void open_listed(const Opening& opening, ResourceFacts& resources, Facts& facts) {
  for (const Resource* resource : resources.of_type(opening.bound)) {
    if (resource->is_data) continue;
    const Found found = find_path(*resource->body, opening.path, *resource);
    std::vector<const Config*> all;
    for (const Config* value : found.values) flatten(*value, all);
    for (const Config* value : all) {
      if (value->is(Config::Kind::unknown)) {
        // `user-${…}` is one, whichever it is.
        if (value->pattern.find_first_of("@-") != std::string::npos) continue;
        open_named(*resource, opening, facts.unknown(value->text), value->place, resources, facts);
      } else if (names_everybody(scalar_text(*value))) {
        open_named(*resource, opening, Value::boolean(true), value->place, resources, facts);
      }
    }
  }
}

}  // namespace

void join_google(const ResourceModels& models, ResourceFacts& resources, ConfigPool& pool, Facts& facts) {
  set_closed_by_default(models.words, resources, facts);
  for (const Resource& resource : resources.resources()) {
    const std::string_view bound = bound_type(resource.type);
    if (bound.empty() || resource.is_data) continue;
    for (const Config* binding : bindings_of(resource, pool)) {
      const Members members = members_of(binding, resource, facts);
      add_statement(resource, binding, bound, members, models.words, facts);
      open_bound(resource, bound, members, models.words, resources, facts);
    }
  }
  for (const Opening& opening : models.words.access_lists) open_listed(opening, resources, facts);
}

}  // namespace payaudit
