// Where things are: region codes and host names to countries, and which laws a place falls under.
//
// The tables are plain structs that rules/policy fills from policies/places. Always keyed on (provider,
// code): the same code means other countries at other providers. What the tables do not know stays Unknown
// with its reason; rows that nobody re-read have the basis `recalled`, and rules turn that into
// `undetermined`.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/facts/facts.h"
#include "scanners/units/unit.h"

namespace payaudit {

// Countries are ISO 3166-1 alpha-2 in upper case, or a place word: `eu` (some member state), `eea`, `global`,
// `unknown`, `host` (the region is in the host name).
struct RegionEntry {
  std::vector<std::string> countries;
  bool is_eea = false;
  std::string basis;  // checked, recalled
  std::string pair;   // country that geo-redundant copies go to; empty: none
};

struct HostEntry {
  std::string pattern;  // `*` is one or more characters; `{region:PROVIDER}` a region code; may end in a path
  std::string vendor;
  std::vector<std::string> places;
  std::string kind;
  std::string basis;
};

struct Law {
  std::string id;
  std::string jurisdiction;  // EU, IN …
  std::string name;
  std::vector<std::string> classes;  // data classes or their ancestors; empty: none of ours
  std::string mode;  // local-only, local-copy, transfer-conditions, disclose-only, prohibited-destinations
  std::vector<std::string> allowed;  // ISO codes and the words eea, adequate, any
  std::vector<std::string> prohibited;
  std::string since;            // ISO date or part of one; empty: varies
  bool has_conditions = false;  // whom it binds or what excuses is nothing that an artefact shows
  std::string confidence;       // high, medium, low
  std::string article;
  std::string binds;              // whom, in words
  std::vector<std::string> ways;  // how data may leave: adequacy, clauses, consent …
  std::string source;             // what was read: act, page; empty: nothing passes or fails by this law

  bool is_pointer() const { return source.empty() || confidence == "low"; }
};

// A decision of a grantor that countries protect personal data well enough.
struct AdequacyDecision {
  std::string to;           // a country, or `eea`
  bool is_certain = false;  // for all importers, and its source was read
  std::string since;        // ISO date; empty: not known
  std::string until;        // it ends with that day; empty: it has no end
};

// Where a host is written and not used: see mentions.h.
struct Mentions {
  std::set<std::string, std::less<>> keys;      // of configuration, in lower case; `xmlns:` is a beginning
  std::set<std::string, std::less<>> elements;  // of pages
  std::vector<std::string> files;               // names of files, and of folders with `/` behind
};

struct Places {
  std::map<std::string, std::map<std::string, RegionEntry, std::less<>>, std::less<>>
      regions;  // provider, code
  std::vector<HostEntry> hosts;
  Mentions mentions;
  std::set<std::string, std::less<>> eea;
  std::map<std::string, std::vector<AdequacyDecision>, std::less<>> adequacy;  // by grantor: EU, GB …
  std::vector<Law> laws;

  // nullptr: no law has that id.
  const Law* find_law(std::string_view id) const {
    for (const Law& law : laws) {
      if (law.id == id) return &law;
    }
    return nullptr;
  }
};

// Which laws bind, as payaudit.yaml declares it, on the day that is judged.
struct DeclaredPlaces {
  std::vector<std::string> jurisdictions;  // empty: nothing declared
  std::string on;                          // ISO date; empty: every decision counts, whenever it was or ends
};

// The entry of a region; nullptr when the provider or the code is not in the table.
const RegionEntry* find_region(const Places& places, std::string_view provider, std::string_view code);

// The most specific entry for a host name (in lower case, without port) and, if it names a region, that
// region's countries. nullptr: not known.
struct HostMatch {
  const HostEntry* entry = nullptr;
  std::vector<std::string> countries;  // ISO codes or one place word
  std::string basis;
};
HostMatch find_host(const Places& places, std::string_view host);

// Adds `third_party` and `place` facts for known hosts in settings and source, and `place` facts for regions
// that clients of cloud SDKs are constructed with.
Facts place_facts(const Units& units, const Facts& known, const Places& places);

// Fills countries, eea and basis into every `place` fact, and adds a `placement` for each declared law that
// binds its data and says where that may be. Laws that ask for a copy, a notice or a register say nothing of
// a place, and have none.
void resolve_places(Facts& facts, const Places& places, const DeclaredPlaces& declared);

}  // namespace payaudit
