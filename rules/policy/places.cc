#include "rules/policy/places.h"

#include <fmt/format.h>

#include <algorithm>

#include "rules/policy/fields.h"

namespace payaudit {
namespace {

bool is_country(std::string_view text) {
  return text.size() == 2 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// A country, or one of the words that a place may be.
std::vector<std::string> read_places(YamlNode node, std::initializer_list<std::string_view> words,
                                     Problems& problems) {
  std::vector<std::string> texts = read_texts(node, problems);
  for (const std::string& text : texts) {
    if (is_country(text) || std::find(words.begin(), words.end(), text) != words.end()) continue;
    problems.add(node, fmt::format("'{}' is neither a country of ISO 3166 nor a place word", text),
                 did_you_mean(text, std::vector<std::string_view>(words)));
  }
  return texts;
}

std::string read_basis(const Fields& fields, std::string_view fallback) {
  if (fallback.empty()) fields.require("basis");
  const auto index = fields.word("basis", {"checked", "recalled"});
  return std::string(index ? (*index == 0 ? "checked" : "recalled") : fallback);
}

RegionEntry read_region(YamlNode node, std::string_view basis, Problems& problems) {
  const Fields fields(node, "a region", {"country", "countries", "eea", "basis", "pair"}, problems);
  RegionEntry entry;
  const auto country = fields.find("country");
  const auto countries = fields.find("countries");
  if (fields.is_map() && country.has_value() == countries.has_value()) {
    problems.add(node, "a region has either 'country' or 'countries'");
  }
  const auto place = country ? country : countries;
  if (place) entry.countries = read_places(*place, {"eu", "eea", "global", "unknown"}, problems);
  entry.is_eea = fields.flag("eea").value_or(false);
  entry.basis = read_basis(fields, basis);
  entry.pair = fields.text("pair");
  return entry;
}

// How data may leave, as a law has it.
std::vector<std::string> read_ways(const Fields& fields) {
  constexpr std::string_view kWays[] = {"adequacy",   "clauses",       "binding-rules", "consent",
                                        "assessment", "certification", "notification",  "permission",
                                        "contract",   "local-copy",    "none"};
  std::vector<std::string> ways = fields.texts("ways");
  for (const std::string& way : ways) {
    if (std::find(std::begin(kWays), std::end(kWays), way) != std::end(kWays)) continue;
    fields.problems().add(*fields.find("ways"), fmt::format("'{}' is no way out of a country", way),
                          did_you_mean(way, {std::begin(kWays), std::end(kWays)}));
  }
  return ways;
}

// The items of the sequence that is the whole document under its one key.
template <typename F>
void each_item(const Document& document, std::string_view key, Problems& problems, F visit) {
  const std::string what = fmt::format("a file of {}", key);  // `fields` keeps a view of it
  const Fields fields(document.root(), what, {key}, problems);
  const auto list = fields.require(key);
  if (list && !list->is_sequence()) problems.add(*list, "a list is expected here");
  for (size_t i = 0; list && list->is_sequence() && i < list->size(); ++i) visit(list->item(i));
}

}  // namespace

void read_regions(const Document& document, Places& places, Problems& problems) {
  places.regions.clear();
  const Fields fields(document.root(), "a file of regions", {"regions"}, problems);
  const auto providers = fields.require("regions");
  if (!providers || !providers->is_map()) return;
  for (size_t i = 0; i < providers->size(); ++i) {
    const Fields provider(providers->value(i), "a provider", {"basis", "codes"}, problems);
    if (!provider.is_map()) continue;
    const std::string basis = read_basis(provider, {});
    auto& table = places.regions[std::string(providers->key(i).text())];
    const auto codes = provider.require("codes");
    if (!codes) continue;
    const Fields map(*codes, "'codes'", {}, problems);
    for (size_t k = 0; map.is_map() && k < codes->size(); ++k) {
      table.insert_or_assign(std::string(codes->key(k).text()),
                             read_region(codes->value(k), basis, problems));
    }
  }
}

void read_hosts(const Document& document, Places& places, Problems& problems) {
  places.hosts.clear();
  each_item(document, "hosts", problems, [&](YamlNode node) {
    const Fields fields(node, "a host", {"host", "vendor", "place", "kind", "note", "basis"}, problems);
    if (!fields.is_map()) return;
    HostEntry entry;
    entry.pattern = fields.require_text("host");
    entry.vendor = fields.require_text("vendor");
    if (const auto place = fields.require("place")) {
      entry.places = read_places(*place, {"eu", "eea", "global", "unknown", "host"}, problems);
    }
    entry.kind = fields.require_text("kind");
    entry.basis = read_basis(fields, {});
    places.hosts.push_back(std::move(entry));
  });
}

void read_mentions(const Document& document, Places& places, Problems& problems) {
  places.mentions = {};
  const Fields fields(document.root(), "a file of mentions", {"mentions"}, problems);
  const auto node = fields.require("mentions");
  if (!node) return;
  const Fields mentions(*node, "'mentions'", {"keys", "elements", "files"}, problems);
  if (!mentions.is_map()) return;
  for (const std::string& key : mentions.texts("keys")) places.mentions.keys.insert(key);
  for (const std::string& element : mentions.texts("elements")) places.mentions.elements.insert(element);
  places.mentions.files = mentions.texts("files");
}

void read_laws(const Document& document, Places& places, Problems& problems) {
  places.laws.clear();
  each_item(document, "jurisdictions", problems, [&](YamlNode node) {
    const Fields fields(
        node, "a law",
        {"id", "jurisdiction", "law", "data", "classes", "mode", "since", "allowed", "prohibited", "only",
         "unless", "confidence", "note", "article", "binds", "ways", "source"},
        problems);
    if (!fields.is_map()) return;
    Law law;
    law.id = fields.require_text("id");
    law.jurisdiction = fields.require_text("jurisdiction");
    law.name = fields.require_text("law");
    fields.require_text("data");
    law.classes = fields.texts("classes");
    fields.require("mode");
    if (fields.word("mode", {"local-only", "local-copy", "transfer-conditions", "disclose-only",
                             "prohibited-destinations"})) {
      law.mode = fields.text("mode");
    }
    law.since = fields.date("since");
    if (const auto allowed = fields.require("allowed")) {
      law.allowed = read_places(*allowed, {"eea", "adequate", "any"}, problems);
    }
    if (const auto prohibited = fields.find("prohibited"))
      law.prohibited = read_places(*prohibited, {}, problems);
    law.has_conditions = fields.find("only").has_value() || fields.find("unless").has_value();
    law.article = fields.text("article");
    law.binds = fields.text("binds");
    law.ways = read_ways(fields);
    law.source = fields.text("source");
    fields.require("confidence");
    if (fields.word("confidence", {"high", "medium", "low"})) law.confidence = fields.text("confidence");
    const bool is_twice = std::any_of(places.laws.begin(), places.laws.end(),
                                      [&](const Law& other) { return other.id == law.id; });
    if (is_twice) problems.add(node, fmt::format("the law '{}' is there twice", law.id));
    places.laws.push_back(std::move(law));
  });
}

void read_adequacy(const Document& document, Places& places, Problems& problems) {
  places.eea.clear();
  places.adequacy.clear();
  const Fields fields(document.root(), "a file of adequacy", {"eu", "eea", "adequacy"}, problems);
  fields.require("eu");
  if (const auto eea = fields.require("eea")) {
    for (std::string& country : read_places(*eea, {}, problems)) places.eea.insert(std::move(country));
  }
  const auto list = fields.require("adequacy");
  for (size_t i = 0; list && list->is_sequence() && i < list->size(); ++i) {
    const Fields decision(list->item(i), "a decision",
                          {"from", "to", "only", "since", "until", "basis", "note", "source"}, problems);
    if (!decision.is_map()) continue;
    const std::string from = decision.require_text("from");
    const auto to = decision.require("to");
    const std::vector<std::string> covered =
        to ? read_places(*to, {"eea"}, problems) : std::vector<std::string>();
    const std::string basis = read_basis(decision, {});
    const bool is_certain = !decision.find("only") && basis == "checked" && decision.find("source");
    for (const std::string& country : covered)
      places.adequacy[from].push_back({country, is_certain, decision.date("since"), decision.date("until")});
  }
}

}  // namespace payaudit
