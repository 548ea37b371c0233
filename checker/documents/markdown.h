// Pieces of the Markdown that pages are made of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/markdown/escape.h"

namespace payaudit {

// Our own prose as a paragraph or a cell shows it, which stays readable as it is: nothing in it is taken for
// HTML or for the edge of a cell. Code between backticks stays code.
std::string page_text(std::string_view text);

// `text` as a block of code, as it is. `language` may be empty.
std::string markdown_block(std::string_view language, std::string_view text);

// "`a`, `b`"; empty: "none".
std::string markdown_codes(const std::vector<std::string>& texts);

}  // namespace payaudit
