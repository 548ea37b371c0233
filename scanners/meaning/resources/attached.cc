// Policies that are attached by name: what the provider keeps under it is in the words of resources; one that
// is declared in the tree is judged where it is declared.
#include <fmt/format.h>

#include <algorithm>

#include "scanners/meaning/resources/attributes.h"
#include "scanners/meaning/resources/openness.h"
#include "scanners/meaning/resources/powers.h"

namespace payaudit {
namespace {

struct Permits {
  enum class What : uint8_t { everything, nearly, less, unknown, judged_elsewhere };
  What what = What::unknown;
  std::string why;   // of unknown
  std::string name;  // of one that the provider keeps
};

std::string_view last_part(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// The name of a policy that the provider keeps: of its ARN in any partition, or alone. Empty where it is a
// customer's.
std::string_view managed_name(std::string_view written) {
  constexpr std::string_view kOwner = ":iam::aws:policy/";
  if (const size_t at = written.find(kOwner); at != std::string_view::npos) {
    return last_part(written.substr(at + kOwner.size()));
  }
  const bool is_name =
      written.find(':') == std::string_view::npos && written.find(kHole) == std::string_view::npos;
  return is_name ? last_part(written) : std::string_view();
}

Permits permits(std::string_view name, const ResourceWords& words) {
  const auto what = words.every_action.contains(name)          ? Permits::What::everything
                    : words.nearly_every_action.contains(name) ? Permits::What::nearly
                                                               : Permits::What::less;
  return {what, {}, std::string(name)};
}

bool is_named(const Resource& resource, std::string_view name) {
  return std::any_of(resource.body->entries.begin(), resource.body->entries.end(), [&](const auto& entry) {
    const bool is_name = entry.first == "name" || entry.first == "ManagedPolicyName";
    return is_name && entry.second->is(Config::Kind::string) && entry.second->text == name;
  });
}

class Attached {
 public:
  Attached(const ResourceModels& models, const ResourceFacts& resources)
      : models_(models), resources_(resources) {}

  Permits read(const Config& value, int depth) const {
    if (const Resource* target = value.target; target != nullptr && target->body != nullptr) {
      if (!target->is_data && carries_document(target->type))
        return {Permits::What::judged_elsewhere, {}, {}};
      if (target->is_data && depth < 3) return looked_up(*target, depth);
    }
    if (value.is(Config::Kind::unknown)) {
      const std::string_view name = managed_name(value.pattern);
      if (name.empty() || name.find(kHole) != std::string_view::npos)
        return {Permits::What::unknown, value.text, {}};
      return permits(name, models_.words);
    }
    const std::string text = scalar_text(value);
    if (const std::string_view name = managed_name(text); !name.empty()) return permits(name, models_.words);
    if (is_declared(last_part(text))) return {Permits::What::judged_elsewhere, {}, {}};
    return {Permits::What::unknown, fmt::format("the policy `{}` is not in the tree", text), {}};
  }

 private:
  // A data source finds a policy by its ARN, or by a name that a customer's may have too.
  Permits looked_up(const Resource& data, int depth) const {
    for (const std::string_view key : {"arn", "name"}) {
      const Config* written = data.body->find(key);
      if (written == nullptr) continue;
      const Permits found = read(*written, depth + 1);
      const bool is_certain = key == "arn" || found.what != Permits::What::less;
      if (is_certain) return found;
      const std::string name = scalar_text(*written);
      if (is_declared(name)) return {Permits::What::judged_elsewhere, {}, {}};
      return {
          Permits::What::unknown, fmt::format("what the policy `{}` permits is not in the tree", name), {}};
    }
    return {Permits::What::unknown, fmt::format("what `{}` finds is not in the tree", data.symbol), {}};
  }

  bool carries_document(std::string_view type) const {
    const auto [begin, end] = models_.by_type.equal_range(type);
    return std::any_of(begin, end, [](const auto& entry) { return !entry.second.document.empty(); });
  }
  bool is_declared(std::string_view name) const {
    return std::any_of(
        resources_.resources().begin(), resources_.resources().end(), [&](const Resource& one) {
          return !one.is_data && one.body != nullptr && carries_document(one.type) && is_named(one, name);
        });
  }

  const ResourceModels& models_;
  const ResourceFacts& resources_;
};

void add_fact(const Resource& resource, std::string_view type, std::string_view written, Place place,
              const Permits& permits, const ResourceWords& words, Facts& facts) {
  Fact& fact = facts.add(
      Kind::identity_policy, resource.place,
      written.empty() ? resource.symbol : fmt::format("{}#{}", resource.symbol, last_part(written)));
  say_where_from(resource, fact, facts);
  const bool is_known = permits.what != Permits::What::unknown;
  const Origin own = facts.origin(OriginKind::literal, resource.place);
  const Origin stated = facts.origin(is_known ? OriginKind::literal : OriginKind::template_, place);
  const Value action = is_known ? facts.text(last_part(written)) : facts.unknown(permits.why);
  const auto all = [&] {
    switch (permits.what) {
      case Permits::What::everything: return Value::boolean(true);
      case Permits::What::nearly:
        return facts.unknown("it permits everything but the actions that are listed");
      case Permits::What::less: return Value::boolean(false);
      case Permits::What::unknown:
      case Permits::What::judged_elsewhere: break;
    }
    return facts.unknown(permits.why);
  };
  fact.set(Attr::name, facts.text(resource.name), own);
  fact.set(Attr::type, facts.text(type), own);
  fact.set(Attr::provider, facts.text(provider_of(resource.type)), own);
  fact.set(Attr::resource_type, facts.text(resource.type), own);
  fact.set(Attr::allows, Value::boolean(true), own);
  fact.set(Attr::actions, facts.list({&action, 1}), stated);
  fact.set(Attr::wildcard_actions, all(), stated);
  fact.set(Attr::wildcard_resources, permits.what == Permits::What::nearly ? Value::boolean(true) : all(),
           stated);
  if (permits.what == Permits::What::less) set_managed_powers(fact, permits.name, stated, words, facts);
  fact.set(Attr::any_principal, Value::boolean(false), own);
  fact.set(Attr::conditional, Value::boolean(false), own);
}

}  // namespace

void set_managed_powers(Fact& fact, std::string_view name, const Origin& origin, const ResourceWords& words,
                        Facts& facts) {
  const Powers powers = powers_of_managed(name, words);
  if (powers.is_empty()) return;
  fact.set(Attr::broad_actions, facts.texts(powers.actions), origin);
  fact.set(Attr::powers, facts.texts(powers.of), origin);
}

Value every_action(std::string_view name, const ResourceWords& words, Facts& facts) {
  if (words.nearly_every_action.contains(name)) {
    return facts.unknown("it permits everything but the actions that are listed");
  }
  return Value::boolean(words.every_action.contains(name));
}

void add_attached(const ResourceModels& models, const ResourceFacts& resources, Facts& facts) {
  const Attached attached(models, resources);
  for (const auto& [type, model] : models.by_type) {
    if (model.attached.empty()) continue;
    for (const Resource* resource : resources.of_type(type)) {
      if (resource->is_data || resource->body == nullptr) continue;
      const Found found = find_path(*resource->body, model.attached, *resource);
      std::vector<const Config*> all;
      for (const Config* value : found.values) flatten(*value, all);
      for (const Config* value : all) {
        // A document among names, or a template of SAM, which is for one resource.
        if (value->is(Config::Kind::map)) continue;
        const Permits permits = attached.read(*value, 0);
        if (permits.what == Permits::What::judged_elsewhere) continue;
        const std::string written = permits.name.empty() ? scalar_text(*value) : permits.name;
        add_fact(*resource, model.constant_type(), written, value->place, permits, models.words, facts);
      }
      if (found.uncertain.empty()) continue;
      add_fact(*resource, model.constant_type(), {}, resource->place,
               {Permits::What::unknown, found.uncertain, {}}, models.words, facts);
    }
  }
}

}  // namespace payaudit
