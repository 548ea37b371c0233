#include "scanners/meaning/settings/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <deque>
#include <set>
#include <unordered_map>

#include "scanners/meaning/settings/chart_values.h"
#include "scanners/meaning/settings/comments.h"
#include "scanners/meaning/settings/connections.h"
#include "scanners/meaning/settings/general.h"
#include "scanners/meaning/settings/translations.h"
#include "scanners/meaning/settings/view.h"
#include "scanners/source/characters.h"
#include "scanners/source/glob.h"

namespace payaudit {
namespace {

// The settings of one document, flat.
struct Flat {
  std::deque<std::string> texts;
  std::vector<NamedValue> values;
  std::vector<bool> is_default;                    // parallel: the value is the default of a placeholder
  std::unordered_map<std::string, size_t> by_key;  // canonical key -> the last one, as programs read it
  std::unordered_map<std::string_view, size_t> by_name;  // the same for keys as written
  std::set<size_t> replaced;                             // by a value of the same key further down
  std::set<std::string_view> repeated;                   // keys with several values
  bool is_last_taken = true;                             // of those; else it depends on the program
};

void add(Flat& flat, const View& view, const std::string& key) {
  NamedValue value;
  value.name = flat.texts.emplace_back(key);
  value.name_place = view.key_place();
  value.value_place = view.place();
  bool is_default = false;
  const Node& node = view.tree()[view.id()];
  if (node.kind == NodeKind::reference && node.first_child != kNoNode) {
    value.value = view.tree().text(node.first_child);
    is_default = true;
  } else if (const auto repeated = repeated_text(view.tree(), view.id())) {
    value.value = *repeated;
  } else if (node.kind == NodeKind::reference || node.kind == NodeKind::template_ ||
             node.kind == NodeKind::opaque) {
    value.is_reference = true;
    if (node.kind == NodeKind::reference) value.value = node.text;
  } else {
    const auto given = placeholder_default(view.text());
    value.value = given.value_or(view.text());
    value.why_unknown = view.open_why();
    is_default = given.has_value();
  }
  if (const auto [before, is_first] = flat.by_name.emplace(value.name, flat.values.size()); !is_first) {
    if (flat.values[before->second].value != value.value) {
      flat.replaced.insert(before->second);
      flat.repeated.insert(before->first);
    }
    before->second = flat.values.size();
  }
  value.is_default = is_default;
  flat.by_key.insert_or_assign(canonical_key(key), flat.values.size());
  flat.values.push_back(value);
  flat.is_default.push_back(is_default);
}

// `test`, `%test` of Quarkus, and all of `test, e2e`.
bool is_test_profile(const SettingModels& models, std::string_view names) {
  bool has_any = false;
  while (!names.empty()) {
    const size_t end = std::min(names.find_first_of(" ,"), names.size());
    std::string name = lower(names.substr(0, end));
    if (name.starts_with('%')) name.erase(0, 1);
    if (!name.empty() && !models.test_profiles.contains(name)) return false;
    has_any = has_any || !name.empty();
    names.remove_prefix(std::min(end + 1, names.size()));
  }
  return has_any;
}

// Whether an entry at the top holds for tests only: `%test.db.password`, and `test:` beside `production:`.
bool is_of_tests(const SettingModels& models, const View& document, std::string_view key) {
  if (key.starts_with('%')) return is_test_profile(models, key.substr(0, key.find('.')));
  if (!models.test_profiles.contains(key)) return false;
  return std::any_of(models.profiles.begin(), models.profiles.end(),
                     [&](const std::string& other) { return document.at(other).is(NodeKind::map); });
}

void flatten(Flat& flat, const SettingModels& models, const View& view, const std::string& prefix) {
  for (const View& entry : view.items()) {
    if (entry.key().empty() || entry.key() == "<<") continue;
    if (prefix.empty() && is_of_tests(models, view, entry.key())) continue;
    const std::string key =
        prefix.empty() ? std::string(entry.key()) : prefix + "." + std::string(entry.key());
    if (entry.is(NodeKind::map)) {
      flatten(flat, models, entry, key);
    } else if (entry.is(NodeKind::list)) {
      // As Spring and .NET name what stands in a list.
      size_t position = 0;
      for (const View& item : entry.items()) {
        if (item.is(NodeKind::map)) flatten(flat, models, item, fmt::format("{}[{}]", key, position));
        ++position;
      }
    } else if (!entry.is(NodeKind::null)) {
      add(flat, entry, key);
    }
  }
}

bool is_true(std::string_view text) {
  return text == "true" || text == "on" || text == "yes" || text == "1";
}
bool is_false(std::string_view text) {
  return text == "false" || text == "off" || text == "no" || text == "0";
}

std::optional<std::string> mapped(const SettingAttribute& attribute, std::string_view text) {
  const std::string folded = lower(text);
  for (const auto& [from, to] : attribute.map) {
    if (from == folded) return to;
  }
  return std::nullopt;
}

// A text as a value of the attribute's type.
Value to_value(Facts& facts, const SettingAttribute& attribute, std::string_view text) {
  if (!attribute.map.empty()) {
    const auto to = mapped(attribute, text);
    if (!to) return facts.unknown(fmt::format("`{}` is not known", text));
    text = facts.keep(*to);
    if (text == "unknown") return facts.unknown("this value does not tell");
  }
  const std::string folded = lower(text);
  const AttrRow& attr = row(attribute.attr);
  switch (attr.type) {
    case AttrType::boolean:
      if (is_true(folded)) return Value::boolean(true);
      if (is_false(folded)) return Value::boolean(false);
      return facts.unknown("not a truth value");
    case AttrType::integer: {
      if (attribute.unit != SettingUnit::none) {
        const auto seconds = duration_seconds(text, attribute.unit);
        if (!seconds) return facts.unknown("not a duration");
        return Value::integer(attr.name.ends_with("days") ? *seconds / 86'400 : *seconds);
      }
      int64_t number = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
      if (text.empty() || error != std::errc{} || end != text.data() + text.size())
        return facts.unknown("not a whole number");
      return Value::integer(number);
    }
    case AttrType::real:
    case AttrType::map: return facts.unknown("not stated");
    case AttrType::text: return facts.text(text);
    case AttrType::texts: {
      std::vector<std::string_view> items;
      while (!text.empty()) {
        const size_t end = std::min(text.find_first_of(", :"), text.size());
        if (end > 0) items.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
      }
      return facts.texts(items);
    }
  }
  return Value();
}

const NamedValue* find(const Flat& flat, const std::vector<std::string>& keys, bool& is_default) {
  for (const std::string& key : keys) {
    const auto at = flat.by_key.find(key);
    if (at == flat.by_key.end()) continue;
    is_default = flat.is_default[at->second];
    return &flat.values[at->second];
  }
  return nullptr;
}

// The values that may count. Nothing connects to an address that another one replaces.
std::vector<NamedValue> counting(const Flat& flat) {
  if (!flat.is_last_taken || flat.replaced.empty()) return flat.values;
  std::vector<NamedValue> values;
  for (size_t i = 0; i < flat.values.size(); ++i) {
    if (!flat.replaced.contains(i) || !parse_address(flat.values[i].value)) values.push_back(flat.values[i]);
  }
  return values;
}

void set_attribute(Facts& facts, Fact& fact, const SettingAttribute& attribute, const Flat& flat) {
  if (attribute.keys.empty()) {
    fact.set(attribute.attr, to_value(facts, attribute, attribute.constant));
    return;
  }
  bool is_default = false;
  const NamedValue* setting = find(flat, attribute.keys, is_default);
  if (setting == nullptr) {
    if (attribute.fallback.empty()) return;
    Origin origin = facts.origin(OriginKind::fallback, fact.place, attribute.fallback_note);
    origin.written = facts.keep(attribute.keys.front());
    SettingAttribute plain = attribute;
    plain.map.clear();
    plain.unit = SettingUnit::none;
    fact.set(attribute.attr, to_value(facts, plain, attribute.fallback), origin);
    return;
  }
  Origin origin = facts.origin(OriginKind::literal, setting->value_place);
  origin.written = facts.keep(setting->name);
  if (attribute.is_presence) {
    fact.set(attribute.attr, Value::boolean(true), origin);
  } else if (setting->is_reference || is_default) {
    origin.kind = OriginKind::variable;
    fact.set(attribute.attr,
             facts.unknown(is_default ? fmt::format("a variable may replace its default `{}`", setting->value)
                                      : "set by a variable"),
             origin);
  } else if (!setting->why_unknown.empty()) {
    fact.set(attribute.attr, facts.unknown(setting->why_unknown), origin);
  } else if (flat.repeated.contains(setting->name) && !flat.is_last_taken) {
    fact.set(attribute.attr, facts.unknown("set more than once: it depends on the program which one counts"),
             origin);
  } else {
    fact.set(attribute.attr, to_value(facts, attribute, setting->value), origin);
  }
}

void apply(Facts& facts, const SettingModel& model, const Flat& flat, std::string_view file_name) {
  const bool is_of_file =
      model.files.empty() ||
      std::any_of(model.files.begin(), model.files.end(), [&](const std::string& pattern) {
        return fits_glob_in_any_case(std::string(file_name), pattern);
      });
  if (!is_of_file) return;
  bool is_default = false;
  const NamedValue* first = find(flat, model.needs, is_default);
  if (first == nullptr && model.needs.empty()) {
    for (const SettingAttribute& attribute : model.attributes) {
      first = find(flat, attribute.keys, is_default);
      if (first != nullptr) break;
    }
  }
  if (first == nullptr) return;
  Fact& fact = facts.add(model.kind, first->value_place, fmt::format("{} {}", model.id, first->name));
  fact.set(Attr::name, facts.text(model.name));
  for (const SettingAttribute& attribute : model.attributes) set_attribute(facts, fact, attribute, flat);
}

bool has_key(const SettingModel& model, const std::string& key) {
  return std::any_of(
      model.attributes.begin(), model.attributes.end(), [&](const SettingAttribute& attribute) {
        return std::find(attribute.keys.begin(), attribute.keys.end(), key) != attribute.keys.end();
      });
}

// Models of one fact for each of their keys.
void apply_each(Facts& facts, const SettingModels& models, const std::vector<NamedValue>& values,
                const std::vector<bool>& is_default, std::string_view owner) {
  for (size_t i = 0; i < values.size(); ++i) {
    const std::string key = last_part_key(values[i].name);
    for (const SettingModel& model : models.models) {
      if (!model.is_each || !has_key(model, key)) continue;
      Flat one;
      one.values.push_back(values[i]);
      one.is_default.push_back(i < is_default.size() && is_default[i]);
      one.by_key.emplace(key, 0);
      apply(facts, model, one, owner);
    }
  }
}

void add_general(Facts& facts, const SettingTables& tables, const Unit& unit, NodeId document,
                 std::string_view owner) {
  const GeneralSettings found(tables, unit, document);
  if (!found.values().empty()) add_variables(facts, tables, owner, found.values());
  apply_each(facts, tables.models, found.switches(), {}, owner);
}

bool has_any(const View& document, const std::set<std::string, std::less<>>& keys) {
  if (!document.is(NodeKind::map)) return false;
  return std::any_of(keys.begin(), keys.end(),
                     [&](const std::string& key) { return bool(document.at(key)); });
}

}  // namespace

std::optional<int64_t> duration_seconds(std::string_view text, SettingUnit unit) {
  const std::string folded = lower(text);
  std::string_view rest = folded;
  const bool is_iso = rest.starts_with("p");
  if (is_iso) rest.remove_prefix(1);
  bool is_time = !is_iso;
  int64_t total = 0;
  bool has_part = false;
  while (!rest.empty()) {
    if (is_iso && rest.front() == 't') {
      is_time = true;
      rest.remove_prefix(1);
      continue;
    }
    int64_t number = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (error != std::errc{} || number < 0 || number > 1'000'000'000'000) return std::nullopt;
    rest.remove_prefix(static_cast<size_t>(end - rest.data()));
    const size_t length = std::min(rest.find_first_of("0123456789t"), rest.size());
    const std::string_view word = rest.substr(0, length);
    rest.remove_prefix(length);
    if (word.empty() && (is_iso || has_part || !rest.empty())) return std::nullopt;
    if (word == "ms" || (word.empty() && unit == SettingUnit::milliseconds))
      total += number / 1000;
    else if (word == "s" || (word.empty() && (unit == SettingUnit::seconds || unit == SettingUnit::none)))
      total += number;
    else if ((word == "m" && is_time) || (word.empty() && unit == SettingUnit::minutes))
      total += number * 60;
    else if (word == "h" || (word.empty() && unit == SettingUnit::hours))
      total += number * 3600;
    else if (word == "d" || (word.empty() && unit == SettingUnit::days))
      total += number * 86'400;
    else
      return std::nullopt;
    has_part = true;
  }
  return has_part ? std::optional(total) : std::nullopt;
}

Facts settings_facts(const Units& units, const SettingTables& tables) {
  Facts facts;
  const ChartValues chart_values(units);
  for (const Unit& unit : units.units) {
    const Tree* tree = unit.tree();
    if (tree == nullptr) continue;
    // A text inside another file is a file of settings by its own name, whatever that is.
    const bool is_inner = !unit.within.is_empty();
    const std::string_view path = is_inner ? unit.name : (*units.sources)[unit.file].path();
    const std::string_view name = path.substr(path.rfind('/') + 1);
    if (chart_values.is_values(unit)) continue;
    const std::vector<std::string>& files = tables.models.files;
    const bool is_named = std::any_of(files.begin(), files.end(), [&](const std::string& pattern) {
      return fits_glob_in_any_case(std::string(name), pattern);
    });
    const bool is_lines =
        unit.format == "properties" || unit.format == "env" || unit.format == "ini" || unit.format == "toml";
    if (!is_lines && unit.format != "yaml" && unit.format != "json") continue;
    if (!is_inner && unit.format != "json")
      add_commented_secrets(facts, tables, (*units.sources)[unit.file], unit.file, name);
    Neighbourhood around;
    around.is_cluster = is_inner;
    for (NodeId root : tree->roots()) {
      const View view(*tree, unit.file, root);
      // Kubernetes objects have a reader of their own.
      if (view.at("apiVersion") && view.at("kind")) continue;
      if (!is_lines && !is_named && !is_inner && !has_any(view, tables.models.roots)) {
        if (!has_any(view, tables.models.foreign_roots) && !is_keycloak_realm(view) &&
            !is_translation_path(path))
          add_general(facts, tables, unit, root, name);
        continue;
      }
      Flat flat;
      flat.is_last_taken = unit.format != "ini";
      flatten(flat, tables.models, view, {});
      if (is_translation(path, flat.values)) continue;
      const bool is_test = std::any_of(
          tables.models.profile_keys.begin(), tables.models.profile_keys.end(), [&](const std::string& key) {
            const auto at = flat.by_key.find(key);
            return at != flat.by_key.end() && is_test_profile(tables.models, flat.values[at->second].value);
          });
      if (is_test) continue;
      add_variables(facts, tables, name, counting(flat), around);
      for (const SettingModel& model : tables.models.models) {
        if (!model.is_each) apply(facts, model, flat, name);
      }
      apply_each(facts, tables.models, flat.values, flat.is_default, name);
    }
  }
  return facts;
}

}  // namespace payaudit
