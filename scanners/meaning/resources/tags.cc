#include "scanners/meaning/resources/tags.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// The model of the longest beginning of the type; nullptr: none.
const TagModel* model_of(const ResourceModels& models, std::string_view type) {
  const TagModel* best = nullptr;
  size_t longest = 0;
  for (const auto& [beginning, model] : models.tags) {
    if (!type.starts_with(beginning) || beginning.size() < longest) continue;
    longest = beginning.size();
    best = &model;
  }
  return best;
}

class Collector {
 public:
  explicit Collector(Facts& facts) : facts_(facts) {}

  void open(std::string_view why) {
    if (open_.empty()) open_ = why;
  }

  // Tags are written as a map, or as a list of maps that each hold a key and a value.
  void add(const Config& config) {
    if (config.is_partial || config.is_symbolic) open("further tags may be set");
    if (config.is(Config::Kind::unknown)) open(config.text.empty() ? "the tags are not known" : config.text);
    if (config.is(Config::Kind::list)) {
      for (const auto& [key, item] : config.entries) add_item(*item);
    } else if (config.is(Config::Kind::map)) {
      for (const auto& [key, value] : config.entries) add_tag(key, *value);
    }
  }

  // What was given before takes precedence; where that is not fully known, later values are not either.
  void next() { doubt_ = open_; }

  Value map() {
    std::vector<Value> flat;
    for (const auto& [key, value] : tags_) {
      flat.push_back(facts_.text(key));
      flat.push_back(value);
    }
    if (!open_.empty()) flat.insert(flat.end(), {facts_.unknown(open_), facts_.unknown(open_)});
    return facts_.map(flat);
  }

 private:
  void add_item(const Config& item) {
    const Config* key = nullptr;
    const Config* value = nullptr;
    for (const auto& [name, entry] : item.entries) {
      const std::string folded = lower(name);
      if (folded == "key") key = entry;
      if (folded == "value") value = entry;
    }
    if (key == nullptr || !key->is(Config::Kind::string) || value == nullptr) {
      open("one of the tags is not known");
    } else {
      add_tag(key->text, *value);
    }
  }

  void add_tag(const std::string& key, const Config& value) {
    const bool is_known =
        std::any_of(tags_.begin(), tags_.end(), [&](const auto& tag) { return tag.first == key; });
    if (is_known || value.is(Config::Kind::null)) return;
    const std::string text = scalar_text(value);
    const bool is_scalar = value.is(Config::Kind::string) || !text.empty();
    const std::string why = !doubt_.empty()      ? doubt_
                            : value.text.empty() ? "the tag is not known"
                                                 : value.text;
    tags_.emplace_back(key, is_scalar && doubt_.empty() ? facts_.text(text) : facts_.unknown(why));
  }

  Facts& facts_;
  std::vector<std::pair<std::string, Value>> tags_;
  std::string open_;   // why there may be further ones; empty: these are all
  std::string doubt_;  // why what is added may be overridden
};

}  // namespace

Sourced tags_of(const ResourceModels& models, const Resource& resource, Facts& facts) {
  Sourced out;
  out.value = facts.unknown("not stated");
  out.origin = facts.origin(OriginKind::literal, resource.place);
  const TagModel* model = model_of(models, resource.type);
  if (model == nullptr || model->from.empty() || resource.body == nullptr) return out;
  Collector tags(facts);
  for (const std::string& path : model->from) {
    const Found found = find_path(*resource.body, path, resource);
    for (const Config* value : found.values) {
      if (&path == &model->from.front() && !value->place.span.is_empty())
        out.origin = facts.origin(value->origin, value->place, value->note);
      tags.add(*value);
    }
    if (!found.uncertain.empty()) tags.open(found.uncertain);
    tags.next();
  }
  if (!model->further.empty()) tags.open(model->further);
  out.value = tags.map();
  return out;
}

}  // namespace payaudit
