#include "scanners/meaning/resources/apply.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "scanners/facts/gaps.h"
#include "scanners/meaning/resources/policies.h"
#include "scanners/meaning/resources/ports.h"
#include "scanners/meaning/resources/tags.h"
#include "scanners/meaning/resources/transforms.h"
#include "scanners/source/characters.h"
#include "scanners/source/glob.h"

namespace payaudit {
namespace {

std::optional<int64_t> integer_of(std::string_view text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// A word of a model (a constant, a default, the right side of a map) as a value of the attribute's type.
Value parse_word(std::string_view word, AttrType type, Facts& facts) {
  if (word == "unknown") return facts.unknown("not stated");
  switch (type) {
    case AttrType::boolean: return Value::boolean(word == "true");
    case AttrType::integer: return Value::integer(integer_of(word).value_or(0));
    case AttrType::real: return Value::real(std::strtod(std::string(word).c_str(), nullptr));
    case AttrType::text: return facts.text(word);
    case AttrType::texts: {
      if (word.empty()) return facts.list({});
      const Value one = facts.text(word);
      return facts.list({&one, 1});
    }
    case AttrType::map: break;
  }
  return facts.unknown("not stated");
}

Origin origin_of(const Config& config, Facts& facts, std::string_view path) {
  Origin origin = facts.origin(config.origin, config.place, config.note);
  origin.written = facts.keep(path);
  return origin;
}

Value unknown_of(const Config& config, Facts& facts) {
  return facts.unknown(config.text.empty() ? "its value is not known" : config.text);
}

bool is_empty(const Config& config) {
  const bool is_collection = config.is(Config::Kind::list);
  return (config.is(Config::Kind::string) && config.text.empty()) ||
         (is_collection && config.entries.empty() && !config.is_partial);
}

// A path as a person writes it in the source, without the marks of the models.
std::string written_path(std::string_view path) {
  std::string out;
  for (std::string_view rest = path; !rest.empty();) {
    const size_t dot = std::min(rest.find('.'), rest.size());
    const std::string_view step = rest.substr(0, dot);
    rest.remove_prefix(std::min(dot + 1, rest.size()));
    if (step == "^" || step == "@" || step == "*") continue;
    if (!out.empty()) out += '.';
    out += step;
  }
  return out;
}

bool is_pinned(std::string_view image) {
  if (image.find("@sha256:") != image.npos) return true;
  const size_t slash = image.rfind('/');
  const std::string_view last = slash == image.npos ? image : image.substr(slash + 1);
  const size_t colon = last.find(':');
  return colon != last.npos && last.substr(colon + 1) != "latest";
}

struct Mapped {
  const AttributeModel& model;
  Facts& facts;
  AttrType type;

  Value apply(const Config& config) const {
    if (model.transform == Transform::key_owner) {
      const std::string_view owner = key_owner(config);
      if (owner.empty()) return unknown_of(config, facts);
      return facts.text(owner);
    }
    if (!model.map.empty()) {
      if (const std::string* word = word_for(config)) return parse_word(*word, type, facts);
    }
    if (config.is(Config::Kind::unknown)) return unknown_of(config, facts);
    const std::string text = scalar_text(config);
    const auto not_known = [&] { return facts.unknown(fmt::format("`{}` is not a value known here", text)); };
    const auto divided = [&](int64_t factor, int64_t divisor) {
      const auto value = integer_of(text);
      if (!value || std::abs(*value) > 1'000'000'000) return not_known();
      return Value::integer(*value * factor / divisor);
    };
    switch (model.transform) {
      case Transform::hours_to_days: return divided(1, 24);
      case Transform::years_to_days: return divided(365, 1);
      case Transform::seconds_to_days: {
        const auto seconds = seconds_of(text);
        return seconds ? Value::integer(*seconds / 86'400) : not_known();
      }
      case Transform::seconds: {
        const auto seconds = seconds_of(text);
        return seconds ? Value::integer(*seconds) : not_known();
      }
      case Transform::tls_version: {
        const std::string_view version = tls_version(text);
        return version.empty() ? not_known() : facts.text(version);
      }
      case Transform::lower: return facts.text(lower(text));
      case Transform::region_code: {
        std::string code = lower(text);
        std::erase(code, ' ');
        return facts.text(code);
      }
      case Transform::region_of_zone: return facts.text(region_of_zone(text));
      case Transform::port_from:
      case Transform::port_to: return port(text);
      case Transform::negate: {
        const Value value = to_sourced(config, AttrType::boolean, facts).value;
        return value.is(Value::Type::boolean) ? Value::boolean(!value.as_boolean()) : value;
      }
      case Transform::image_digest: return Value::boolean(text.find("@sha256:") != std::string::npos);
      case Transform::image_pinned: return Value::boolean(is_pinned(text));
      case Transform::none:
        if (!model.map.empty()) return not_known();
        break;
      case Transform::present:
      case Transform::absent:
      case Transform::any_cidr:
      case Transform::any_range:
      case Transform::count:
      case Transform::key_owner: break;
    }
    return to_sourced(config, type, facts).value;
  }

  // The model's word for the value; nullptr where the map has none.
  const std::string* word_for(const Config& config) const {
    const bool is_reference = config.is(Config::Kind::unknown) && config.target != nullptr;
    if (config.is(Config::Kind::unknown) && !is_reference) return nullptr;
    const std::string text = lower(scalar_text(config));
    const std::string attribute = lower(config.attribute);
    const std::string* other = nullptr;
    for (const auto& [word, ours] : model.map) {
      if (!is_reference && lower(word) == text) return &ours;
      // Of a reference it is known that there is one, not what it comes to.
      const bool is_meant = is_reference ? is_reference_to(word, config, attribute)
                                         : word.find('*') != std::string::npos && fits_glob(text, word);
      if (is_meant) other = &ours;
    }
    return other;
  }

  static bool is_reference_to(std::string_view word, const Config& config, std::string_view attribute) {
    if (!word.starts_with('@')) return false;
    word.remove_prefix(1);
    return word.ends_with('.') ? word.substr(0, word.size() - 1) == config.target->type
                               : attribute.ends_with(word);
  }

  Value port(std::string_view text) const {
    const bool is_low = model.transform == Transform::port_from;
    if (text == "*") return Value::integer(is_low ? 0 : 65'535);
    const size_t dash = text.find('-');
    const auto value = integer_of(dash == text.npos ? text
                                  : is_low          ? text.substr(0, dash)
                                                    : text.substr(dash + 1));
    return value ? Value::integer(*value) : facts.unknown("the port is not a number");
  }
};

// true where one of them is the whole internet, Unknown where one that is not known might be.
Value any_cidr(const Found& found, Facts& facts) {
  std::vector<const Config*> all;
  for (const Config* value : found.values) flatten(*value, all);
  std::string why = found.uncertain;
  std::vector<std::string> ranges;
  for (const Config* value : all) {
    if (value->is(Config::Kind::string) && is_any_cidr(value->text)) return Value::boolean(true);
    if (value->is(Config::Kind::string)) ranges.push_back(value->text);
    // The range of a resource that is there is its own, and not all there is.
    const bool is_open = value->is(Config::Kind::unknown) && !value->is_specific;
    if (is_open && why.empty()) why = value->text;
  }
  if (covers_every_address(ranges)) return Value::boolean(true);
  return why.empty() ? Value::boolean(false) : facts.unknown(why);
}

Sourced any_range(const AttributeModel& model, const Config& from, const Resource& resource, Facts& facts) {
  Sourced out;
  std::vector<const Config*> ends;
  for (const std::string& path : model.from) {
    const Found found = find_path(from, path, resource);
    if (found.values.empty()) continue;
    ends.push_back(found.values.front());
    out.origin = origin_of(*ends.back(), facts, written_path(path));
  }
  const auto unknown = std::find_if(ends.begin(), ends.end(),
                                    [](const Config* end) { return end->is(Config::Kind::unknown); });
  if (ends.size() != 2) {
    out.value = facts.unknown("a range has two ends");
  } else if (unknown != ends.end()) {
    out.value = unknown_of(**unknown, facts);
  } else if (const auto is_any = is_any_range(scalar_text(*ends[0]), scalar_text(*ends[1]))) {
    out.value = Value::boolean(*is_any);
  } else {
    out.value = facts.unknown("these may be addresses of others too");
  }
  return out;
}

// Of several ranges the one that is the whole internet by itself; the values as a whole where none is.
const Config& widest_of(const Found& found) {
  std::vector<const Config*> all;
  for (const Config* value : found.values) flatten(*value, all);
  const auto widest = std::find_if(all.begin(), all.end(), [](const Config* value) {
    return value->is(Config::Kind::string) && is_any_cidr(value->text);
  });
  return widest == all.end() || all.size() == 1 ? *found.values.front() : **widest;
}

// `places`: where each of the texts is written.
Value all_texts(const AttributeModel& model, const Mapped& mapped, const Found& found, Facts& facts,
                std::vector<Place>& places) {
  std::vector<const Config*> all;
  for (const Config* value : found.values) flatten(*value, all);
  std::vector<Value> items;
  const auto add = [&](Value text, const Config& at) {
    items.push_back(text);
    places.push_back(at.place);
  };
  for (const Config* value : all) {
    if (value->is(Config::Kind::unknown)) {
      add(unknown_of(*value, facts), *value);
    } else if (!model.map.empty()) {
      const std::string* word = mapped.word_for(*value);
      if (word == nullptr) {
        add(facts.unknown(fmt::format("`{}` is not a value known here", scalar_text(*value))), *value);
      } else if (!word->empty()) {
        add(facts.text(*word), *value);
      }
    } else {
      add(facts.text(scalar_text(*value)), *value);
    }
  }
  if (!found.uncertain.empty()) add(facts.unknown(found.uncertain), *found.values.front());
  return facts.list(items);
}

// The first text that a map does not leave out, where it leaves some out: what the attribute speaks of.
const Config* first_counted(const Mapped& mapped, const Found& found) {
  if (mapped.model.map.empty()) return nullptr;
  std::vector<const Config*> all;
  for (const Config* value : found.values) flatten(*value, all);
  const auto counted = std::find_if(all.begin(), all.end(), [&](const Config* value) {
    const std::string* word = mapped.word_for(*value);
    return word != nullptr && !word->empty();
  });
  return counted == all.end() ? nullptr : *counted;
}

Sourced fallback_value(const AttributeModel& model, const Resource& resource, AttrType type, Facts& facts) {
  Sourced out;
  const std::string path = model.from.empty() ? std::string() : written_path(model.from.front());
  if (!model.has_fallback || model.fallback == "unknown") {
    out.value = facts.unknown(path.empty() ? "not stated" : fmt::format("`{}` is not set", path));
    out.origin.kind = OriginKind::missing;
    return out;
  }
  out.value = parse_word(model.fallback, type, facts);
  out.origin.kind = OriginKind::fallback;
  out.origin.written = facts.keep(path);
  out.origin.note =
      facts.keep(fmt::format("`{}` is not set: {} default{}{}", path, provider_of(resource.type),
                             model.fallback_note.empty() ? "" : ", ", model.fallback_note));
  return out;
}

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
    if (named.value.is_unknown()) named = {facts.text(resource.name), {}};
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
      const Mapped mapped{attribute, facts, row(attribute.attr).type};
      fact.set(attribute.attr, mapped.apply(*ports),
               origin_of(*ports, facts, written_path(attribute.from.front())));
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

std::string_view provider_of(std::string_view type) {
  if (type.ends_with("/aws")) return "aws";  // modules of the registry
  if (type.ends_with("/azurerm")) return "azure";
  if (type.ends_with("/google")) return "gcp";
  if (type.starts_with("aws_") || type.starts_with("AWS::")) return "aws";
  if (type.starts_with("azurerm_") || type.starts_with("azapi_")) return "azure";
  if (type.starts_with("google_")) return "gcp";
  return type.substr(0, std::min(type.find('_'), type.size()));
}

Sourced to_sourced(const Config& config, AttrType type, Facts& facts) {
  Sourced out;
  out.origin = origin_of(config, facts, {});
  if (config.is(Config::Kind::unknown)) {
    out.value = unknown_of(config, facts);
    return out;
  }
  const std::string text = scalar_text(config);
  out.value = facts.unknown(fmt::format("`{}` has another type than expected", text));
  switch (type) {
    case AttrType::boolean: {
      const std::string word = lower(text);
      if (word == "true" || word == "1") out.value = Value::boolean(true);
      if (word == "false" || word == "0") out.value = Value::boolean(false);
      break;
    }
    case AttrType::integer:
      if (const auto value = integer_of(text)) {
        out.value = Value::integer(*value);
      } else if (config.is(Config::Kind::number) && std::abs(config.number) < 1e15) {
        out.value = Value::integer(static_cast<int64_t>(config.number));
      }
      break;
    case AttrType::real:
      if (config.is(Config::Kind::number)) out.value = Value::real(config.number);
      break;
    case AttrType::text:
      if (!config.is(Config::Kind::list) && !config.is(Config::Kind::map)) out.value = facts.text(text);
      break;
    case AttrType::texts: {
      std::vector<const Config*> all;
      flatten(config, all);
      std::vector<Value> items;
      for (const Config* item : all) items.push_back(to_sourced(*item, AttrType::text, facts).value);
      if (config.is_partial) items.push_back(facts.unknown("the list is not known completely"));
      out.value = facts.list(items);
      break;
    }
    case AttrType::map: break;
  }
  return out;
}

Sourced attribute_value(const AttributeModel& model, const Config& from, const Resource& resource,
                        Facts& facts) {
  const AttrType type = row(model.attr).type;
  if (model.has_constant) {
    return {parse_word(model.constant, type, facts), facts.origin(OriginKind::literal, resource.place)};
  }
  if (model.transform == Transform::any_range) return any_range(model, from, resource, facts);
  const Mapped mapped{model, facts, type};
  const bool wants_presence = model.transform == Transform::present || model.transform == Transform::absent;
  std::string uncertain;
  for (const std::string& path : model.from) {
    const Found found = find_path(from, path, resource);
    if (uncertain.empty()) uncertain = found.uncertain;
    if (found.values.empty()) continue;
    const Config& first = *found.values.front();
    Sourced out;
    out.origin = origin_of(first, facts, written_path(path));
    if (wants_presence) {
      if (is_empty(first) && found.values.size() == 1) continue;
      if (first.is(Config::Kind::unknown) && first.target == nullptr) {
        out.value = unknown_of(first, facts);  // may be null
      } else {
        out.value = Value::boolean(model.transform == Transform::present);
      }
      return out;
    }
    if (model.transform == Transform::any_cidr) {
      out.value = any_cidr(found, facts);
      out.origin = origin_of(widest_of(found), facts, written_path(path));
      // Another of the paths may name the whole internet.
      if (out.value.is(Value::Type::boolean) && !out.value.as_boolean() && &path != &model.from.back()) {
        for (auto next = model.from.begin() + (&path - model.from.data()) + 1; next != model.from.end();
             ++next) {
          const Found other = find_path(from, *next, resource);
          const Value value = any_cidr(other, facts);
          if (value.is(Value::Type::boolean) && !value.as_boolean()) continue;
          out.value = value;
          if (!other.values.empty()) out.origin = origin_of(widest_of(other), facts, written_path(*next));
          break;
        }
      }
      return out;
    }
    if (model.transform == Transform::count) {
      std::vector<const Config*> all;
      for (const Config* value : found.values) flatten(*value, all);
      out.value = found.uncertain.empty() && !first.is(Config::Kind::unknown)
                      ? Value::integer(static_cast<int64_t>(all.size()))
                      : facts.unknown(found.uncertain.empty() ? first.text : found.uncertain);
      return out;
    }
    if (type == AttrType::texts) {
      std::vector<Place> places;
      out.value = all_texts(model, mapped, found, facts, places);
      if (const Config* counted = first_counted(mapped, found)) {
        out.origin = origin_of(*counted, facts, written_path(path));
      }
      out.origin = facts.with_items(out.origin, places);
      return out;
    }
    const Config* value = &first;
    if (first.is(Config::Kind::list)) {
      if (first.entries.empty() && !first.is_partial) continue;
      if (!first.entries.empty()) value = first.entries.front().second;
    }
    if (is_empty(*value) && (!model.map.empty() || model.transform == Transform::key_owner)) continue;
    const std::string* word = model.map.empty() ? nullptr : mapped.word_for(*value);
    if (word != nullptr && *word == "next") continue;
    out.value = mapped.apply(*value);
    return out;
  }
  if (!uncertain.empty()) {
    Sourced out;
    out.value = facts.unknown(uncertain);
    out.origin.kind = OriginKind::template_;
    if (!model.from.empty()) out.origin.written = facts.keep(written_path(model.from.front()));
    return out;
  }
  if (wants_presence && !model.has_fallback) {
    Sourced out;
    out.value = Value::boolean(model.transform == Transform::absent);
    out.origin.kind = OriginKind::fallback;
    out.origin.written = facts.keep(written_path(model.from.front()));
    out.origin.note = facts.keep(fmt::format("`{}` is not set", written_path(model.from.front())));
    return out;
  }
  return fallback_value(model, resource, type, facts);
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
