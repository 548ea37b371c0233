#include "scanners/meaning/resources/attributes.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "scanners/meaning/classify/periods.h"
#include "scanners/meaning/classify/words.h"
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
      case Transform::years_to_days: {
        const auto years = integer_of(text);
        if (!years || std::abs(*years) > 1'000'000) return not_known();
        return Value::integer(days_of_years(*years));
      }
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

// What has to be set, of the arguments that decide: the one that is called like the attribute, where another
// comes before it that decides in special cases, such as what a copy is made of.
std::string path_to_set(const AttributeModel& model) {
  if (model.from.empty()) return {};
  const std::vector<std::string> ours = split_words(row(model.attr).name);
  const auto is_alike = [&](const auto& path) {
    const std::string written = written_path(path);
    if (std::string_view(path).find('@') != std::string_view::npos) return false;  // of another resource
    const std::vector<std::string> words = split_words(written.substr(written.rfind('.') + 1));
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
      return word.size() > 3 && std::find(ours.begin(), ours.end(), word) != ours.end();
    });
  };
  const auto alike = std::find_if(model.from.begin(), model.from.end(), is_alike);
  return written_path(alike == model.from.end() ? model.from.front() : *alike);
}

Sourced fallback_value(const AttributeModel& model, const Resource& resource, AttrType type, Facts& facts) {
  Sourced out;
  const std::string path = path_to_set(model);
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

}  // namespace

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

Sourced mapped_value(const AttributeModel& model, const Config& value, Facts& facts) {
  return {Mapped{model, facts, row(model.attr).type}.apply(value),
          origin_of(value, facts, written_path(model.from.front()))};
}

}  // namespace payaudit
