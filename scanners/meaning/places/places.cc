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

// Of one grantor: true, false, or Unknown where adequacy holds for some importers only.
Value adequacy_of(Facts& facts, const std::string& grantor, const Adequacy& decided,
                  const std::vector<std::string>& countries) {
  std::string conditional;
  for (const std::string& country : countries) {
    const bool is_at_home = grantor == country || (grantor == "EU" && (country == "eu" || country == "eea"));
    if (is_at_home || decided.certain.contains(country)) continue;
    if (!decided.on_condition.contains(country)) return Value::boolean(false);
    conditional = country;
  }
  if (conditional.empty()) return Value::boolean(true);
  return facts.unknown(fmt::format("that {} takes {} for adequate holds on conditions that no file shows",
                                   grantor, conditional));
}

// Of the grantors whose law was declared; nothing is said where none of them was.
void set_adequacy(Facts& facts, Fact& fact, const Places& places, const DeclaredPlaces& declared,
                  const std::vector<std::string>& countries, const Origin& origin) {
  std::vector<std::string_view> content;
  std::optional<Value> doubt;
  bool is_refused = false;
  const auto ask = [&](const std::string& grantor, const Adequacy& decided) {
    const Value value = adequacy_of(facts, grantor, decided, countries);
    if (!value.is(Value::Type::boolean)) {
      doubt = value;
    } else if (value.as_boolean()) {
      content.push_back(grantor);
    } else {
      is_refused = true;
    }
  };
  const auto is_declared = [&](const std::string& grantor) {
    return std::find(declared.jurisdictions.begin(), declared.jurisdictions.end(), grantor) !=
           declared.jurisdictions.end();
  };
  bool is_any = false;
  for (const auto& [grantor, decided] : places.adequacy) {
    if (!is_declared(grantor)) continue;
    ask(grantor, decided);
    is_any = true;
  }
  if (!is_any) return;
  fact.set(Attr::adequate, is_refused ? Value::boolean(false) : doubt.value_or(Value::boolean(true)), origin)
      .set(Attr::adequate_for, facts.texts(content), origin);
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

// The laws of the declared jurisdictions that keep the fact's classes in certain countries.
void set_laws(Facts& facts, Fact& fact, const Places& places, const DeclaredPlaces& declared) {
  if (declared.jurisdictions.empty()) {
    fact.set(Attr::law_countries, Value::unknown("payaudit.yaml declares no jurisdictions"),
             {OriginKind::missing, false, {}, {}});
    return;
  }
  const std::vector<std::string> classes = classes_of(fact);
  std::vector<std::string_view> names;
  std::vector<std::string> countries;
  bool has_conditions = false;
  bool is_pointer = false;  // one of them has no source that was read
  for (const Law& law : places.laws) {
    const bool is_declared = std::find(declared.jurisdictions.begin(), declared.jurisdictions.end(),
                                       law.jurisdiction) != declared.jurisdictions.end();
    if (!is_declared || law.mode != "local-only" || !binds(law, classes)) continue;
    names.push_back(law.name);
    if (law.is_pointer()) {
      is_pointer = true;
      continue;
    }
    has_conditions = has_conditions || law.has_conditions;
    std::vector<std::string> allowed;
    for (const std::string& word : law.allowed) {
      if (is_country(word)) allowed.push_back(word);
      if (word == "eea") allowed.insert(allowed.end(), places.eea.begin(), places.eea.end());
    }
    std::sort(allowed.begin(), allowed.end());
    if (countries.empty()) {
      countries = std::move(allowed);
    } else {  // every law must be kept
      std::vector<std::string> both;
      std::set_intersection(countries.begin(), countries.end(), allowed.begin(), allowed.end(),
                            std::back_inserter(both));
      countries = std::move(both);
    }
  }
  if (names.empty()) return;
  fact.set(Attr::laws, facts.texts(names), {OriginKind::computed, false, {}, {}});
  fact.set(Attr::law_countries,
           is_pointer ? Value::unknown("no source of the law was read: ask counsel")
           : has_conditions
               ? Value::unknown("whether the law binds this company is nothing that the tree shows")
               : country_list(facts, countries),
           {OriginKind::computed, false, {}, {}});
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
  for (Fact& fact : facts.all()) {
    if (fact.kind != Kind::place) continue;
    const Value code = fact.value(Attr::code);
    const Value provider = fact.value(Attr::provider);
    const Attribute* stated = fact.find(Attr::code);
    Origin origin = stated != nullptr ? stated->origin : Origin{};
    if (code.is(Value::Type::text) && provider.is(Value::Type::text)) {
      const Resolved resolved = resolve(places, provider.as_text(), code.as_text());
      if (!resolved.basis.empty()) fact.set(Attr::basis, facts.text(resolved.basis), origin);
      if (!resolved.unknown.empty()) {
        const Value unknown = facts.unknown(resolved.unknown);
        fact.set(Attr::countries, unknown, origin)
            .set(Attr::eea, unknown, origin)
            .set(Attr::adequate, unknown, origin);
      } else {
        const bool is_eea =
            std::all_of(resolved.countries.begin(), resolved.countries.end(),
                        [&](const std::string& country) { return is_within_eea(places, country); });
        const bool is_named = std::all_of(resolved.countries.begin(), resolved.countries.end(), is_country);
        fact.set(Attr::countries,
                 is_named ? country_list(facts, resolved.countries)
                          : Value::unknown("some member state of the EU, not known which"),
                 origin);
        fact.set(Attr::eea, Value::boolean(is_eea), origin);
        set_adequacy(facts, fact, places, declared, resolved.countries, origin);
      }
    } else {
      const Value unknown = code.is_unknown() ? code : facts.unknown("the region is not a text");
      fact.set(Attr::countries, unknown, origin)
          .set(Attr::eea, unknown, origin)
          .set(Attr::adequate, unknown, origin);
    }
    set_laws(facts, fact, places, declared);
  }
}

}  // namespace payaudit
