#include "scanners/meaning/resources/config.h"

#include <algorithm>

namespace payaudit {
namespace {

constexpr size_t kMaxFound = 10'000;

struct Step {
  std::string_view name;  // `*`: every entry; `@`: the resource that the value refers to
  bool has_filter = false;
  std::string_view filter_key;  // empty: the item itself
  std::string_view filter_value;
  std::string_view
      narrowed_by;  // `filter!prefix`: an item with one of these speaks of a part of the things only
};

// Takes the first step off the path. `[key=value]` may hold dots.
Step take_step(std::string_view& path) {
  Step step;
  size_t at = 0;
  if (path.starts_with('\'')) {
    const size_t end = std::min(path.find('\'', 1), path.size());
    step.name = path.substr(1, end - 1);
    path = end + 2 < path.size() ? path.substr(end + 2) : std::string_view{};
    return step;
  }
  while (at < path.size() && path[at] != '.' && path[at] != '[') ++at;
  step.name = path.substr(0, at);
  if (at < path.size() && path[at] == '[') {
    const size_t close = std::min(path.find(']', at), path.size());
    const std::string_view filter = path.substr(at + 1, close - at - 1);
    const size_t equals = filter.find('=');
    step.has_filter = true;
    step.filter_key = filter.substr(0, equals);
    step.filter_value = equals == std::string_view::npos ? "" : filter.substr(equals + 1);
    if (const size_t mark = step.filter_value.find('!'); mark != std::string_view::npos) {
      step.narrowed_by = step.filter_value.substr(mark + 1);
      step.filter_value = step.filter_value.substr(0, mark);
    }
    at = std::min(close + 1, path.size());
  }
  path = at < path.size() ? path.substr(at + 1) : std::string_view{};
  return step;
}

void say(Found& found, const std::string& why) {
  if (found.uncertain.empty()) found.uncertain = why;
}

void add(Found& found, const Config& value) {
  if (value.is(Config::Kind::null)) return;
  if (value.is_symbolic) {
    say(found, "it is in a block that is repeated for a list which is not known");
    return;
  }
  if (found.values.size() < kMaxFound) {
    found.values.push_back(&value);
  } else {
    say(found, "there are too many of them");
  }
}

// An empty text, or a block or list of nothing else: `filter { prefix = "" }`.
bool says_nothing(const Config& config) {
  switch (config.kind) {
    case Config::Kind::null: return true;
    case Config::Kind::string: return config.text.empty();
    case Config::Kind::list:
    case Config::Kind::map:
      return !config.is_partial && std::all_of(config.entries.begin(), config.entries.end(),
                                               [](const auto& entry) { return says_nothing(*entry.second); });
    case Config::Kind::unknown:
    case Config::Kind::boolean:
    case Config::Kind::number: return false;
  }
  return false;
}

bool is_narrowed(const Config& item, std::string_view keys) {
  while (!keys.empty()) {
    const size_t mark = std::min(keys.find('!'), keys.size());
    const Config* key = item.find(keys.substr(0, mark));
    if (key != nullptr && !says_nothing(*key)) return true;
    keys.remove_prefix(std::min(mark + 1, keys.size()));
  }
  return false;
}

void add_item(Found& found, const Config& item, const Step& step) {
  if (!step.has_filter) return add(found, item);
  const Config* key = &item;
  if (!step.filter_key.empty()) {
    if (item.is(Config::Kind::unknown)) return say(found, item.text);
    key = item.find(step.filter_key);
    if (key == nullptr) return;
  }
  if (key->is(Config::Kind::unknown)) return say(found, key->text);
  if (scalar_text(*key) != step.filter_value) return;
  if (is_narrowed(item, step.narrowed_by)) return say(found, "it is about a part of the objects only");
  add(found, item);
}

void step_into(Found& found, const Config& from, const Step& step) {
  switch (from.kind) {
    case Config::Kind::unknown:
      if (step.name == "@" && from.target != nullptr && from.target->body != nullptr) {
        return add(found, *from.target->body);
      }
      return say(found, from.text);
    case Config::Kind::list:
      for (const auto& [key, item] : from.entries) step_into(found, *item, step);
      if (from.is_partial) say(found, "the list is not known completely");
      return;
    case Config::Kind::map: {
      for (const auto& [key, value] : from.entries) {
        if (key != step.name && step.name != "*") continue;
        if (step.has_filter && value->is(Config::Kind::list)) {
          for (const auto& [none, item] : value->entries) add_item(found, *item, step);
          if (value->is_partial) say(found, "the list is not known completely");
        } else {
          add_item(found, *value, step);
        }
      }
      if (from.is_partial) say(found, "a part of it could not be read");
      return;
    }
    case Config::Kind::string:
      if (step.name == "@") {
        if (from.target != nullptr && from.target->body != nullptr) return add(found, *from.target->body);
        return say(found, "`" + from.text + "` is not in the tree");
      }
      return;
    case Config::Kind::null:
    case Config::Kind::boolean:
    case Config::Kind::number: return;
  }
}

}  // namespace

const Config* Config::find(std::string_view key) const {
  for (const auto& [name, value] : entries) {
    if (name == key && !value->is(Kind::null)) return value;
  }
  return nullptr;
}

Config& ConfigPool::make(Config::Kind kind, Place place, OriginKind origin) {
  Config& config = configs_.emplace_back();
  config.kind = kind;
  config.place = place;
  config.origin = origin;
  return config;
}

Config& ConfigPool::unknown(std::string why, Place place) {
  Config& config = make(Config::Kind::unknown, place, OriginKind::template_);
  config.text = std::move(why);
  return config;
}

Config& ConfigPool::string(std::string text, Place place) {
  Config& config = make(Config::Kind::string, place);
  config.text = std::move(text);
  return config;
}

Config& ConfigPool::copy(const Config& config) {
  return configs_.emplace_back(config);
}

Found find_path(const Config& from, std::string_view path, const Resource& resource) {
  const Config* start = &from;
  if (path.starts_with("^.")) {
    start = resource.body;
    path.remove_prefix(2);
  } else if (path.starts_with("provider.")) {
    path.remove_prefix(9);
    if (resource.provider == nullptr) return {{}, "no provider block states it"};
    start = resource.provider;
  }
  Found at;
  at.values.push_back(start);
  while (!path.empty() && !at.values.empty()) {
    const Step step = take_step(path);
    Found next;
    next.uncertain = at.uncertain;
    for (const Config* value : at.values) step_into(next, *value, step);
    at = std::move(next);
  }
  return at;
}

bool is_same(const Config& a, const Config& b) {
  if (a.kind != b.kind || a.is_partial || b.is_partial) return false;
  switch (a.kind) {
    case Config::Kind::unknown: return false;
    case Config::Kind::null: return true;
    case Config::Kind::boolean: return a.boolean == b.boolean;
    case Config::Kind::number: return a.number == b.number;
    case Config::Kind::string: return a.text == b.text;
    case Config::Kind::list:
    case Config::Kind::map: break;
  }
  return std::equal(
      a.entries.begin(), a.entries.end(), b.entries.begin(), b.entries.end(),
      [](const auto& x, const auto& y) { return x.first == y.first && is_same(*x.second, *y.second); });
}

std::string scalar_text(const Config& config) {
  switch (config.kind) {
    case Config::Kind::boolean: return config.boolean ? "true" : "false";
    case Config::Kind::number:
    case Config::Kind::string: return config.text;
    case Config::Kind::unknown:
    case Config::Kind::null:
    case Config::Kind::list:
    case Config::Kind::map: break;
  }
  return {};
}

void flatten(const Config& config, std::vector<const Config*>& out) {
  if (!config.is(Config::Kind::list)) {
    out.push_back(&config);
    return;
  }
  for (const auto& [key, item] : config.entries) flatten(*item, out);
}

}  // namespace payaudit
