#include "rules/policy/resource_models.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "rules/policy/fields.h"

namespace payaudit {
namespace {

constexpr std::array<std::string_view, 9> kModelKeys = {"is",       "each",     "name",   "extends", "by",
                                                        "document", "attached", "grants", "covers"};

// Whether the text can be a value of that type; `unknown` always can.
bool is_value(std::string_view text, AttrType type) {
  if (text == "unknown") return true;
  switch (type) {
    case AttrType::boolean: return text == "true" || text == "false";
    case AttrType::integer: {
      int64_t value = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      return error == std::errc() && end == text.data() + text.size();
    }
    case AttrType::real:
    case AttrType::text:
    case AttrType::texts: return true;
    case AttrType::map: return false;
  }
  return false;
}

class ModelReader {
 public:
  ModelReader(std::string_view type, YamlNode node, Problems& problems) : node_(node), problems_(problems) {
    model_.type = type;
  }

  std::optional<ResourceModel> read() {
    const size_t before = problems_.size();
    const Fields fields(node_, "a resource model", {}, problems_);
    if (!fields.is_map()) return std::nullopt;
    model_.each = fields.text("each");
    model_.name_from = fields.texts("name");
    model_.extends = fields.text("extends");
    model_.extends_by = fields.text("by");
    model_.document = fields.text("document");
    model_.attached = fields.text("attached");
    model_.grants = fields.text("grants");
    model_.covers = fields.text("covers");
    const bool names_other = !model_.extends.empty() || !model_.grants.empty() || !model_.covers.empty();
    if (model_.extends_by.empty() ? !model_.extends.empty() : !names_other) {
      problems_.add(node_, "'extends' says of which type, and 'by' which one: both or neither");
    }
    if (!model_.grants.empty() && model_.document.empty()) {
      problems_.add(node_, "'grants' says what a 'document' opens: there is none");
    }
    read_kind(fields);
    if (model_.is_policy() && kind_ && kind_ != Kind::identity_policy) {
      problems_.add(node_, "a policy is an identity.policy");
    }
    for (size_t i = 0; i < node_.size(); ++i) read_key(node_.key(i), node_.value(i));
    if (model_.attributes.empty())
      problems_.add(node_, fmt::format("'{}' says nothing: no attribute", model_.type));
    if (problems_.size() != before) return std::nullopt;
    return std::move(model_);
  }

 private:
  void read_kind(const Fields& fields) {
    const auto is = fields.find("is");
    if (!is) {
      if (model_.extends.empty()) fields.require("is");
      return;
    }
    kind_ = find_kind(is->text());
    if (kind_) {
      model_.kind = *kind_;
      return;
    }
    std::vector<std::string_view> names;
    for (const KindRow& row : kind_rows()) names.push_back(row.name);
    problems_.add(*is, fmt::format("unknown fact kind '{}'", is->text()), did_you_mean(is->text(), names));
  }

  void read_key(YamlNode key, YamlNode value) {
    if (std::find(kModelKeys.begin(), kModelKeys.end(), key.text()) != kModelKeys.end()) return;
    const auto attr = find_attr(key.text());
    if (!attr || (kind_ && !has_attr(*kind_, *attr))) {
      std::vector<std::string_view> names(kModelKeys.begin(), kModelKeys.end());
      for (const AttrRow& candidate : attr_rows()) {
        if (!kind_ || has_attr(*kind_, candidate.id)) names.push_back(candidate.name);
      }
      problems_.add(key,
                    kind_ ? fmt::format("'{}' has no attribute '{}'", row(*kind_).name, key.text())
                          : fmt::format("unknown attribute '{}'", key.text()),
                    did_you_mean(key.text(), names));
      return;
    }
    read_attribute(*attr, value);
  }

