#include "scanners/meaning/settings/chart_values.h"

#include <algorithm>
#include <deque>

#include "scanners/meaning/classify/words.h"
#include "scanners/source/characters.h"
#include "scanners/source/glob.h"

namespace payaudit {
namespace {

constexpr std::string_view kChart = "chart.yaml";

std::string_view folder_of(std::string_view path) {
  return path.substr(0, path.rfind('/') + 1);  // npos + 1 is 0
}

std::string_view name_of(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

// Maps that say where a value is taken from.
bool is_source(std::string_view key) {
  return key == "valueFrom" || key == "secretKeyRef" || key == "configMapKeyRef" || key == "secretRef" ||
         key == "remoteRef" || key == "fieldRef";
}

// Words that follow each other in a name: "password key" in `redisPasswordKey`.
bool has_phrase(const std::vector<std::string>& words, const std::vector<std::string>& phrase) {
  return std::search(words.begin(), words.end(), phrase.begin(), phrase.end()) != words.end();
}

// The name of an object or of a key in one: words in lower case, joined by hyphens or dots.
bool is_object_name(std::string_view value) {
  return value.find('-') != std::string_view::npos && std::all_of(value.begin(), value.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '.' || c == '_';
         });
}

class Collector {
 public:
  explicit Collector(const SettingModels& models) : models_(models) {}

  void walk(const View& map, const std::string& prefix) {
    for (const View& entry : map.items()) {
      if (entry.key().empty() || entry.key() == "<<" || is_source(entry.key())) continue;
      const std::string key = prefix + std::string(entry.key());
      if (entry.is(NodeKind::map)) {
        walk(entry, key + ".");
      } else if (entry.is(NodeKind::list)) {
        walk_list(entry, key + ".");
      } else {
        add(key, entry.key_place(), entry);
      }
    }
  }

  std::vector<NamedValue> take() { return std::move(values_); }

 private:
  void walk_list(const View& list, const std::string& prefix) {
    for (const View& item : list.items()) {
      if (!item.is(NodeKind::map)) continue;
      const View name = item.at("name");
      const View value = item.at("value");
      if (name.is(NodeKind::string) && (value || item.at("valueFrom"))) {
        if (value) add(std::string(name.text()), name.place(), value);
      } else {
        walk(item, prefix);
      }
    }
  }

  void add(const std::string& name, Place name_place, const View& value) {
    if (value.is(NodeKind::null) || value.is(NodeKind::map) || value.is(NodeKind::list)) return;
    const auto repeated = repeated_text(value.tree(), value.id());
    const bool is_literal =
        repeated || value.is(NodeKind::string) || value.is(NodeKind::number) || value.is(NodeKind::boolean);
    if (is_literal && names_a_reference(name, value.text())) return;
    NamedValue made;
    made.name = texts_.emplace_back(name);
    made.name_place = name_place;
    made.value_place = value.place();
    made.value = repeated.value_or(value.text());
    made.is_reference = !is_literal;
    values_.push_back(made);
  }

  // By the name's last part: `auth.existingSecretPasswordKey`; by one before it: `existingSecret.key`,
  // `secretKeys.password`.
  bool names_a_reference(std::string_view name, std::string_view value) const {
    for (std::string_view rest = name; rest.find('.') != std::string_view::npos;) {
      const size_t dot = rest.find('.');
      const std::vector<std::string> around = split_words(rest.substr(0, dot));
      rest.remove_prefix(dot + 1);
      for (const std::vector<std::string>& phrase : models_.reference_groups) {
        if (has_phrase(around, phrase)) return true;
      }
    }
    const std::vector<std::string> words = split_words(name.substr(name.rfind('.') + 1));
    const auto is_in = [&](const std::vector<std::vector<std::string>>& phrases) {
      return std::any_of(phrases.begin(), phrases.end(),
                         [&](const std::vector<std::string>& phrase) { return has_phrase(words, phrase); });
    };
    return is_in(models_.references) || (is_in(models_.maybe_references) && is_object_name(value));
  }

  const SettingModels& models_;
  std::deque<std::string> texts_;
  std::vector<NamedValue> values_;
};

}  // namespace

ChartValues::ChartValues(const Units& units) : sources_(units.sources) {
  for (const Unit& unit : units.units) {
    const std::string_view path = (*sources_)[unit.file].path();
    if (lower(name_of(path)) == kChart) charts_.emplace(folder_of(path));
  }
}

bool ChartValues::is_values(const Unit& unit) const {
  if (unit.format != "yaml") return false;
  const std::string_view path = (*sources_)[unit.file].path();
  const std::string name = lower(unit.name.empty() ? name_of(path) : name_of(unit.name));
  if (fits_glob(name, "values*.y*ml") || fits_glob(name, "*values.y*ml")) return true;
  return unit.name.empty() && name != kChart && name != "requirements.yaml" &&
         charts_.contains(folder_of(path));
}

void add_chart_values(Facts& facts, const SettingTables& tables, std::string_view owner, const View& values,
                      const Neighbourhood& around) {
  Collector collector(tables.models);
  collector.walk(values, {});
  add_variables(facts, tables, owner, collector.take(), around);
}

}  // namespace payaudit
