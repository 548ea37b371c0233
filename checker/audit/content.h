// What the first bytes of a file look like, for names that do not tell its format. Guesses from a few lines;
// parses nothing.
#pragma once

#include <string_view>

namespace payaudit {

bool looks_like_json(std::string_view head);
bool looks_like_nginx(std::string_view head);
bool looks_like_page(std::string_view head);
// Any markup: a declaration or an element at the begin.
bool looks_like_xml(std::string_view head);
// Sections and `key = value`, in a file with sections also keys alone; blocks in braces are of another
// format.
bool looks_like_ini(std::string_view head);
// `key:` and `- item` at the begins of lines.
bool looks_like_yaml(std::string_view head);

}  // namespace payaudit
