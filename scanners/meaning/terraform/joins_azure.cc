#include <algorithm>

#include "scanners/meaning/resources/attributes.h"
#include "scanners/meaning/resources/openness.h"
#include "scanners/meaning/terraform/joins.h"

namespace payaudit {
namespace {

// True where a scope is a whole subscription or management group.
Value is_wide_scope(const Config* scope, Facts& facts) {
  if (scope == nullptr) return facts.unknown("`scope` is not set");
  if (scope->target != nullptr) {
    const std::string& type = scope->target->type;
    return Value::boolean(type == "azurerm_subscription" || type == "azurerm_management_group");
  }
  if (scope->is(Config::Kind::unknown)) {
    const bool is_inside = scope->pattern.find("/resourceGroups/") != std::string::npos;
    return is_inside ? Value::boolean(false) : facts.unknown(scope->text);
  }
  const auto slashes = std::count(scope->text.begin(), scope->text.end(), '/');
  return Value::boolean(scope->text == "/" || (scope->text.starts_with("/subscriptions/") && slashes == 2));
}

// The role by its name, by its id, or as a data source finds it; nullptr where none is stated.
const Config* assigned_role(const Resource& assignment) {
  if (const Config* name = assignment.body->find("role_definition_name")) return name;
  const Config* id = assignment.body->find("role_definition_id");
  if (id == nullptr || id->target == nullptr || !id->target->is_data || id->target->body == nullptr)
    return id;
  for (const std::string_view key : {"name", "role_definition_id"}) {
    if (const Config* looked_up = id->target->body->find(key)) return looked_up;
  }
  return id;
}

Fact& add_statement(const Resource& resource, std::string_view type, Facts& facts) {
  Fact& fact = facts.add(Kind::identity_policy, resource.place, resource.symbol);
  say_where_from(resource, fact, facts);
  const Origin origin = facts.origin(OriginKind::literal, resource.place);
  fact.set(Attr::name, facts.text(resource.name), origin);
  fact.set(Attr::type, facts.text(type), origin);
  fact.set(Attr::provider, facts.text("azure"), origin);
  fact.set(Attr::resource_type, facts.text(resource.type), origin);
  fact.set(Attr::allows, Value::boolean(true), origin);
  // Azure grants to identities of a directory only.
  fact.set(Attr::any_principal, Value::boolean(false), origin);
  return fact;
}

}  // namespace

void join_azure(const ResourceModels& models, ResourceFacts& resources, Facts& facts) {
  for (const Resource* resource : resources.of_type("azurerm_role_assignment")) {
    if (resource->is_data) continue;
    const Config* role = assigned_role(*resource);
    // A role that the tree declares is judged there.
    if (role != nullptr && role->target != nullptr && role->target->type == "azurerm_role_definition" &&
        !role->target->is_data) {
      continue;
    }
    Fact& fact = add_statement(*resource, "binding", facts);
    if (role != nullptr && role->is(Config::Kind::string)) {
      const Origin origin = facts.origin(OriginKind::literal, role->place);
      const std::string_view name = std::string_view(role->text).substr(role->text.rfind('/') + 1);
      const Value action = facts.text(name);
      fact.set(Attr::actions, facts.list({&action, 1}), origin);
      fact.set(Attr::wildcard_actions, every_action(name, models.words, facts), origin);
    } else {
      fact.set(Attr::wildcard_actions,
               facts.unknown(role != nullptr ? std::string_view(role->text) : "its role is not stated"));
    }
    const Config* scope = resource->body->find("scope");
    const Value is_wide = is_wide_scope(scope, facts);
    if (role != nullptr && role->is(Config::Kind::string) && is_wide.is(Value::Type::boolean) &&
        is_wide.as_boolean()) {
      set_managed_powers(fact, std::string_view(role->text).substr(role->text.rfind('/') + 1),
                         facts.origin(OriginKind::literal, role->place), models.words, facts);
    }
    fact.set(Attr::wildcard_resources, is_wide,
             facts.origin(OriginKind::literal, scope != nullptr ? scope->place : resource->place));
    fact.set(Attr::conditional, Value::boolean(resource->body->find("condition") != nullptr),
             facts.origin(OriginKind::literal, resource->place));
  }
  for (const Resource* resource : resources.of_type("azurerm_role_definition")) {
    if (resource->is_data) continue;
    Fact& fact = add_statement(*resource, "role", facts);
    const Found found = find_path(*resource->body, "permissions.actions", *resource);
    std::vector<const Config*> all;
    for (const Config* value : found.values) flatten(*value, all);
    std::vector<Value> actions;
    std::string why = found.uncertain;
    bool has_star = false;
    Place place = resource->place;
    for (const Config* action : all) {
      place = action->place;
      if (action->is(Config::Kind::unknown)) why = action->text;
      has_star = has_star || scalar_text(*action) == "*";
      actions.push_back(to_sourced(*action, AttrType::text, facts).value);
    }
    const Origin origin = facts.origin(OriginKind::literal, place);
    fact.set(Attr::actions, facts.list(actions), origin);
    const Found excepted = find_path(*resource->body, "permissions.not_actions", *resource);
    const bool has_exceptions = std::any_of(
        excepted.values.begin(), excepted.values.end(),
        [](const Config* list) { return !list->is(Config::Kind::list) || !list->entries.empty(); });
    if (has_star && has_exceptions) {
      fact.set(Attr::wildcard_actions, facts.unknown("it permits everything but the actions that are listed"),
               origin);
    } else {
      fact.set(Attr::wildcard_actions,
               has_star || why.empty() ? Value::boolean(has_star) : facts.unknown(why), origin);
    }
    fact.set(Attr::conditional, Value::boolean(false), origin);
    const Config* scope = resource->body->find("scope");
    fact.set(Attr::wildcard_resources, is_wide_scope(scope, facts),
             facts.origin(OriginKind::literal, scope != nullptr ? scope->place : resource->place));
  }
}

}  // namespace payaudit
