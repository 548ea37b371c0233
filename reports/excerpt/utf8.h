// Foreign bytes as characters: audited files are UTF-8 by habit, not by promise. Knows nothing of masking.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace payaudit {

inline constexpr char32_t kReplacement = 0xFFFD;

// The character at `at`, which is moved behind it. A byte that begins no well-formed sequence gives
// U+FFFD and is one character of its own, as in `Source::position`. `at` must be inside `text`.
char32_t decode(std::string_view text, size_t& at);

void append(std::string& out, char32_t character);

// What a terminal or a page can show in its place: control characters become their pictures, and characters
// that turn the reading direction U+FFFD, so that a file cannot write over the report. Tabs and line breaks
// are control characters here.
char32_t shown(char32_t character);

// `text` as one printable line of well-formed UTF-8: runs of white space become one space.
std::string one_line(std::string_view text);

// Well-formed UTF-8: what is not becomes U+FFFD. Nothing else changes.
std::string well_formed(std::string_view text);

}  // namespace payaudit
