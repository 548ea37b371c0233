#include <fmt/format.h>

#include <algorithm>

#include "scanners/meaning/kubernetes/readers.h"
#include "scanners/source/glob.h"

namespace payaudit::kubernetes {
namespace {

// The texts of a list; `why` becomes the reason if some are not known.
std::vector<std::string> texts_of(const View& list, std::string_view& why) {
  std::vector<std::string> texts;
  for (const View& item : list.items()) {
    if (!item.text().empty() || item.is(NodeKind::string)) texts.emplace_back(item.text());
  }
  if (why.empty()) why = list.open_why();
  return texts;
}

bool has(const std::vector<std::string>& texts, std::string_view wanted) {
  return std::find(texts.begin(), texts.end(), wanted) != texts.end();
}

Value list(Facts& facts, const std::vector<std::string>& texts) {
  return facts.texts(std::vector<std::string_view>(texts.begin(), texts.end()));
}

// True if it is among those known, else Unknown while there may be more.
Value contains(Facts& facts, const std::vector<std::string>& texts, std::string_view wanted,
               std::string_view why) {
  if (has(texts, wanted)) return Value::boolean(true);
  return why.empty() ? Value::boolean(false) : facts.unknown(why);
}

// Roles of other API groups are named with the group: `pods`, `apps/deployments`.
std::vector<std::string> resource_names(const View& rule, std::string_view& why) {
  const std::vector<std::string> groups = texts_of(rule.at("apiGroups"), why);
  std::vector<std::string> names;
  for (const std::string& resource : texts_of(rule.at("resources"), why)) {
    const bool is_one_group = groups.size() == 1 && !groups[0].empty() && groups[0] != "*";
    names.push_back(is_one_group && resource != "*" ? groups[0] + "/" + resource : resource);
  }
  for (const std::string& url : texts_of(rule.at("nonResourceURLs"), why)) names.push_back(url);
  return names;
}

// Whose role it is, by the labels that its controller is installed with, or by its name.
const ClusterController* controller_of(const Object& object, const std::vector<ClusterController>& all) {
  const View labels = object.root.path("metadata.labels");
  for (const ClusterController& each : all) {
    for (std::string_view key : {"app.kubernetes.io/name", "app.kubernetes.io/part-of", "app", "k8s-app"}) {
      if (each.labels.contains(labels.at(key).text())) return &each;
    }
    for (const std::string& pattern : each.roles) {
      if (!object.name.empty() && fits_glob(object.name, pattern)) return &each;
    }
  }
  return nullptr;
}

void add_role(Facts& facts, const Object& object, const std::vector<ClusterController>& controllers) {
  const ClusterController* controller = controller_of(object, controllers);
  for (const View& listed : object.root.at("rules").items()) {
    const View rule = listed.existing();
    if (!rule.is(NodeKind::map)) continue;
    std::string_view why_verbs;
    std::string_view why_resources;
    const View verbs = rule.at("verbs");
    const View resources = rule.at("resources") ? rule.at("resources") : rule.at("nonResourceURLs");
    const std::vector<std::string> actions = texts_of(verbs, why_verbs);
    const std::vector<std::string> names = resource_names(rule, why_resources);
    // No names are all things of the kind.
    const View things = rule.at("resourceNames");
    const Value is_for_some = things.open_why().empty() ? Value::boolean(!things.items().empty())
                                                        : facts.unknown(things.open_why());
    const Origin verb_origin = verbs.origin(facts);
    const Origin resource_origin = resources.origin(facts);
    Fact& fact = facts.add(Kind::identity_policy, verbs ? verbs.key_place() : rule.place(),
                           fmt::format("{} {}", object.symbol, rule.written()));
    fact.set(Attr::name, object.root.path("metadata.name").text_value(facts))
        .set(Attr::type, facts.text("role"))
        .set(Attr::provider, facts.text("kubernetes"))
        .set(Attr::resource_type, facts.text(object.kind))
        .set(Attr::allows, Value::boolean(true), verb_origin)
        .set(Attr::actions, why_verbs.empty() ? list(facts, actions) : facts.unknown(why_verbs), verb_origin)
        .set(Attr::resources, why_resources.empty() ? list(facts, names) : facts.unknown(why_resources),
             resource_origin)
        .set(Attr::wildcard_actions, contains(facts, actions, "*", why_verbs), verb_origin)
        .set(Attr::wildcard_resources, contains(facts, names, "*", why_resources), resource_origin)
        .set(Attr::conditional, is_for_some, resource_origin);
    if (controller != nullptr) fact.set(Attr::vendor, facts.text(controller->name));
  }
}

struct Wildcards {
  Value actions;
  Value resources;
};

// What the role that a binding refers to permits.
Wildcards wildcards_of(Facts& facts, std::string_view kind, std::string_view name, const Object& binding,
                       const Objects& objects) {
  if (name == "cluster-admin") return {Value::boolean(true), Value::boolean(true)};
  for (std::string_view built_in : {"admin", "edit", "view"}) {
    if (name == built_in) return {Value::boolean(false), Value::boolean(false)};
  }
  const Object* role =
      objects.find(kind, name, kind == "Role" ? std::string_view(binding.space) : std::string_view{});
  if (role == nullptr) {
    const Value why = facts.unknown(fmt::format("{} {} is not in the tree", kind, name));
    return {why, why};
  }
  Wildcards found{Value::boolean(false), Value::boolean(false)};
  for (const View& rule : role->root.at("rules").items()) {
    std::string_view why;
    const Value actions = contains(facts, texts_of(rule.at("verbs"), why), "*", why);
    const Value resources = contains(facts, resource_names(rule, why), "*", why);
    // One rule that permits everything is what counts, not two that permit a half each.
    const auto is_true = [](const Value& value) {
      return value.is(Value::Type::boolean) && value.as_boolean();
    };
    if (is_true(actions) && is_true(resources)) return {actions, resources};
    if (is_true(actions)) found.actions = actions;
    if (is_true(resources)) found.resources = resources;
    if (actions.is_unknown() && !is_true(found.actions)) found.actions = actions;
    if (resources.is_unknown() && !is_true(found.resources)) found.resources = resources;
  }
  return found;
}

void add_binding(Facts& facts, const Object& object, const Objects& objects) {
  const View role = object.root.at("roleRef");
  const View name = role.at("name");
  const View subjects = object.root.at("subjects");
  std::vector<std::string> principals;
  std::vector<std::string> anybody;
  for (const View& subject : subjects.items()) {
    const std::string_view who = subject.at("name").text();
    const std::string_view space = subject.at("namespace").text();
    const std::string text = space.empty() ? fmt::format("{}:{}", subject.at("kind").text(), who)
                                           : fmt::format("{}:{}/{}", subject.at("kind").text(), space, who);
    principals.push_back(text);
    if (who == "system:anonymous" || who == "system:unauthenticated" || who == "system:authenticated")
      anybody.push_back(text);
  }
  const std::string_view why = subjects.open_why();
  const Origin origin = name.origin(facts);
  const Origin subject_origin = subjects.origin(facts);
  const Sourced role_name = name.text_value(facts);
  Wildcards wildcards{role_name.value, role_name.value};
  if (!role_name.value.is_unknown())
    wildcards = wildcards_of(facts, role.at("kind").text(), role_name.value.as_text(), object, objects);
  const std::string resource = fmt::format("{}/{}", role.at("kind").text(), name.text());
  Fact& fact =
      facts.add(Kind::identity_policy, name ? name.place() : object.root.at("kind").place(), object.symbol);
  fact.set(Attr::name, object.root.path("metadata.name").text_value(facts))
      .set(Attr::type, facts.text("binding"))
      .set(Attr::provider, facts.text("kubernetes"))
      .set(Attr::resource_type, facts.text(object.kind))
      .set(Attr::allows, Value::boolean(true), origin)
      .set(Attr::resources, role_name.value.is_unknown() ? role_name.value : list(facts, {resource}), origin)
      .set(Attr::principals, why.empty() ? list(facts, principals) : facts.unknown(why), subject_origin)
      .set(Attr::wildcard_actions, wildcards.actions, origin)
      .set(Attr::wildcard_resources, wildcards.resources, origin)
      .set(Attr::any_principal,
           !anybody.empty() ? Value::boolean(true)
           : why.empty()    ? Value::boolean(false)
                            : facts.unknown(why),
           subject_origin)
      .set(Attr::conditional, Value::boolean(false), origin);
}

}  // namespace

void add_access(Facts& facts, const Object& object, const Objects& objects,
                const std::vector<ClusterController>& controllers) {
  if (object.group() != "rbac.authorization.k8s.io") return;
  if (object.kind == "Role" || object.kind == "ClusterRole") add_role(facts, object, controllers);
  if (object.kind == "RoleBinding" || object.kind == "ClusterRoleBinding")
    add_binding(facts, object, objects);
}

}  // namespace payaudit::kubernetes
