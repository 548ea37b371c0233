#include "scanners/meaning/compose/variables.h"

#include <algorithm>

#include "scanners/units/placeholders.h"

namespace payaudit::compose {

bool has_variable(std::string_view text) {
  const std::vector<TextPart> parts = split_placeholders(text, PlaceholderStyle::shell);
  return std::any_of(parts.begin(), parts.end(),
                     [](const TextPart& part) { return part.kind != TextPart::Kind::literal; });
}

std::string with_defaults(std::string_view text) {
  std::string result;
  for (const TextPart& part : split_placeholders(text, PlaceholderStyle::shell)) {
    if (part.kind == TextPart::Kind::literal) {
      result += part.text;
    } else if (part.has_default && !has_variable(part.default_text)) {
      result += part.default_text;
    } else {
      return std::string(text);
    }
  }
  return result;
}

std::vector<std::string_view> split_colons(std::string_view text) {
  std::vector<std::string_view> parts;
  size_t begin = 0;
  int depth = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{' || text[i] == '[') ++depth;
    if (text[i] == '}' || text[i] == ']') --depth;
    if (text[i] != ':' || depth > 0) continue;
    parts.push_back(text.substr(begin, i - begin));
    begin = i + 1;
  }
  parts.push_back(text.substr(begin));
  return parts;
}

std::string without_end_slash(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return std::string(path);
}

}  // namespace payaudit::compose
