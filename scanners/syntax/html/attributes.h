// The text of attribute values: character references and template parts.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scanners/units/tree.h"

namespace payaudit::html_reader {

// The template expression that starts at `at`: its end, behind the closing mark. Nothing where none starts,
// or where no closing mark comes within 1024 bytes.
std::optional<size_t> template_end(std::string_view bytes, size_t at);

// An action that prints (`{{ x }}`, `<%= x %>`, `${x}`), not one that decides (`{% if %}`, `<% if %>`).
bool is_output(std::string_view action);
// An action that ends what another one began: `{% endif %}`, `<% } %>`, `{{/if}}`.
bool is_end(std::string_view action);

// `&amp;` and its like, and numeric references; others stay as written.
std::string resolve_references(std::string_view text);
// Appends `node` (key, spans and flags set; its text is at `content`) below `parent`, taken apart.
NodeId append_value(Tree& tree, const Source& source, NodeId parent, Node node, Span content);

}  // namespace payaudit::html_reader
