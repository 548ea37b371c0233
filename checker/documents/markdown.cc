#include "checker/documents/markdown.h"

#include <algorithm>

namespace payaudit {
namespace {

// The longest run of backticks.
size_t longest_run(std::string_view text) {
  size_t longest = 0;
  size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

}  // namespace

std::string page_text(std::string_view text) {
  std::string out;
  bool is_code = false;
  for (const char c : text) {
    if (c == '`') is_code = !is_code;
    if (c == '|') {
      out += "\\|";
    } else if (is_code || (c != '<' && c != '*')) {
      out += c == '\n' ? ' ' : c;
    } else {
      out += c == '<' ? "&lt;" : "\\*";
    }
  }
  return out;
}

std::string markdown_block(std::string_view language, std::string_view text) {
  const std::string fence(std::max<size_t>(longest_run(text) + 1, 3), '`');
  std::string out = fence + std::string(language) + "\n" + std::string(text);
  if (!text.empty() && text.back() != '\n') out += '\n';
  return out + fence + "\n";
}

std::string markdown_codes(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + markdown_code(text);
  return out.empty() ? "none" : out;
}

}  // namespace payaudit
