// What a schema says of one value, with its references, `allOf` parts, alternatives and items taken together:
// type, width, marks and what it says of its own state. Does not look into properties.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scanners/meaning/openapi/document.h"

namespace payaudit::openapi {

struct ValueShape {
  std::string type;  // for the classifier: "string(19)", "integer", "enum", "date"; "" when not said
  std::string_view written_type;  // "string", "number"; "" when not said
  std::string_view format;        // of the first schema that has one
  At format_at;                   // its place
  std::string_view description;   // of the outermost schema that has one
  std::string_view example;       // the first one that is a scalar
  std::string declared;           // "x-pci=sad", "x-pii", "format: password"
  At declared_at;
  std::optional<uint32_t> width;  // characters: the widest alternative; none when one has no limit
  At width_at;
  bool is_object = false;               // it, or one of its alternatives or items, has properties
  bool has_scalar_alternative = false;  // a plain value may stand for the object: an id that can be expanded
  bool read_only = false;
  bool write_only = false;
  bool is_cut = false;  // more schemas describe the value than were followed
};

// `schema` may be a reference, a schema or a parameter of OpenAPI 2. At most 64 schemas are looked at, so
// that the cost of a value is bounded whatever it is composed of.
ValueShape shape_of(Trees& trees, At schema);

// The number of characters that `^[0-9]{4}$` and the like allow: anchored, one class, counted. None for all
// else.
std::optional<uint32_t> width_of_pattern(std::string_view pattern);

}  // namespace payaudit::openapi
