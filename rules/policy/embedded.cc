#include "rules/policy/embedded.h"

// The assembler copies the file as it is: a table of a million numbers in C++ takes the compiler seconds.
__asm__(
    ".section .rodata\n"
    ".balign 8\n"
    ".global payaudit_packed_policies\n"
    "payaudit_packed_policies:\n"
    ".incbin \"" PAYAUDIT_PACKED_POLICIES
    "\"\n"
    ".global payaudit_packed_policies_end\n"
    "payaudit_packed_policies_end:\n"
    ".byte 0\n"
    ".previous\n");

extern "C" {
extern const std::byte payaudit_packed_policies[];
extern const std::byte payaudit_packed_policies_end[];
}

namespace payaudit {

std::span<const std::byte> embedded_policies() {
  return {payaudit_packed_policies, payaudit_packed_policies_end};
}

}  // namespace payaudit
