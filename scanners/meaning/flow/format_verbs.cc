#include "scanners/meaning/flow/format_verbs.h"

#include "scanners/source/characters.h"

namespace payaudit {

std::vector<FormatVerb> format_verbs(std::string_view format, std::string_view language) {
  std::vector<FormatVerb> verbs;
  for (size_t at = format.find('%'); at != std::string_view::npos; at = format.find('%', at)) {
    if (++at == format.size()) break;
    FormatVerb verb;
    bool is_alternate = false;
    for (; at < format.size() && std::string_view("#+- 0").find(format[at]) != std::string_view::npos; ++at)
      is_alternate |= format[at] == '#';
    if (at < format.size() && (format[at] == '[' || format[at] == '(')) return {};
    // A width or precision that is a value of its own.
    const auto number = [&] {
      int value = 0;
      if (at < format.size() && format[at] == '*') {
        verbs.push_back({false, Form::text, std::nullopt});
        ++at;
        return -1;
      }
      bool has_digits = false;
      for (; at < format.size() && is_digit(format[at]) && value < 10000; ++at, has_digits = true)
        value = value * 10 + (format[at] - '0');
      return has_digits ? value : -1;
    };
    number();
    if (at < format.size() && format[at] == '.') {
      ++at;
      const int precision = number();
      if (precision >= 0) verb.width = precision;
    }
    while (at < format.size() && (format[at] == 'l' || format[at] == 'h')) ++at;
    if (at == format.size()) break;
    const char letter = format[at++];
    if (letter == '%') continue;
    if (language == "go") {
      verb.shows_value = letter != 'T' && letter != 'p';
      if (letter == 'v' && is_alternate) verb.form = Form::debug;
      if (letter != 's' && letter != 'q' && letter != 'v') verb.width.reset();
    } else {
      if (letter == 'r' || letter == 'a') verb.form = Form::debug;
      if (letter != 's' && letter != 'r') verb.width.reset();
    }
    verbs.push_back(verb);
  }
  return verbs;
}

std::optional<size_t> braces_in(std::string_view format) {
  if (format.find('%') != std::string_view::npos || format.find('\\') != std::string_view::npos)
    return std::nullopt;
  size_t count = 0;
  for (size_t at = format.find("{}"); at != std::string_view::npos; at = format.find("{}", at + 2)) ++count;
  // `{0}` of java.util.logging.
  return count == 0 && format.find('{') != std::string_view::npos ? std::nullopt : std::optional(count);
}

}  // namespace payaudit
