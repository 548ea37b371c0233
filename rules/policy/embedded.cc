#include "rules/policy/embedded.h"

// The assembler copies the file as it is: a table of a million numbers in C++ takes the compiler seconds.
#define PAYAUDIT_EMBED(symbol, file)      \
  __asm__(                                \
      ".section .rodata\n"                \
      ".balign 8\n"                       \
      ".global " #symbol "\n" #symbol     \
      ":\n"                               \
      ".incbin \"" file                   \
      "\"\n"                              \
      ".global " #symbol "_end\n" #symbol \
      "_end:\n"                           \
      ".byte 0\n"                         \
      ".previous\n");                     \
  extern "C" const std::byte symbol[];    \
  extern "C" const std::byte symbol##_end[]

PAYAUDIT_EMBED(payaudit_packed_policies, PAYAUDIT_PACKED_POLICIES);
PAYAUDIT_EMBED(payaudit_text_database, PAYAUDIT_TEXT_DATABASE);

namespace payaudit {

std::span<const std::byte> embedded_policies() {
  return {payaudit_packed_policies, payaudit_packed_policies_end};
}

std::span<const std::byte> embedded_text_database() {
  return {payaudit_text_database, payaudit_text_database_end};
}

}  // namespace payaudit
