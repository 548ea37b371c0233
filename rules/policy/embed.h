// Puts a file into the program as it is: the assembler copies it, since a table of a million numbers in C++
// takes the compiler seconds. Declares `symbol` and `symbol_end`, and a zero byte stands behind the last one.
#pragma once

#include <cstddef>

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
