// The policies that are linked into the binary. They were checked when it was built.
#pragma once

#include <cstddef>
#include <span>

namespace payaudit {

// As `unpack` reads it. Lives as long as the program.
std::span<const std::byte> embedded_policies();

}  // namespace payaudit
