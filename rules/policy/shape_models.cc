#include "rules/policy/shape_models.h"

#include <fmt/format.h>

#include "rules/policy/fields.h"

namespace payaudit {
namespace {

void read_shape(YamlNode node, ShapeModels& models, Problems& problems) {
  const Fields fields(node, "a shape of documents",
                      {"name", "formats", "paths", "all", "any", "item_all", "item_any", "values"}, problems);
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
