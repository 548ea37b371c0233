// `${NAME}` in texts: Spring and `.properties` (`${db.url:default}`), shells, Compose and `.env` files
// (`$NAME`, `${NAME:-default}`). Takes a text apart; looks nothing up.
#pragma once

#include <string_view>
#include <vector>

#include "scanners/units/tree.h"

namespace payaudit {

enum class PlaceholderStyle : uint8_t {
  spring,  // ${name}, ${name:default}
  shell,   // also $name, ${name-default}, ${name:-default}, ${name:?message}, ${name:+other}; $$ is a dollar
};

// A piece of a text, in order; views into it.
struct TextPart {
  enum class Kind : uint8_t {
    literal,
    reference,  // `text` is the name
    opaque,     // `text` is what is written: `${name:+other}`, a name with a placeholder in it
  };
  Kind kind = Kind::literal;
  std::string_view text;
  bool has_default = false;
  std::string_view default_text;  // may hold placeholders itself
  uint32_t begin = 0;             // offset of the piece in the text
  uint32_t end = 0;
};

// A text without placeholders is one literal; the empty text has no parts. Linear.
std::vector<TextPart> split_placeholders(std::string_view text, PlaceholderStyle style);

// Adds a value that may hold placeholders below `parent` (kNoNode: as a root). `node` brings key, spans and
// the text, which must live as long as the tree. A literal stays the scalar that `node` is; one placeholder
// becomes a reference, whose child, if any, is the default; several parts become a template_. `has_offsets`:
// the text stands in the source exactly as it is, from `text_begin` on, so that parts get their own spans.
struct PlaceholderText {
  PlaceholderStyle style = PlaceholderStyle::spring;
  bool has_offsets = false;
  uint32_t text_begin = 0;
};
NodeId append_with_placeholders(Tree& tree, NodeId parent, Node node, PlaceholderText how);

}  // namespace payaudit
