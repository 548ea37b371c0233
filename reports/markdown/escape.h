// Audited text in Markdown (GitHub's and GitLab's), so that it reads as text: no markup, no HTML, no mention
// of a person, no link to an issue.
#pragma once

#include <string>
#include <string_view>

namespace payaudit {

// One line of prose. What stands between two backticks stays code.
std::string markdown_text(std::string_view text);

// As code, whatever is in it.
std::string markdown_code(std::string_view text);

// The destination of a link to a file of the tree.
std::string markdown_path(std::string_view path);

}  // namespace payaudit
