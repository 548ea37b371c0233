#include "scanners/meaning/openapi/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace payaudit::openapi {
namespace {

constexpr int kMostSchemas = 64;
constexpr int kDeepest = 6;
// Of keywords, alternatives and examples of one schema: many values may refer to one schema, so each look is
// bounded.
constexpr size_t kMostChildren = 128;

// Marks by which owners say that a value is sensitive; `false` takes the mark back.
constexpr std::string_view kMarks[] = {"x-pci",
                                       "x-pii",
                                       "x-sensitive",
                                       "x-sensitivity",
                                       "x-classification",
                                       "x-data-class",
                                       "x-data-classification",
                                       "x-personal-data",
                                       "x-confidential",
                                       "x-privacy",
                                       "x-secret"};

std::optional<uint32_t> number(std::string_view text) {
  uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Collects over the schemas that describe one value.
class Shape {
 public:
  explicit Shape(Trees& trees) : trees_(trees) {}

  void visit(At at, int depth, bool is_certain);
  ValueShape finish();

 private:
  struct Own {  // what one schema says of itself
    std::string_view type;
    std::string_view format;
    At max_length;
    std::string_view pattern;
    bool has_enum = false;
    bool only_clears = false;  // an enum of "" or null: the way to unset a value
    bool is_object = false;
  };
  void read_enum(At values, Own& own) const;
  void add(const Own& own);

  Trees& trees_;
  ValueShape shape_;
  int seen_ = 0;
  bool has_text_ = false, has_unlimited_text_ = false, has_number_ = false, has_float_ = false;
  bool has_bool_ = false, has_enum_ = false, has_date_ = false, has_uuid_ = false;
};

void Shape::read_enum(At values, Own& own) const {
  if (!trees_.is(values, NodeKind::list)) return;
  own.has_enum = true;
  own.only_clears = trees_.node(values).child_count <= kMostChildren;
  trees_.each(
      values,
      [&](At value) { own.only_clears &= trees_.is(value, NodeKind::null) || trees_.text(value).empty(); },
      kMostChildren);
}

void Shape::visit(At at, int depth, bool is_certain) {
  if (!at) return;
  if (depth > kDeepest || ++seen_ > kMostSchemas) {
    shape_.is_cut = true;
    return;
  }
  if (!trees_.is(at, NodeKind::map)) return;
  Own own;
  shape_.is_cut |= trees_.node(at).child_count > kMostChildren;
  At reference, all, alternatives[2], items;
  trees_.each(
      at,
      [&](At child) {
        const Node& node = trees_.node(child);
        const std::string_view key = node.key;
        if (key == "$ref" && node.kind == NodeKind::string) {
          reference = at;
        } else if (key == "type") {
          if (node.kind == NodeKind::list) {
            trees_.each(
                child,
                [&](At type) {
                  const std::string_view text = trees_.text(type);
                  if (own.type.empty() && text != "null") own.type = text;
                },
                kMostChildren);
          } else {
            own.type = trees_.text(child);
          }
        } else if (key == "format") {
          own.format = trees_.text(child);
          if (shape_.format.empty()) shape_.format = own.format, shape_.format_at = child;
          if (own.format == "password" && shape_.declared.empty()) {
            shape_.declared = "format: password";
            shape_.declared_at = child;
          }
        } else if (key == "maxLength") {
          own.max_length = child;
        } else if (key == "pattern") {
          own.pattern = trees_.text(child);
        } else if (key == "description") {
          if (shape_.description.empty()) shape_.description = trees_.text(child);
        } else if (key == "enum") {
          read_enum(child, own);
        } else if (key == "const") {
          own.has_enum = true;
        } else if (key == "properties") {
          own.is_object |= trees_.is(child, NodeKind::map) && node.child_count > 0;
        } else if (key == "additionalProperties") {
          own.is_object |= node.kind == NodeKind::map;
        } else if (key == "example" || key == "x-example") {
          if (shape_.example.empty()) shape_.example = trees_.text(child);
        } else if (key == "examples") {
          trees_.each(
              child,
              [&](At example) {
                const At value = trees_.is(example, NodeKind::map) ? trees_.find(example, "value") : example;
                if (shape_.example.empty()) shape_.example = trees_.text(value);
              },
              kMostChildren);
        } else if (key == "readOnly") {
          shape_.read_only |= is_certain && trees_.text(child) == "true";
        } else if (key == "writeOnly") {
          shape_.write_only |= is_certain && trees_.text(child) == "true";
        } else if (key == "allOf") {
          all = child;
        } else if (key == "anyOf") {
          alternatives[0] = child;
        } else if (key == "oneOf") {
          alternatives[1] = child;
        } else if (key == "items") {
          items = child;
        } else if (key.starts_with("x-") &&
                   std::find(std::begin(kMarks), std::end(kMarks), key) != std::end(kMarks)) {
          const std::string_view value = trees_.text(child);
          if (value != "false" && (shape_.declared.empty() || shape_.declared.starts_with("format"))) {
            shape_.declared = value.empty() || value == "true"
                                  ? std::string(key)
                                  : fmt::format("{}={}", key, value.substr(0, 60));
            shape_.declared_at = child;
          }
        }
      },
      kMostChildren);
  if (own.type == "object") own.is_object = true;
  add(own);
  for (At list : {all, alternatives[0], alternatives[1]})
    shape_.is_cut |= list && trees_.node(list).child_count > kMostChildren;
  if (reference) visit(trees_.resolve(reference), depth + 1, is_certain);
  trees_.each(
      all, [&](At part) { visit(part, depth + 1, is_certain); }, kMostChildren);
  for (At list : alternatives) {
    trees_.each(
        list, [&](At part) { visit(part, depth + 1, false); }, kMostChildren);
  }
  if (items) visit(items, depth + 1, false);
}

void Shape::add(const Own& own) {
  if (own.is_object) {
    shape_.is_object = true;
    return;
  }
  if (own.only_clears) return;
  if (own.type.empty() && !own.has_enum) return;
  if (own.type != "array" && shape_.written_type.empty()) shape_.written_type = own.type;
  if (own.has_enum) {
    has_enum_ = true;
  } else if (own.type == "boolean") {
    has_bool_ = true;
  } else if (own.type == "integer") {
    has_number_ = true;
  } else if (own.type == "number") {
    (own.format == "float" || own.format == "double" ? has_float_ : has_number_) = true;
  } else if (own.type == "string") {
    if (own.format == "date" || own.format == "date-time") {
      has_date_ = true;
    } else if (own.format == "uuid") {
      has_uuid_ = true;
    } else {
      has_text_ = true;
      std::optional<uint32_t> width = number(trees_.text(own.max_length));
      if (const auto by_pattern = width_of_pattern(own.pattern))
        width = std::min(*by_pattern, width.value_or(*by_pattern));
      if (!width) has_unlimited_text_ = true;
      if (width && (!shape_.width || *width > *shape_.width)) {
        shape_.width = width;
        shape_.width_at = own.max_length;
      }
    }
  }
}

ValueShape Shape::finish() {
  // `format: date` and the like stand apart from free text; where several are possible, the freest one
  // counts.
  if (has_unlimited_text_) shape_.width.reset();
  shape_.has_scalar_alternative = has_text_ || has_number_;
  if (has_text_) {
    shape_.type = shape_.width ? fmt::format("string({})", *shape_.width) : "string";
  } else if (has_number_) {
    shape_.type = "integer";
  } else if (has_float_) {
    shape_.type = "float";
  } else if (has_enum_) {
    shape_.type = "enum";
  } else if (has_date_) {
    shape_.type = "date";
  } else if (has_uuid_) {
    shape_.type = "uuid";
  } else if (has_bool_) {
    shape_.type = "boolean";
  }
  return std::move(shape_);
}

}  // namespace

ValueShape shape_of(Trees& trees, At schema) {
  Shape shape(trees);
  shape.visit(schema, 0, true);
  return shape.finish();
}

std::optional<uint32_t> width_of_pattern(std::string_view pattern) {
  if (!pattern.starts_with('^') || !pattern.ends_with('$')) return std::nullopt;
  pattern = pattern.substr(1, pattern.size() - 2);
  if (pattern.starts_with("\\d")) {
    pattern.remove_prefix(2);
  } else if (pattern.starts_with('[')) {
    const size_t close = pattern.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    pattern.remove_prefix(close + 1);
  } else {
    return std::nullopt;
  }
  if (!pattern.starts_with('{') || !pattern.ends_with('}')) return std::nullopt;
  pattern = pattern.substr(1, pattern.size() - 2);
  const size_t comma = pattern.find(',');
  return number(comma == std::string_view::npos ? pattern : pattern.substr(comma + 1));
}

}  // namespace payaudit::openapi
