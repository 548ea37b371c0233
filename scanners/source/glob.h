// Patterns of names, as policies write them.
#pragma once

#include <string>

namespace payaudit {

// Whether all of `text` fits `pattern`: `*` any characters, a slash too, `?` one, `[a-z]` one of these. With
// case.
bool fits_glob(const std::string& text, const std::string& pattern);
// The same without case.
bool fits_glob_in_any_case(const std::string& text, const std::string& pattern);

}  // namespace payaudit
