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
      if (!is_read) {
        const auto shape =
            std::find_if(models_.shapes.begin(), models_.shapes.end(),
                         [&](const DocumentShape& each) { return is_of(each, unit, path, tree, root); });
        if (shape != models_.shapes.end()) {
          add_unmodelled_gap(facts_, whole,
                             fmt::format("no scanner reads this kind of document: {}", shape->name));
          continue;
        }
      }
      if (is_object && !is_known)
        add_unmodelled_gap(facts_, whole,
                           fmt::format("no scanner reads this kind of Kubernetes object: {}", kind));
    }
  }

 private:
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
