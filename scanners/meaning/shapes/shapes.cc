#include "scanners/meaning/shapes/shapes.h"

#include <fmt/format.h>

#include <algorithm>

#include "scanners/facts/gaps.h"
#include "scanners/source/glob.h"

namespace payaudit {
namespace {

// Items of a list that are looked at: documents of one kind begin alike.
constexpr int kItems = 8;

bool has_key(const Tree& tree, NodeId map, const std::string& key) {
  return tree.find(map, key) != kNoNode;
}

bool has_keys(const Tree& tree, NodeId map, const std::vector<std::string>& all,
              const std::vector<std::string>& any) {
  const auto is_there = [&](const std::string& key) { return has_key(tree, map, key); };
  return std::all_of(all.begin(), all.end(), is_there) &&
         (any.empty() || std::any_of(any.begin(), any.end(), is_there));
}

bool has_item(const Tree& tree, NodeId list, const DocumentShape& shape) {
  if (!tree.is(list, NodeKind::list)) return false;
  int left = kItems;
  for (const NodeId item : tree.children(list)) {
    if (left-- == 0) return false;
    if (tree.is(item, NodeKind::map) && has_keys(tree, item, shape.item_all, shape.item_any)) return true;
  }
  return false;
}

bool is_of(const DocumentShape& shape, const Unit& unit, const std::string& path, const Tree& tree,
           NodeId root) {
  if (std::find(shape.formats.begin(), shape.formats.end(), unit.format) == shape.formats.end()) return false;
  const auto is_at = [&](const std::string& pattern) { return fits_glob(path, pattern); };
  if (!shape.paths.empty() && std::none_of(shape.paths.begin(), shape.paths.end(), is_at)) return false;
  const bool is_list = !shape.item_all.empty() || !shape.item_any.empty();
  if (is_list) return has_item(tree, root, shape);
  if (!has_keys(tree, root, shape.all, shape.any)) return false;
  return std::all_of(shape.values.begin(), shape.values.end(), [&](const auto& value) {
    return fits_glob(std::string(tree.text(tree.find(root, value.first))), value.second);
  });
}

bool is_in(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

class ShapeReader {
 public:
  ShapeReader(const ShapeModels& models, Facts& facts) : models_(models), facts_(facts) {}

  void read(const Unit& unit, const std::string& path, bool is_read) {
    const Tree& tree = *unit.tree();
    for (const NodeId root : tree.roots()) {
      const Place whole = {unit.file, tree[root].span};
      const bool is_object = tree.is(tree.find(root, "apiVersion"), NodeKind::string) &&
                             tree.is(tree.find(root, "kind"), NodeKind::string);
      const std::string_view kind = tree.text(tree.find(root, "kind"));
      const bool is_known = is_in(models_.kubernetes_read, kind) || is_in(models_.kubernetes_ignored, kind);
      const auto shape =
          std::find_if(models_.shapes.begin(), models_.shapes.end(), [&](const DocumentShape& each) {
            return (!is_read || !each.unread.empty()) && is_of(each, unit, path, tree, root);
          });
      if (shape != models_.shapes.end()) {
        add_gaps(*shape, tree, root, whole);
        continue;
      }
      if (is_object && !is_known)
        add_unmodelled_gap(facts_, whole,
                           fmt::format("no scanner reads this kind of Kubernetes object: {}", kind));
    }
  }

 private:
  void add_gaps(const DocumentShape& shape, const Tree& tree, NodeId root, Place whole) {
    if (shape.unread.empty()) {
      add_gap(shape, whole, fmt::format("no scanner reads this kind of document: {}", shape.name));
      return;
    }
    const std::string detail = fmt::format("no scanner reads the commands of a {}", shape.name);
    std::vector<NodeId> next{root};
    while (!next.empty()) {
      const NodeId node = next.back();
      next.pop_back();
      const bool is_unread = is_in(shape.unread, tree[node].key) && !tree.is(node, NodeKind::map);
      if (is_unread && !tree[node].span.is_empty()) add_gap(shape, {whole.file, tree[node].span}, detail);
      if (is_unread) continue;
      for (const NodeId child : tree.children(node)) next.push_back(child);
    }
  }

  void add_gap(const DocumentShape& shape, Place place, std::string_view detail) {
    Fact& gap = add_unmodelled_gap(facts_, place, detail);
    if (!shape.may_hold) return;
    std::vector<std::string_view> kinds;
    for (const Kind kind : *shape.may_hold) kinds.push_back(row(kind).name);
    gap.set(Attr::may_hold, facts_.texts(kinds));
  }

  const ShapeModels& models_;
  Facts& facts_;
};

}  // namespace

Facts shape_facts(const Units& units, const ShapeModels& models, const std::vector<bool>& is_read) {
  Facts facts;
  ShapeReader reader(models, facts);
  for (const Unit& unit : units.units) {
    if (unit.tree() == nullptr) continue;
    reader.read(unit, (*units.sources)[unit.file].path(), is_read[unit.file]);
  }
  return facts;
}

}  // namespace payaudit