  void read_attribute(Attr attr, YamlNode node) {
    const Fields fields(node, "an attribute", {"const", "from", "map", "transform", "default", "since"},
                        problems_);
    if (!fields.is_map()) return;
    AttributeModel attribute{
        .attr = attr, .from = {}, .constant = {}, .map = {}, .fallback = {}, .fallback_note = {}};
    attribute.from = fields.texts("from");
    attribute.has_constant = fields.find("const").has_value();
    if (attribute.has_constant == !attribute.from.empty()) {
      problems_.add(node, "an attribute has either 'const' or 'from'");
    }
    if (const auto constant = fields.find("const")) attribute.constant = read_value(*constant, attr);
    if (const auto fallback = fields.find("default")) {
      attribute.has_fallback = true;
      attribute.fallback = read_value(*fallback, attr);
    }
    if (const auto map = fields.find("map")) {
      const Fields values(*map, "'map'", {}, problems_);
      for (size_t i = 0; values.is_map() && i < map->size(); ++i) {
        const bool goes_on = map->value(i).text() == "next";
        attribute.map.emplace_back(map->key(i).text(), goes_on ? "next" : read_value(map->value(i), attr));
      }
    }
    if (const auto word = fields.find("transform")) {
      const auto transform = find_transform(word->text());
      if (!transform) problems_.add(*word, fmt::format("unknown transform '{}'", word->text()));
      attribute.transform = transform.value_or(Transform::none);
    }
    attribute.fallback_note = fields.text("since");
    if (!attribute.fallback_note.empty() && !attribute.has_fallback) {
      problems_.add(node, "'since' says since when the default holds: there is no 'default'");
    }
    model_.attributes.push_back(std::move(attribute));
  }

  std::string read_value(YamlNode node, Attr attr) {
    std::string text = read_text(node, problems_);
    if (!is_value(text, row(attr).type)) {
      problems_.add(node,
                    fmt::format("'{}' is no value of '{}', which is {}", text, row(attr).name,
                                row(attr).type == AttrType::boolean ? "true or false" : "a whole number"));
    }
    return text;
  }

