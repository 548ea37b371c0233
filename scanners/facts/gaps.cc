#include "scanners/facts/gaps.h"

namespace payaudit {

Fact& add_limit_gap(Facts& facts, Place place, std::string_view symbol, std::string_view detail) {
  return facts.add(Kind::gap, place, symbol)
      .set(Attr::reason, facts.text("limit"))
      .set(Attr::detail, facts.text(detail));
}

Fact& add_unmodelled_gap(Facts& facts, Place place, std::string_view detail) {
  return facts.add(Kind::gap, place, detail)
      .set(Attr::reason, facts.text("unmodelled"))
      .set(Attr::detail, facts.text(detail));
}

}  // namespace payaudit
