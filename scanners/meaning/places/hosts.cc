// Host names to their vendor and place, and the `place` facts that source code and settings give.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include "scanners/meaning/places/clients.h"
#include "scanners/meaning/places/mentions.h"
#include "scanners/meaning/places/places.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// A pattern as its pieces: literal texts, `*` and `{region:PROVIDER}`.
struct Piece {
  enum class Kind : uint8_t { literal, any, region } kind = Kind::literal;
  std::string_view text;  // of a literal; the provider of a region
};

std::vector<Piece> pieces_of(std::string_view pattern) {
  std::vector<Piece> pieces;
  pattern = pattern.substr(0, pattern.find('/'));
  while (!pattern.empty()) {
    if (pattern.front() == '*') {
      pieces.push_back({Piece::Kind::any, {}});
      pattern.remove_prefix(1);
    } else if (pattern.starts_with("{region:")) {
      const size_t close = pattern.find('}');
      pieces.push_back({Piece::Kind::region, pattern.substr(8, close - 8)});
      pattern.remove_prefix(close == std::string_view::npos ? pattern.size() : close + 1);
    } else {
      const size_t end = std::min(pattern.find_first_of("*{"), pattern.size());
      pieces.push_back({Piece::Kind::literal, pattern.substr(0, end)});
      pattern.remove_prefix(end);
    }
  }
  return pieces;
}

size_t literal_length(const std::vector<Piece>& pieces) {
  size_t length = 0;
  for (const Piece& piece : pieces) {
    if (piece.kind == Piece::Kind::literal) length += piece.text.size();
    if (piece.kind == Piece::Kind::region) length += 1;
  }
  return length;
}

// Matches all of `host`; sets `region` to the entry that a region piece met. Patterns have two or three
// pieces, hosts at most 253 characters.
bool matches(const Places& places, std::span<const Piece> pieces, std::string_view host,
             const RegionEntry*& region) {
  if (pieces.empty()) return host.empty();
  const Piece& piece = pieces.front();
  if (piece.kind == Piece::Kind::literal) {
    return host.starts_with(piece.text) &&
           matches(places, pieces.subspan(1), host.substr(piece.text.size()), region);
  }
  for (size_t length = host.size(); length >= 1; --length) {
    const RegionEntry* found = nullptr;
    if (piece.kind == Piece::Kind::region) {
      found = find_region(places, piece.text, host.substr(0, length));
      if (found == nullptr) continue;
    }
    if (matches(places, pieces.subspan(1), host.substr(length), region)) {
      if (found != nullptr) region = found;
      return true;
    }
  }
  return false;
}

void add_place(Facts& facts, Place place, std::string_view provider, std::string_view code,
               std::string_view subject, std::string_view kind) {
  const Origin origin = facts.origin(OriginKind::literal, place);
  facts.add(Kind::place, place, fmt::format("{} in {}", subject, code))
      .set(Attr::provider, facts.text(provider), origin)
      .set(Attr::code, facts.text(code), origin)
      .set(Attr::subject, facts.text(subject), origin)
      .set(Attr::subject_kind, facts.text(kind), origin);
}

}  // namespace

HostMatch find_host(const Places& places, std::string_view host) {
  const std::string folded = lower(host);
  if (folded.empty() || folded.size() > 253) return {};
  HostMatch best;
  size_t best_length = 0;
  for (const HostEntry& entry : places.hosts) {
    const std::vector<Piece> pieces = pieces_of(entry.pattern);
    const size_t length = literal_length(pieces);
    if (length <= best_length) continue;
    const RegionEntry* region = nullptr;
    if (!matches(places, pieces, folded, region)) continue;
    best_length = length;
    best.entry = &entry;
    best.countries = region != nullptr ? region->countries : entry.places;
    // The host's form is as sure as the weaker of the two tables.
    best.basis = region != nullptr && region->basis != "checked" ? region->basis : entry.basis;
  }
  return best;
}

Facts place_facts(const Units& units, const Facts& known, const Places& places) {
  Facts facts;
  std::unordered_map<std::string, HostMatch> matched;
  const auto match = [&](std::string_view host) -> const HostMatch& {
    const std::string key = lower(host);
    const auto at = matched.find(key);
    return at != matched.end() ? at->second : matched.emplace(key, find_host(places, key)).first->second;
  };
  std::set<std::pair<FileId, std::string>> seen;  // one fact a file and host
  const auto add_host = [&](Place place, std::string_view host) {
    const HostMatch& found = match(host);
    if (found.entry == nullptr || !seen.emplace(place.file, lower(host)).second) return;
    const Origin origin = facts.origin(OriginKind::literal, place);
    Fact& party = facts.add(Kind::third_party, place, fmt::format("{} at {}", found.entry->vendor, host));
    party.set(Attr::name, facts.text(found.entry->vendor), origin)
        .set(Attr::vendor, facts.text(found.entry->vendor), origin)
        .set(Attr::host, facts.text(host), origin)
        .set(Attr::type, facts.text(found.entry->kind), origin)
        .set(Attr::basis, facts.text(found.basis), origin);
    add_place(facts, place, "host", host, found.entry->vendor, "third-party");
    facts.all().back().set(Attr::vendor, facts.text(found.entry->vendor), origin);
  };
  for (const Fact& fact : known.all()) {
    if (fact.kind != Kind::connection) continue;
    const Attribute* host = fact.find(Attr::host);
    if (host == nullptr || !host->value.is(Value::Type::text)) continue;
    add_host(host->origin.has_place ? host->origin.place : fact.place, host->value.as_text());
  }
  for (const Unit& unit : units.units) {
    const bool is_prose = unit.tree() == nullptr && unit.code() == nullptr;
    if (is_prose) continue;
    const Source& source = (*units.sources)[unit.file];
    std::optional<UsedTexts> used;  // few files name a host that is in the table
    for (const Hit& hit : unit.hits.hits) {
      if (hit.kind != HitKind::host || match(source.text(hit.span)).entry == nullptr) continue;
      if (!used) used.emplace(places.mentions, source.path(), unit);
      if (used->has(hit.span)) add_host({unit.file, hit.span}, source.text(hit.span));
    }
    if (const Code* code = unit.code()) add_client_places(facts, unit, *code, places);
  }
  return facts;
}

}  // namespace payaudit
