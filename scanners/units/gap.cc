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
  }
  return "";
}

}  // namespace payaudit
