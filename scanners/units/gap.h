// What could not be read, and why. A gap is never a failure of the run and never silence: every report lists
// it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scanners/source/source.h"

namespace payaudit {

enum class GapReason : uint8_t {
  unreadable,   // the file system refused it (permission, loop, vanished)
  syntax,       // part or all of it is not valid in its format
  limit,        // over a limit of size, depth or work
  unsupported,  // a format, language or construct that no reader knows
  encoding,     // NUL bytes or not UTF-8 where the format needs text
  unresolved,   // read, but what it refers to is not in the tree (a remote module, an include)
  unmodelled,   // read, but no table says what it means: a resource type, a kind of document
};

inline constexpr size_t kGapReasons = 7;

// The word used in reports: "syntax", "limit" ….
std::string_view word(GapReason reason);
std::optional<GapReason> find_gap_reason(std::string_view word);

struct Gap {
  GapReason reason = GapReason::syntax;
  Span span;           // empty: the whole file
  std::string detail;  // one clause, no full stop: "unterminated string"
};

}  // namespace payaudit
