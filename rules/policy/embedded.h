// The policies that are linked into the binary, and what was made of them when it was built. They were
// checked then.
#pragma once

#include <cstddef>
#include <span>

namespace payaudit {

// As `unpack` reads it. Lives as long as the program.
std::span<const std::byte> embedded_policies();

// The database of the text scan, made of these policies (compile_text_patterns).
std::span<const std::byte> embedded_text_database();

}  // namespace payaudit