  YamlNode node_;
  Problems& problems_;
  ResourceModel model_{.type = {},
                       .kind = Kind::store,
                       .each = {},
                       .name_from = {},
                       .attributes = {},
                       .extends = {},
                       .extends_by = {},
                       .document = {},
                       .attached = {},
                       .grants = {},
                       .covers = {}};
  std::optional<Kind> kind_;
};

}  // namespace

void read_resource_models(const Document& document, ResourceModels& models,
                          std::map<std::string, int, std::less<>>& layers, Problems& problems) {
  const YamlNode root = document.root();
  const Fields types(root, "a file of resource models", {}, problems);
  for (size_t i = 0; types.is_map() && i < root.size(); ++i) {
    const std::string type(root.key(i).text());
    const auto known = layers.find(type);
    if (known != layers.end() && known->second == document.layer()) {
      problems.add(root.key(i),
                   fmt::format("'{}' is modelled twice: write a list of models in one place", type));
      continue;
    }
    models.by_type.erase(type);
    layers[type] = document.layer();
    const YamlNode value = root.value(i);
    const size_t count = value.is_sequence() ? value.size() : 1;
    for (size_t k = 0; k < count; ++k) {
      auto model = ModelReader(type, value.is_sequence() ? value.item(k) : value, problems).read();
      if (model) models.by_type.emplace(type, *std::move(model));
    }
  }
}

void read_tag_models(const Document& document, ResourceModels& models, Problems& problems) {
  const YamlNode root = document.root();
  const Fields types(root, "the table of tags", {}, problems);
  for (size_t i = 0; types.is_map() && i < root.size(); ++i) {
    const Fields fields(root.value(i), "where tags are", {"from", "further"}, problems);
    models.tags[std::string(root.key(i).text())] = {fields.texts("from"), fields.text("further")};
  }
}

void settle_side_resources(ResourceModels& models) {
  for (auto& [type, model] : models.by_type) {
    if (model.extends.empty()) continue;
    const auto [begin, end] = models.by_type.equal_range(model.extends);
    // Of several facts that it extends, `is` says which; one that it is not gives its kind.
    const Kind stated = model.kind;
    const bool is_one =
        std::any_of(begin, end, [stated](const auto& other) { return other.second.kind == stated; });
    if (begin != end && !is_one) model.kind = begin->second.kind;
  }
}

// `of`: bindings say by what they name the bound resource, access lists also where they name everybody.
std::vector<ResourceWords::Opening> read_openings(const Fields& words, std::string_view of) {
  std::vector<ResourceWords::Opening> all;
  const auto list = words.find(of);
  if (!list) return all;
  Problems& problems = words.problems();
  if (!list->is_sequence()) {
    problems.add(*list, "a list is needed", "write - {bound: TYPE, by: PATH}");
    return all;
  }
  const bool is_list = of == "access_lists";
  for (size_t i = 0; i < list->size(); ++i) {
    const Fields fields =
        is_list ? Fields(list->item(i), "an access list", {"bound", "path", "by", "opens"}, problems)
                : Fields(list->item(i), "a binding", {"bound", "by", "opens", "within"}, problems);
    if (!fields.is_map()) continue;
    ResourceWords::Opening opening;
    opening.bound = fields.require_text("bound");
    opening.by = is_list ? fields.text("by") : fields.require_text("by");
    opening.opens = fields.text("opens");
    if (opening.opens.empty()) opening.opens = opening.bound;
    if (is_list) opening.path = fields.require_text("path");
    if (!is_list) opening.within = fields.text("within");
    all.push_back(std::move(opening));
  }
  return all;
}

// Power -> actions or policies that give it.
ResourceWords::Powers read_powers(const Fields& fields, std::string_view key) {
  ResourceWords::Powers out;
  const auto map = fields.find(key);
  if (!map) return out;
  const Fields powers(*map, fmt::format("'{}'", key), {"permissions", "secrets", "keys", "data"},
                      fields.problems());
  for (size_t i = 0; powers.is_map() && i < map->size(); ++i) {
    out[std::string(map->key(i).text())] = read_texts(map->value(i), fields.problems());
  }
  return out;
}

void read_resource_words(const Document& document, ResourceModels& models, Problems& problems) {
  ResourceWords& words = models.words;
  words = {};
  const Fields fields(document.root(), "the words of resources",
                      {"condition_keys", "managed_policies", "powers", "unclear_powers", "powers_kept",
                       "whole_kinds", "shared_issuers", "passed_over", "variable_maps", "engine_settings",
                       "secret_stores", "secret_contents", "bindings", "access_lists"},
                      problems);
  if (!fields.is_map()) return;
  const auto add = [](const std::vector<std::string>& texts, ResourceWords::Names& out) {
    out.insert(texts.begin(), texts.end());
  };
  if (const auto keys = fields.require("condition_keys")) {
    const Fields of_keys(*keys, "'condition_keys'", {"who_asks", "anybody_has"}, problems);
    if (of_keys.is_map()) {
      add(of_keys.texts("who_asks"), words.who_asks);
      add(of_keys.texts("anybody_has"), words.anybody_has);
    }
  }
  for (const std::string& key : words.who_asks) {
    if (words.anybody_has.contains(key)) {
      problems.add(document, fmt::format("'{}' cannot both say who asks and say nothing of it", key));
    }
  }
  if (const auto managed = fields.require("managed_policies")) {
    const Fields of_policies(*managed, "'managed_policies'",
                             {"every_action", "nearly_every_action", "powers"}, problems);
    if (of_policies.is_map()) {
      add(of_policies.texts("every_action"), words.every_action);
      add(of_policies.texts("nearly_every_action"), words.nearly_every_action);
      words.managed_powers = read_powers(of_policies, "powers");
    }
  }
  words.powers = read_powers(fields, "powers");
  words.unclear_powers = fields.texts("unclear_powers");
  words.whole_kinds = fields.texts("whole_kinds");
  add(fields.texts("powers_kept"), words.powers_kept);
  words.shared_issuers = fields.texts("shared_issuers");
  add(fields.texts("passed_over"), words.passed_over);
  add(fields.texts("variable_maps"), words.variable_maps);
  add(fields.texts("secret_stores"), words.secret_stores);
  words.engine_settings = fields.texts("engine_settings");
  if (const auto contents = fields.find("secret_contents")) {
    const Fields types(*contents, "'secret_contents'", {}, problems);
    for (size_t i = 0; types.is_map() && i < contents->size(); ++i) {
      words.secret_contents[std::string(contents->key(i).text())] = read_texts(contents->value(i), problems);
    }
  }
  words.bindings = read_openings(fields, "bindings");
  words.access_lists = read_openings(fields, "access_lists");
}

}  // namespace payaudit
