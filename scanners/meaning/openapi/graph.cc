#include "scanners/meaning/openapi/graph.h"

#include <fmt/format.h>

#include <algorithm>

#include "scanners/meaning/classify/words.h"
#include "scanners/meaning/openapi/descriptions.h"
#include "scanners/source/characters.h"

namespace payaudit::openapi {
namespace {

// Names of properties that wrap something and say nothing of it: what is inside keeps the outer name.
constexpr std::string_view kWrappers[] = {"data",   "attributes", "details", "object",  "item",    "items",
                                          "value",  "values",     "payload", "body",    "request", "response",
                                          "params", "result",     "results", "content", "resource"};
// Those who pay and are paid, and the word of ISO 20022 for their address.
constexpr std::string_view kParties[] = {"creditor", "debtor", "payee", "payer", "beneficiary",
                                         "postal",   "pstl",   "cdtr",  "dbtr"};
constexpr size_t kMostNameBytes = 200;
constexpr size_t kMostDescriptionBytes = 240;
// Names that stand beside a field and may be what makes its name plain. Of more, none is looked at.
constexpr size_t kMostSiblings = 400;
constexpr std::string_view kManyNames =
    "more fields in one object than are compared: names that need others beside them are judged alone";
constexpr int kDeepestPart = 3;  // of allOf in allOf
constexpr size_t kMostParts = 16;

bool names_party(std::string_view name) {
  const std::vector<std::string> words = split_words(name);
  return std::any_of(words.begin(), words.end(), [](const std::string& w) { return is_one_of(w, kParties); });
}

}  // namespace

std::string_view word(Medium medium) {
  switch (medium) {
    case Medium::request: return "request";
    case Medium::response: return "response";
    case Medium::event: return "event";
    case Medium::query: return "query";
    case Medium::path: return "path";
    case Medium::header: return "header";
  }
  return {};
}

uint32_t Graph::classify(std::string_view name, std::string_view entity,
                         std::span<const std::string_view> siblings, ValueShape shape) {
  auto found =
      classifier_.classify(name, {.entity = entity,
                                  .siblings = siblings,
                                  .type = shape.type,
                                  .description = shape.description.substr(0, kMostDescriptionBytes)});
  std::string_view data_class;
  if (found) {
    data_class = found->data_class;
  } else if (!shape.declared.empty()) {
    data_class = classifier_.declared_class("openapi: " + shape.declared);
    if (data_class.empty()) return kNone;
    found = Classification{data_class, "clear", false, fmt::format("the mark `{}`", shape.declared)};
  } else {
    return kNone;
  }
  classified_.push_back({std::move(*found), data_class, std::move(shape)});
  return static_cast<uint32_t>(classified_.size() - 1);
}

uint32_t Graph::intern(At written, const Naming& naming) {
  const At at = trees_.resolve(written);
  if (!at || !trees_.is(at, NodeKind::map)) return kNone;
  const auto [known, is_new] = by_place_.try_emplace(at.key(), static_cast<uint32_t>(schemas_.size()));
  if (!is_new) return known->second;
  Schema schema;
  schema.at = at;
  const Node& node = trees_.node(at);
  const At parent{at.unit, node.parent};
  const std::string_view shelf = parent ? trees_.node(parent).key : std::string_view();
  if (!node.key.empty() &&
      (shelf == "schemas" || shelf == "definitions" || shelf == "$defs" || !(at == written))) {
    schema.container = schema.entity = node.key;
  } else {
    schema.container = naming.container;
    schema.entity = naming.entity;
    // A file of its own is called by its title, as far as it has one.
    const std::string_view title = trees_.text(at, "title");
    if (schema.entity.empty() && !title.empty()) schema.entity = title.substr(0, kMostNameBytes);
  }
  if (schema.container.size() > kMostNameBytes) schema.container.resize(kMostNameBytes);
  schemas_.push_back(std::move(schema));
  to_expand_.push_back(known->second);
  return known->second;
}

uint32_t Graph::schema(At written, const Naming& naming) {
  const uint32_t id = intern(written, naming);
  while (!to_expand_.empty()) {
    const uint32_t next = to_expand_.back();
    to_expand_.pop_back();
    expand(next);
  }
  return id;
}

void Graph::append_property_names(At schema, int depth, std::vector<std::string_view>& names) {
  const At at = trees_.resolve(schema);
  if (!at) return;
  const At properties = trees_.find(at, "properties");
  const At parts = trees_.find(at, "allOf");
  const size_t left = kMostSiblings - std::min(names.size(), kMostSiblings);
  const bool is_cut = depth > kDeepestPart || (properties && trees_.node(properties).child_count > left) ||
                      (parts && trees_.node(parts).child_count > kMostParts);
  if (is_cut) trees_.cut(at, kManyNames);
  if (depth > kDeepestPart) return;
  trees_.each(
      properties, [&](At property) { names.push_back(trees_.node(property).key); }, left);
  trees_.each(
      parts, [&](At part) { append_property_names(part, depth + 1, names); }, kMostParts);
}

void Graph::expand(uint32_t id) {
  const At at = schemas_[id].at;
  // allOf is one object written in parts: each part's fields stand beside those of the others.
  if (const At all = trees_.find(at, "allOf")) append_property_names(at, 0, schemas_[id].beside);
  trees_.each(at, [&](At child) {
    const Node& node = trees_.node(child);
    if (node.key == "properties") {
      add_properties(id, child);
    } else if (node.key == "allOf") {
      trees_.each(child, [&](At part) { add_part(id, part, true); });
    } else if (node.key == "anyOf" || node.key == "oneOf" || node.key == "prefixItems") {
      trees_.each(child, [&](At part) { add_part(id, part, false); });
    } else if (node.key == "patternProperties") {
      trees_.each(child, [&](At part) { add_part(id, part, false); });
    } else if (node.key == "items" || node.key == "additionalProperties") {
      add_part(id, child, false);
    } else if (node.key == "discriminator") {
      trees_.each(trees_.find(child, "mapping"), [&](At subtype) {
        // A bare name is one of `components/schemas`, and then an alternative or an heir of it as well.
        if (trees_.text(subtype).find('#') == std::string_view::npos) return;
        if (const At target = trees_.target(subtype)) add_part(id, target, false);
      });
    }
  });
}

void Graph::add_part(uint32_t id, At part, bool is_inherited) {
  const uint32_t below = intern(part, {schemas_[id].container, schemas_[id].entity});
  if (below == kNone || below == id) return;
  schemas_[id].parts.push_back(below);
  const bool is_inline = schemas_[below].at == part;
  if (is_inherited && is_inline && schemas_[below].beside.empty())
    schemas_[below].beside = schemas_[id].beside;
  if (is_inline) schemas_[below].is_party_address |= schemas_[id].is_party_address;
}

void Graph::add_properties(uint32_t id, At properties) {
  if (!trees_.is(properties, NodeKind::map)) return;
  std::vector<std::string_view> siblings = schemas_[id].beside;
  trees_.each(properties, [&](At property) { siblings.push_back(trees_.node(property).key); });
  if (siblings.size() > kMostSiblings) {
    trees_.cut(properties, kManyNames);
    siblings.clear();
  }
  trees_.each(properties, [&](At property) {
    const std::string_view name = trees_.node(property).key;
    if (name.empty()) return;
    Field field;
    field.at = property;
    field.name = name;
    ValueShape shape = shape_of(trees_, property);
    field.read_only = shape.read_only;
    field.write_only = shape.write_only;
    // Refer on also where the shape had too many parts to find an object in them.
    const bool is_wrapper = is_one_of(name, kWrappers);
    field.below =
        intern(property, {fmt::format("{}.{}", schemas_[id].container, name),
                          is_wrapper ? schemas_[id].entity : std::string(name.substr(0, kMostNameBytes))});
    if (field.below != kNone && names_party(name)) schemas_[field.below].is_party_address = true;
    if (shape.is_object) {
      field.only_if_expanded = shape.has_scalar_alternative;
    } else {
      const bool is_cut = shape.is_cut;
      field.classified = classify(name, schemas_[id].entity, siblings, std::move(shape));
      if (is_cut && field.classified != kNone) {
        trees_.cut(property, "the schemas of one value are more or deeper than are followed");
      }
    }
    schemas_[id].fields.push_back(field);
  });
}

bool Graph::occurs(const Field& field, Medium medium) {
  switch (medium) {
    case Medium::response: return !field.write_only;
    case Medium::request:
    case Medium::query:
    case Medium::path:
    case Medium::header: return !field.read_only;
    case Medium::event: return true;  // a notification is a request of the other side: both marks say nothing
  }
  return true;
}

void Graph::reach(uint32_t root, Medium medium, uint32_t by, bool with_expanded) {
  std::vector<uint32_t>& first = first_[static_cast<size_t>(medium)];
  first.resize(schemas_.size(), kNone);
  if (root == kNone) return;
  // With expanded ones, what is reached already may lead on, but only once: the second mark is kept apart.
  std::vector<uint32_t> todo{root};
  std::vector<bool>& seen = seen_[static_cast<size_t>(medium)][with_expanded ? 1 : 0];
  seen.resize(schemas_.size(), false);
  const auto add = [&](uint32_t id) {
    if (id != kNone && !seen[id]) todo.push_back(id);
  };
  while (!todo.empty()) {
    const uint32_t id = todo.back();
    todo.pop_back();
    if (seen[id]) continue;
    seen[id] = true;
    if (first[id] == kNone) first[id] = by;
    for (uint32_t part : schemas_[id].parts) add(part);
    for (const Field& field : schemas_[id].fields) {
      if (occurs(field, medium) && (with_expanded || !field.only_if_expanded)) add(field.below);
    }
  }
}

std::string_view Graph::description(uint32_t schema) const {
  return trees_.text(schemas_[schema].at, "description");
}

std::optional<size_t> Graph::clear_class(const Classified& classified) const {
  if (classified.found.state != "clear") return std::nullopt;
  const std::vector<DataClass>& classes = classifier_.table().classes;
  for (size_t i = 0; i < std::min(classes.size(), ClassSet().size()); ++i) {
    if (classes[i].name == classified.data_class) return i;
  }
  return std::nullopt;
}

// Tarjan's components, without recursion: in a circle of schemas all reach the same, and components are
// finished after those they reach.
std::vector<ClearClasses> Graph::classes_below(Medium medium) const {
  const size_t count = schemas_.size();
  std::vector<ClearClasses> classes(count);
  std::vector<std::vector<uint32_t>> next(count);
  for (uint32_t id = 0; id < count; ++id) {
    next[id] = schemas_[id].parts;
    for (const Field& field : schemas_[id].fields) {
      if (!occurs(field, medium)) continue;
      if (field.classified != kNone) {
        const Classified& classified = classified_[field.classified];
        if (const auto number = clear_class(classified)) {
          classes[id].possible.set(*number);
          // Only of cards: an unknown entry of a list stands for any class, and rules ask for these with
          // care.
          const bool is_doubted =
              !classified.found.doubt.empty() || (within(classified.data_class, "account.chd") &&
                                                  doubt_of_clear(classified, description(id), medium));
          if (!is_doubted) classes[id].certain.set(*number);
        }
      }
      if (field.below != kNone && !field.only_if_expanded) next[id].push_back(field.below);
    }
  }
  std::vector<uint32_t> order(count, kNone), low(count, 0), stack;
  std::vector<bool> is_open(count, false);
  struct Step {
    uint32_t id;
    size_t edge;
  };
  std::vector<Step> path;
  uint32_t clock = 0;
  for (uint32_t start = 0; start < count; ++start) {
    if (order[start] != kNone) continue;
    path.push_back({start, 0});
    while (!path.empty()) {
      const uint32_t id = path.back().id;
      if (path.back().edge == 0 && order[id] == kNone) {
        order[id] = low[id] = clock++;
        stack.push_back(id);
        is_open[id] = true;
      }
      if (path.back().edge < next[id].size()) {
        const uint32_t to = next[id][path.back().edge++];
        if (order[to] == kNone) {
          path.push_back({to, 0});
        } else if (is_open[to]) {
          low[id] = std::min(low[id], order[to]);
          classes[id] |= classes[to];
        } else {
          classes[id] |= classes[to];
        }
        continue;
      }
      path.pop_back();
      if (!path.empty()) {
        const uint32_t above = path.back().id;
        low[above] = std::min(low[above], low[id]);
        classes[above] |= classes[id];
      }
      if (low[id] == order[id]) {
        // The component's first schema has gathered the classes of all others: its tree holds them.
        for (uint32_t member = kNone; member != id;) {
          member = stack.back();
          stack.pop_back();
          is_open[member] = false;
          classes[member] = classes[id];
        }
      }
    }
  }
  return classes;
}

}  // namespace payaudit::openapi
