#include "scanners/meaning/places/places.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <tuple>

#include "scanners/meaning/classify/classifier.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

bool is_country(std::string_view word) {
  return word.size() == 2 && std::isupper(static_cast<unsigned char>(word[0])) != 0;
}

Value country_list(Facts& facts, const std::vector<std::string>& countries) {
  std::vector<std::string_view> views(countries.begin(), countries.end());
  return facts.texts(views);
}

// Why the countries of a place word are not known; empty for a country.
std::string why_not(std::string_view word) {
  if (word == "global") return "the provider chooses the place, anywhere in the world";
  if (word == "eu" || word == "eea") return {};
  if (word == "unknown" || word == "host") return "the place is not known";
  return {};
}

struct Resolved {
  std::vector<std::string> countries;
  std::string basis;
  std::string unknown;  // why the countries are not known; empty when they are
};

Resolved resolve(const Places& places, std::string_view provider, std::string_view code) {
  Resolved resolved;
  if (provider == "host") {
    HostMatch match = find_host(places, code);
    if (match.entry == nullptr) {
      resolved.unknown = fmt::format("host {} is not in the table of places", code);
    } else {
      resolved.countries = std::move(match.countries);
      resolved.basis = std::move(match.basis);
    }
  } else if (const RegionEntry* region = find_region(places, provider, code)) {
    resolved.countries = region->countries;
    resolved.basis = region->basis;
  } else {
    resolved.unknown = fmt::format("region {} of {} is not in the table of places", code, provider);
  }
  for (const std::string& country : resolved.countries) {
    if (resolved.unknown.empty()) resolved.unknown = why_not(country);
  }
  // A row that nobody checked must not lead to a verdict.
  if (resolved.unknown.empty() && resolved.basis != "checked") {
    resolved.unknown = fmt::format("that {} is in {} is recalled, not checked against the provider", code,
                                   fmt::join(resolved.countries, ", "));
  }
  return resolved;
}

bool is_within_eea(const Places& places, const std::string& country) {
  return country == "eu" || country == "eea" || places.eea.contains(country);
}

std::vector<std::string> classes_of(const Fact& fact) {
  std::vector<std::string> classes;
  const Value value = fact.value(Attr::classes);
  if (!value.is(Value::Type::list)) return classes;
  for (const Value& item : value.as_list()) {
    if (item.is(Value::Type::text)) classes.emplace_back(item.as_text());
  }
  return classes;
}

bool binds(const Law& law, const std::vector<std::string>& classes) {
  return std::any_of(law.classes.begin(), law.classes.end(), [&](const std::string& bound) {
    return std::any_of(classes.begin(), classes.end(),
                       [&](const std::string& held) { return within(held, bound); });
  });
}

bool holds_on(const AdequacyDecision& decision, std::string_view on) {
  return on.empty() || ((decision.since.empty() || decision.since <= on) &&
                        (decision.until.empty() || on <= decision.until));
}

enum class Leave : uint8_t { yes, perhaps, no };

// Whether the law takes the country for one where the data may be without more.
Leave lets_into(const Law& law, const std::string& country, const Places& places, std::string_view on) {
  const auto is_allowed = [&](std::string_view word) {
    return std::find(law.allowed.begin(), law.allowed.end(), word) != law.allowed.end();
  };
  if (country == law.jurisdiction || is_allowed(country)) return Leave::yes;
  if (is_allowed("eea") && is_within_eea(places, country)) return Leave::yes;
  Leave leave = Leave::no;
  if (const auto decisions = places.adequacy.find(law.jurisdiction);
      is_allowed("adequate") && decisions != places.adequacy.end()) {
    for (const AdequacyDecision& decision : decisions->second) {
      const bool is_of_it = decision.to == "eea" ? is_within_eea(places, country) : decision.to == country;
      if (!is_of_it || !holds_on(decision, on)) continue;
      if (decision.is_certain) return Leave::yes;
      leave = Leave::perhaps;
    }
  }
  // Some member state, not known which.
  const bool is_open =
      country == "eu" && std::any_of(law.allowed.begin(), law.allowed.end(),
                                     [&](const std::string& word) { return places.eea.contains(word); });
  return is_open ? Leave::perhaps : leave;
}

// A law says nothing of a place where it lets data go anywhere, or asks for something else than a place.
bool is_of_places(const Law& law) {
  if (law.mode == "local-only" || law.mode == "prohibited-destinations") return true;
  return law.mode == "transfer-conditions" &&
         std::find(law.allowed.begin(), law.allowed.end(), "any") == law.allowed.end();
}

// False, or Unknown where what no file shows may excuse or carry it.
Value refusal(Facts& facts, const Law& law, const std::string& country) {
  if (law.has_conditions)
    return facts.unknown("whether the law binds this company, or excuses it, is nothing that the tree shows");
  if (law.mode != "transfer-conditions") return Value::boolean(false);
  std::vector<std::string_view> others;
  for (const std::string& way : law.ways) {
    if (way != "adequacy" && way != "none") others.push_back(way);
  }
  if (others.empty()) return Value::boolean(false);
  return facts.unknown(fmt::format("{} is not adequate there; other ways are shown by a record: {}", country,
                                   fmt::join(others, ", ")));
}

