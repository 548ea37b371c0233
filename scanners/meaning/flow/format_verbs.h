// Verbs of printf-like formats, as far as they decide what is shown of a value: `%T` and `%p` show its type
// and its address, `%r` and `%#v` its debug form, `%.4s` four characters of it.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "scanners/meaning/flow/models.h"

namespace payaudit {

struct FormatVerb {
  bool shows_value = true;
  Form form = Form::text;
  std::optional<int> width;  // at most so many characters
};

// By position of the value, after the format. Values that have no verb are missing; a format that picks its
// values by number (`%[2]s`) or by name gives none.
std::vector<FormatVerb> format_verbs(std::string_view format, std::string_view language);

// How many values a format with `{}` takes: SLF4J's, Log4j's. Nullopt: it has signs of another format, or
// escapes.
std::optional<size_t> braces_in(std::string_view format);

}  // namespace payaudit
