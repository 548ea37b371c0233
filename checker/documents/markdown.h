// Pieces of the Markdown that pages are made of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace payaudit {

// Plain text as a paragraph or a cell shows it: nothing in it is taken for HTML or for the edge of a cell.
// Code between backticks stays code.
std::string markdown_text(std::string_view text);

// `text` as a span of code, whatever backticks and lines it has.
std::string markdown_code(std::string_view text);

// `text` as a block of code, as it is. `language` may be empty.
std::string markdown_block(std::string_view language, std::string_view text);

// "`a`, `b`"; empty: "none".
std::string markdown_codes(const std::vector<std::string>& texts);

}  // namespace payaudit
