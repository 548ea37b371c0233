#include "scanners/meaning/resources/apply.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "scanners/facts/gaps.h"
#include "scanners/meaning/resources/attributes.h"
#include "scanners/meaning/resources/policies.h"
#include "scanners/meaning/resources/ports.h"
#include "scanners/meaning/resources/tags.h"

namespace payaudit {
namespace {

// Whether a side resource's value takes the place of what the fact says already.
bool replaces(const Fact& fact, Attr attr, const Value& value) {
  const Attribute* old = fact.find(attr);
  if (old == nullptr || old->origin.kind == OriginKind::fallback || old->origin.kind == OriginKind::missing) {
    return true;
  }
  // Two that both say whether it is public: open wins.
  if (attr == Attr::public_ && old->value.is(Value::Type::boolean) && old->value.as_boolean()) return false;
  return !value.is_unknown() || !old->value.is(Value::Type::boolean) || !old->value.as_boolean();
}

bool is_stated(const Sourced& sourced) {
  return sourced.origin.kind != OriginKind::fallback && sourced.origin.kind != OriginKind::missing;
}

void set_side_attributes(const ResourceModel& model, const Resource& side, bool is_open, Fact& fact,
                         Facts& facts) {
  for (const AttributeModel& attribute : model.attributes) {
    const Sourced sourced = attribute_value(attribute, *side.body, side, facts);
    if (sourced.origin.kind == OriginKind::missing) continue;
    if (is_open) {
      const Attribute* old = fact.find(attribute.attr);
      if (old != nullptr && !identical(old->value, sourced.value) &&
          old->origin.kind == OriginKind::fallback) {
        fact.set(attribute.attr,
                 facts.unknown(fmt::format("`{}` may set it, for what is not known", side.symbol)),
                 old->origin);
      }
      continue;
    }
    const Attribute* old = fact.find(attribute.attr);
    const bool keeps_stated = !is_stated(sourced) && old != nullptr &&
                              old->origin.kind != OriginKind::fallback &&
                              old->origin.kind != OriginKind::missing;
    if (keeps_stated || !replaces(fact, attribute.attr, sourced.value)) continue;
    fact.set(attribute.attr, sourced);
  }
  if (!is_open) {
    fact.notes.push_back(
        {side.place, facts.keep(fmt::format("`{}` sets it", side.symbol)), NoteRole::context});
  }
}

// The items of a block's value: also of JSON in a text, as container definitions are written.
void add_blocks(const Config& value, ConfigPool& pool, std::vector<const Config*>& out) {
  const std::string_view text = value.is(Config::Kind::string) ? value.text : value.pattern;
  const Config* parsed = text.empty() ? nullptr : parse_policy_text(text, value.place, pool);
  flatten(parsed != nullptr ? *parsed : value, out);
}

// The blocks that a model with `each` makes a fact of; for others, the resource itself.
std::vector<const Config*> modelled_blocks(const ResourceModel& model, const Resource& resource,
                                           ConfigPool& pool) {
  if (model.each.empty()) return {resource.body};
  // Symbolic blocks stay: what they permit is written, whatever their number.
  std::string_view path = model.each;
  std::vector<const Config*> at{resource.body};
  while (!path.empty()) {
    const size_t dot = std::min(path.find('.'), path.size());
    const std::string_view step = path.substr(0, dot);
    path.remove_prefix(std::min(dot + 1, path.size()));
    std::vector<const Config*> next;
    for (const Config* block : at) {
      for (const auto& [key, value] : block->entries) {
        if (key == step) add_blocks(*value, pool, next);
      }
    }
    at = std::move(next);
  }
  std::erase_if(at, [](const Config* block) { return !block->is(Config::Kind::map); });
  return at;
}

// `ports`: the range that the fact is about; nullptr where the block names none.
void add_fact(const ResourceModels& models, const ResourceModel& model, const Config& block,
              const Config* ports, const Resource& resource, ResourceFacts& resources, Facts& facts) {
  Fact& fact = facts.add(model.kind, model.each.empty() ? resource.place : block.place, resource.symbol);
  say_where_from(resource, fact, facts);
  if (block.is_symbolic) {
    fact.set(Attr::detail, facts.text("it is in a block that is repeated for a list which is not known"));
  }
  if (has_attr(model.kind, Attr::name)) {
    AttributeModel name;
    name.attr = Attr::name;
    name.from = model.name_from;
    Sourced named = attribute_value(name, block, resource, facts);
    // A name that is written and not known is not that of the resource in its file.
    if (named.value.is_unknown() && named.origin.kind == OriginKind::missing)
      named = {facts.text(resource.name), {}};
    fact.set(Attr::name, named);
  }
  const Origin known = facts.origin(OriginKind::literal, resource.place);
  if (has_attr(model.kind, Attr::provider)) {
    fact.set(Attr::provider, facts.text(provider_of(resource.type)), known);
  }
  if (has_attr(model.kind, Attr::resource_type)) {
    fact.set(Attr::resource_type, facts.text(resource.type), known);
  }
  if (has_attr(model.kind, Attr::tags)) fact.set(Attr::tags, tags_of(models, resource, facts));
  for (const AttributeModel& attribute : model.attributes) {
    const bool is_port =
        attribute.transform == Transform::port_from || attribute.transform == Transform::port_to;
    if (is_port && ports != nullptr) {
      fact.set(attribute.attr, mapped_value(attribute, *ports, facts));
    } else {
      fact.set(attribute.attr, attribute_value(attribute, block, resource, facts));
    }
  }
  resources.add(resource, fact);
}

void apply_to_resource(const ResourceModels& models, const ResourceModel& model, const Resource& resource,
                       ResourceFacts& resources, ConfigPool& pool, Facts& facts) {
  for (const Config* block : modelled_blocks(model, resource, pool)) {
    std::vector<const Config*> ranges = port_ranges(model, *block, resource, pool);
    if (ranges.empty()) ranges.push_back(nullptr);
    for (const Config* ports : ranges) add_fact(models, model, *block, ports, resource, resources, facts);
  }
}

}  // namespace

void say_where_from(const Resource& resource, Fact& fact, Facts& facts) {
  if (!resource.doubt.empty()) fact.set(Attr::detail, facts.text(resource.doubt));
  if (resource.call.empty()) return;
  fact.notes.push_back(
      {resource.call_place, facts.keep(fmt::format("`{}` makes it", resource.call)), NoteRole::context});
}

ResourceFacts::ResourceFacts(const std::deque<Resource>& resources) : resources_(resources) {
  for (const Resource& resource : resources_) by_type_[resource.type].push_back(&resource);
}

std::vector<Fact*> ResourceFacts::facts_of(const Resource& resource, Kind kind) const {
  std::vector<Fact*> out;
  const auto at = facts_.find(&resource);
  if (at == facts_.end()) return out;
  std::copy_if(at->second.begin(), at->second.end(), std::back_inserter(out),
               [&](const Fact* fact) { return fact->kind == kind; });
  return out;
}

const std::vector<const Resource*>& ResourceFacts::of_type(std::string_view type) const {
  static const std::vector<const Resource*> kNone;
  const auto at = by_type_.find(type);
  return at == by_type_.end() ? kNone : at->second;
}

ResourceFacts::Referred ResourceFacts::referred(const Resource& from, std::string_view path,
                                                std::string_view type) const {
  Referred out;
  const Found found = find_path(*from.body, path, from);
  out.is_open = !found.uncertain.empty();
  std::vector<const Config*> all;
  for (const Config* value : found.values) flatten(*value, all);
  for (const Config* value : all) {
    if (const Resource* target = value->target) {
      // `aws_s3_bucket_acl.a.bucket` means the bucket that the ACL is of.
      if (target->type != type && target->body != nullptr) {
        const Config* chained = target->body->find(path.substr(path.rfind('.') + 1));
        if (chained != nullptr && chained->target != nullptr) target = chained->target;
      }
      if (target->type == type && !target->is_data) out.targets.push_back(target);
      if (target->type == type) continue;
    }
    if (value->is(Config::Kind::unknown)) {
      out.is_open = true;
      continue;
    }
    const std::string name = scalar_text(*value);
    for (const Resource* candidate : of_type(type)) {
      if (candidate->is_data || candidate->scope != from.scope || name.empty()) continue;
      const bool is_named = std::any_of(
          candidate->body->entries.begin(), candidate->body->entries.end(), [&](const auto& entry) {
            const bool is_name = entry.first == "bucket" || entry.first == "name" || entry.first == "id" ||
                                 entry.first == "BucketName" || entry.first == "Name";
            return is_name && entry.second->is(Config::Kind::string) && entry.second->text == name;
          });
      if (is_named) out.targets.push_back(candidate);
    }
  }
  return out;
}

namespace {

// What no model knows is a gap over its block, once however often it is repeated. A data source makes
// nothing.
void add_unknown_types(const ResourceModels& models, const ResourceFacts& resources, Facts& facts) {
  std::set<std::pair<FileId, uint32_t>> told;
  for (const Resource& resource : resources.resources()) {
    const Place place = resource.whole;
    if (resource.is_data || resource.type.empty() || models.knows(resource.type)) continue;
    if (resource.type.find('/') != std::string::npos) continue;  // a module's call: it is a gap of its own
    if (!told.emplace(place.file, place.span.begin).second) continue;
    add_unmodelled_gap(facts, place, fmt::format("no model of the resource type {}", resource.type));
  }
}

}  // namespace

void apply_models(const ResourceModels& models, ResourceFacts& resources, ConfigPool& pool, Facts& facts) {
  add_unknown_types(models, resources, facts);
  for (const Resource& resource : resources.resources()) {
    if (resource.is_data || resource.body == nullptr) continue;
    const auto [begin, end] = models.by_type.equal_range(resource.type);
    for (auto at = begin; at != end; ++at) {
      if (at->second.extends.empty() && !at->second.is_policy()) {
        apply_to_resource(models, at->second, resource, resources, pool, facts);
      }
    }
  }
  for (const Resource& side : resources.resources()) {
    if (side.is_data || side.body == nullptr) continue;
    const auto [begin, end] = models.by_type.equal_range(side.type);
    for (auto at = begin; at != end; ++at) {
      const ResourceModel& model = at->second;
      if (model.extends.empty()) continue;
      const auto referred = resources.referred(side, model.extends_by, model.extends);
      for (const Resource* target : referred.targets) {
        for (Fact* fact : resources.facts_of(*target, model.kind)) {
          set_side_attributes(model, side, false, *fact, facts);
        }
      }
      if (!referred.is_open || !referred.targets.empty()) continue;
      for (const Resource* target : resources.of_type(model.extends)) {
        if (target->scope != side.scope) continue;
        for (Fact* fact : resources.facts_of(*target, model.kind)) {
          set_side_attributes(model, side, true, *fact, facts);
        }
      }
    }
  }
}

}  // namespace payaudit
