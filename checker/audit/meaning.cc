// Which domains state facts, and in which order they see each other's. One call a domain.
#include "checker/audit/audit.h"
#include "checker/audit/parallel.h"
#include "scanners/meaning/places/places.h"
#include "scanners/meaning/text/text_facts.h"

namespace payaudit {

Facts make_facts(const Units& units, const Tables& tables, const Settings& settings, unsigned threads) {
  Facts facts;
  static_cast<void>(threads);
  facts.absorb(text_facts(units));
  facts.absorb(place_facts(units, facts, tables.policies.places));
  resolve_places(facts, tables.policies.places, {settings.jurisdictions});
  facts.sort();
  return facts;
}

}  // namespace payaudit