// True, false, or Unknown with the reason.
Value permission(Facts& facts, const Law& law, const std::vector<std::string>& countries,
                 const Places& places, std::string_view on) {
  if (law.is_pointer()) return facts.unknown("no source of the law was read: ask counsel");
  const std::string* doubtful = nullptr;
  const std::string* refused = nullptr;
  for (const std::string& country : countries) {
    if (law.mode == "prohibited-destinations") {
      const bool is_named =
          std::find(law.prohibited.begin(), law.prohibited.end(), country) != law.prohibited.end();
      if (is_named) refused = &country;
      continue;
    }
    const Leave leave = lets_into(law, country, places, on);
    if (leave == Leave::perhaps) doubtful = &country;
    if (leave == Leave::no) refused = &country;
  }
  if (refused != nullptr) return refusal(facts, law, *refused);
  if (doubtful != nullptr)
    return facts.unknown(
        fmt::format("that {} is adequate holds on conditions that no file shows", *doubtful));
  return Value::boolean(true);
}

// How each declared law that binds the place's data sees it. `countries`: empty where they are not known.
void add_placements(Facts& facts, const Fact& place, const std::vector<std::string>& countries,
                    const Places& places, const DeclaredPlaces& declared) {
  const std::vector<std::string> classes = classes_of(place);
  if (classes.empty()) return;
  for (const Law& law : places.laws) {
    const bool is_declared = std::find(declared.jurisdictions.begin(), declared.jurisdictions.end(),
                                       law.jurisdiction) != declared.jurisdictions.end();
    if (!is_declared || !is_of_places(law) || !binds(law, classes)) continue;
    Fact& fact = facts.add(Kind::placement, place.place, fmt::format("{} by {}", place.symbol, law.id));
    for (const Attr attr : row(Kind::placement).attributes) {
      if (const Attribute* own = place.find(attr)) fact.set(attr, own->value, own->origin);
    }
    const Attribute* where = place.find(Attr::countries);
    const bool is_unknown = countries.empty() && where != nullptr;
    fact.set(Attr::law, facts.text(law.id))
        .set(Attr::law_name, facts.text(law.name))
        .set(Attr::law_mode, facts.text(law.mode))
        .set(Attr::permitted,
             is_unknown ? where->value : permission(facts, law, countries, places, declared.on),
             {OriginKind::computed, false, {}, {}, {}});
  }
}

}  // namespace

const RegionEntry* find_region(const Places& places, std::string_view provider, std::string_view code) {
  const auto codes = places.regions.find(provider);
  if (codes == places.regions.end()) return nullptr;
  const auto region = codes->second.find(code);
  if (region != codes->second.end()) return &region->second;
  if (provider == "azure") {  // "West Europe" and "westeurope" are the same location
    std::string folded;
    for (const char c : code) {
      if (c != ' ') folded.push_back(lower(c));
    }
    const auto location = codes->second.find(folded);
    if (location != codes->second.end()) return &location->second;
  }
  // Local zones may lie in another country than the region they are named after.
  if (provider == "aws") {
    if (const RegionEntry* zone = find_region(places, "aws-localzone", code)) return zone;
  }
  // A zone such as eu-central-1a or europe-west3-b lies in its region.
  const bool is_aws_zone = provider == "aws" && code.size() > 1 &&
                           std::isalpha(static_cast<unsigned char>(code.back())) != 0 &&
                           std::isdigit(static_cast<unsigned char>(code[code.size() - 2])) != 0;
  if (is_aws_zone) return find_region(places, provider, code.substr(0, code.size() - 1));
  const bool is_gcp_zone = provider == "gcp" && code.size() > 2 && code[code.size() - 2] == '-';
  if (is_gcp_zone) return find_region(places, provider, code.substr(0, code.size() - 2));
  return nullptr;
}

void resolve_places(Facts& facts, const Places& places, const DeclaredPlaces& declared) {
  const size_t stated_facts = facts.all().size();
  for (size_t i = 0; i < stated_facts; ++i) {
    Fact& fact = facts.all()[i];
    if (fact.kind != Kind::place) continue;
    const Value code = fact.value(Attr::code);
    const Value provider = fact.value(Attr::provider);
    const Attribute* stated = fact.find(Attr::code);
    const Origin origin = stated != nullptr ? stated->origin : Origin{};
    Resolved resolved;
    Value unknown = code.is_unknown() ? code : facts.unknown("the region is not a text");
    if (code.is(Value::Type::text) && provider.is(Value::Type::text)) {
      resolved = resolve(places, provider.as_text(), code.as_text());
      if (!resolved.basis.empty()) fact.set(Attr::basis, facts.text(resolved.basis), origin);
      if (!resolved.unknown.empty()) {
        unknown = facts.unknown(resolved.unknown);
        resolved.countries.clear();
      }
    }
    if (resolved.countries.empty()) {
      fact.set(Attr::countries, unknown, origin).set(Attr::eea, unknown, origin);
    } else {
      const bool is_eea =
          std::all_of(resolved.countries.begin(), resolved.countries.end(),
                      [&](const std::string& country) { return is_within_eea(places, country); });
      const bool is_named = std::all_of(resolved.countries.begin(), resolved.countries.end(), is_country);
      fact.set(Attr::countries,
               is_named ? country_list(facts, resolved.countries)
                        : Value::unknown("some member state of the EU, not known which"),
               origin)
          .set(Attr::eea, Value::boolean(is_eea), origin);
    }
    add_placements(facts, fact, resolved.countries, places, declared);
  }
}

}  // namespace payaudit
