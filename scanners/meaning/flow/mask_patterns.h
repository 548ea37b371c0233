// What is left of a card number where the matches of a regular expression give way to a mask. Reads the few
// forms in which people write such expressions; of all others nothing is known.
#pragma once

#include <string_view>

namespace payaudit {

// Whether at most the first eight and the last four digits stay. `is_global`: all matches are replaced, not
// the first alone. `pattern` as it is written, so backslashes may be doubled.
bool leaves_a_truncated_number(std::string_view pattern, std::string_view replacement, bool is_global);

}  // namespace payaudit
