#include "rules/policy/shape_models.h"

#include <fmt/format.h>

#include "rules/policy/fields.h"

namespace payaudit {
namespace {

std::vector<Kind> read_kinds(YamlNode node, Problems& problems) {
  std::vector<Kind> kinds;
  for (size_t i = 0; node.is_sequence() && i < node.size(); ++i) {
    const std::string name = read_text(node.item(i), problems);
    if (const auto kind = find_kind(name)) {
      kinds.push_back(*kind);
      continue;
    }
    std::vector<std::string_view> names;
    for (const KindRow& known : kind_rows()) names.push_back(known.name);
    problems.add(node.item(i), fmt::format("unknown fact kind '{}'", name), did_you_mean(name, names));
  }
  if (!node.is_sequence()) problems.add(node, "a list of kinds of facts is needed");
  return kinds;
}

void read_shape(YamlNode node, ShapeModels& models, Problems& problems) {
  const Fields fields(
      node, "a shape of documents",
      {"name", "formats", "paths", "all", "any", "item_all", "item_any", "values", "unread", "may_hold"},
      problems);
  if (!fields.is_map()) return;
  DocumentShape shape;
  shape.name = fields.require_text("name");
  fields.require("formats");
  shape.formats = fields.texts("formats");
  shape.paths = fields.texts("paths");
  shape.all = fields.texts("all");
  shape.any = fields.texts("any");
  shape.item_all = fields.texts("item_all");
  shape.item_any = fields.texts("item_any");
  if (const auto values = fields.find("values"); values && values->is_map()) {
    for (size_t i = 0; i < values->size(); ++i)
      shape.values.emplace_back(values->key(i).text(), read_text(values->value(i), problems));
  }
  shape.unread = fields.texts("unread");
  if (const auto kinds = fields.find("may_hold")) shape.may_hold = read_kinds(*kinds, problems);
  if (node.size() == 2) problems.add(node, "a shape needs a place or keys: every document would fit");
  models.shapes.push_back(std::move(shape));
}

}  // namespace

void read_shapes(const Document& document, ShapeModels& models, Problems& problems) {
  const Fields fields(document.root(), "the shapes of documents", {"shapes", "kubernetes"}, problems);
  if (!fields.is_map()) return;
  const auto shapes = fields.require("shapes");
  for (size_t i = 0; shapes && shapes->is_sequence() && i < shapes->size(); ++i)
    read_shape(shapes->item(i), models, problems);
  if (const auto node = fields.find("kubernetes")) {
    const Fields kinds(*node, "kinds of Kubernetes objects", {"read", "inert"}, problems);
    models.kubernetes_read = kinds.texts("read");
    models.kubernetes_ignored = kinds.texts("inert");
  }
}

void read_types_without_model(const Document& document, ResourceModels& models, Problems& problems) {
  const Fields fields(document.root(), "types without a model", {"joined", "inert"}, problems);
  if (!fields.is_map()) return;
  for (std::string_view key : {"joined", "inert"}) {
    for (std::string& pattern : fields.texts(key)) models.without_model.push_back(std::move(pattern));
  }
}

}  // namespace payaudit
