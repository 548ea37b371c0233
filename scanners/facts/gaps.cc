#include "scanners/facts/gaps.h"

#include <vector>

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

Fact& may_hold(Facts& facts, Fact& gap, std::initializer_list<Kind> kinds) {
  std::vector<std::string_view> names;
  for (const Kind kind : kinds) names.push_back(row(kind).name);
  return gap.set(Attr::may_hold, facts.texts(names));
}

}  // namespace payaudit
