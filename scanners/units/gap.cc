#include "scanners/units/gap.h"

namespace payaudit {

std::string_view word(GapReason reason) {
  switch (reason) {
    case GapReason::unreadable: return "unreadable";
    case GapReason::syntax: return "syntax";
    case GapReason::limit: return "limit";
    case GapReason::unsupported: return "unsupported";
    case GapReason::encoding: return "encoding";
    case GapReason::unresolved: return "unresolved";
    case GapReason::unmodelled: return "unmodelled";
  }
  return "";
}

std::optional<GapReason> find_gap_reason(std::string_view written) {
  for (size_t i = 0; i < kGapReasons; ++i) {
    if (word(static_cast<GapReason>(i)) == written) return static_cast<GapReason>(i);
  }
  return std::nullopt;
}

}  // namespace payaudit
