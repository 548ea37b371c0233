#include "reports/markdown/escape.h"

#include <fmt/format.h>

#include <algorithm>

#include "reports/excerpt/utf8.h"

namespace payaudit {
namespace {

std::string plain(std::string_view text) {
  constexpr std::string_view kMarkup = "\\`*_[]~|";
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '@' || c == '#') {
      // Mentions and issues are looked for in what is shown: a space of no width parts them.
      out += c;
      out += "&#8203;";
    } else if (text.substr(i, 3) == "://") {
      out += "&#58;";  // no link comes of it
    } else {
      if (kMarkup.find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string markdown_text(std::string_view text) {
  const std::string line = one_line(text);
  std::string out;
  for (size_t at = 0; at < line.size();) {
    const size_t open = line.find('`', at);
    const size_t close = open == std::string::npos ? open : line.find('`', open + 1);
    // Two in a row open a longer fence, in which others may stand.
    if (close == std::string::npos || close == open + 1)
      return out + plain(std::string_view(line).substr(at));
    out += plain(std::string_view(line).substr(at, open - at));
    out += markdown_code(std::string_view(line).substr(open + 1, close - open - 1));
    at = close + 1;
  }
  return out;
}

std::string markdown_code(std::string_view text) {
  const std::string line = one_line(text);
  size_t longest = 0;
  size_t run = 0;
  for (const char c : line) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  const bool is_parted = longest > 0 || line.empty();
  return fence + (is_parted ? " " : "") + line + (is_parted ? " " : "") + fence;
}

std::string markdown_path(std::string_view path) {
  std::string out;
  for (const char c : path) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          std::string_view("-._~/").find(c) != std::string_view::npos;
    if (is_plain) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

}  // namespace payaudit
