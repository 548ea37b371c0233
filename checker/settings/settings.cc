#include "checker/settings/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <initializer_list>

#include "checker/files/read.h"
#include "rules/policy/fields.h"
#include "rules/policy/yaml.h"
#include "scanners/units/gap.h"

namespace payaudit {
namespace {

constexpr size_t kLargest = size_t{1} << 20;

using Keys = std::initializer_list<std::string_view>;
const Keys kKeys = {"version",         "profile",  "roles",         "saq",
                    "environment",     "scope",    "jurisdictions", "allowed_countries",
                    "allowed_regions", "declared", "scripts",       "ignore",
                    "policies",        "rules",    "fail_on",       "gaps"};
const Keys kScopeKeys = {"cde", "connected", "out"};
const Keys kDeclaredKeys = {"stores"};
const Keys kScriptKeys = {"src", "owner", "reason"};
const Keys kRulesKeys = {"off"};
const Keys kGapsKeys = {"fail_on", "min_examined"};

bool is_country(std::string_view text) {
  return text == "EEA" || (text.size() == 2 && std::isupper(static_cast<unsigned char>(text[0])) != 0 &&
                           std::isupper(static_cast<unsigned char>(text[1])) != 0);
}

std::vector<std::string> read_countries(YamlNode node, Problems& problems) {
  std::vector<std::string> countries;
  for (size_t i = 0; node.is_sequence() && i < node.size(); ++i) {
    const std::string country = read_text(node.item(i), problems);
    if (!is_country(country))
      problems.add(node.item(i), fmt::format("'{}' is no country", country),
                   "write ISO 3166-1 alpha-2 codes such as DE, or EEA");
    countries.push_back(country);
  }
  if (!node.is_sequence()) problems.add(node, "a list is needed", "write [DE, IE]");
  return countries;
}

std::vector<std::string> read_regions(YamlNode node, Problems& problems) {
  std::vector<std::string> regions = read_texts(node, problems);
  for (size_t i = 0; i < regions.size() && node.is_sequence(); ++i) {
    if (regions[i].find(':') == std::string::npos) {
      problems.add(node.item(i), "a region is written provider:code",
                   fmt::format("the same code means other places at other providers: write aws:{} or gcp:{}",
                               regions[i], regions[i]));
    }
  }
  return regions;
}

// A sequence, or a scalar as a sequence of one; what is neither was told by `read_texts`.
YamlNode item_of(YamlNode node, size_t i) {
  return node.is_sequence() ? node.item(i) : node;
}

Patterns read_patterns(const Fields& fields, std::string_view key) {
  Patterns patterns;
  const auto node = fields.find(key);
  if (!node) return patterns;
  const std::vector<std::string> texts = read_texts(*node, fields.problems());
  for (size_t i = 0; i < texts.size(); ++i) {
    const std::string problem = patterns.add(texts[i]);
    if (problem.empty()) continue;
    fields.problems().add(item_of(*node, i), fmt::format("the pattern '{}' {}", texts[i], problem),
                          "patterns are those of gitignore: third_party/, *.gen.sql, docs/**");
  }
  return patterns;
}

// Each key and each scalar below `node`, which `key` leads to.
void note_entries(YamlNode node, const std::string& key, Settings& settings) {
  if (node.is_map()) {
    for (size_t i = 0; i < node.size(); ++i) {
      const YamlNode name = node.key(i);
      const std::string full = fmt::format("{}{}{}", key, key.empty() ? "" : ".", name.text());
      settings.entries.push_back({full, {}, name.line(), name.column()});
      note_entries(node.value(i), full, settings);
    }
  } else if (node.is_sequence()) {
    for (size_t i = 0; i < node.size(); ++i) note_entries(node.item(i), key, settings);
  } else if (node.is_scalar()) {
    settings.entries.push_back({key, std::string(node.text()), node.line(), node.column()});
  }
}

void read_scope(YamlNode node, Settings& settings, Problems& problems) {
  const Fields scope(node, "scope", kScopeKeys, problems);
  settings.cde = read_patterns(scope, "cde");
  settings.connected = read_patterns(scope, "connected");
  settings.out = read_patterns(scope, "out");
}

void read_declared(YamlNode node, Settings& settings, Problems& problems) {
  const Fields declared(node, "declared", kDeclaredKeys, problems);
  const auto stores = declared.find("stores");
  if (!stores) return;
  if (!stores->is_map()) {
    problems.add(*stores, "a map of stores to data classes is needed",
                 "write {\"aws_s3_bucket.kyc\": [kyc.document]}");
    return;
  }
  for (size_t i = 0; i < stores->size(); ++i) {
    settings.store_classes[std::string(stores->key(i).text())] = read_texts(stores->value(i), problems);
  }
}

std::vector<InventoriedScript> read_scripts(YamlNode node, Problems& problems) {
  std::vector<InventoriedScript> scripts;
  if (!node.is_sequence()) {
    problems.add(node, "a list of scripts is needed",
                 "write - {src: \"https://…\", owner: payments, reason: …}");
    return scripts;
  }
  for (size_t i = 0; i < node.size(); ++i) {
    const Fields script(node.item(i), "a script", kScriptKeys, problems);
    scripts.push_back(
        {script.require_text("src"), script.require_text("owner"), script.require_text("reason")});
  }
  return scripts;
}

void read_gaps(YamlNode node, Settings& settings, Problems& problems) {
  const Fields gaps(node, "gaps", kGapsKeys, problems);
  if (const auto share = gaps.find("min_examined")) {
    const std::string text = read_text(*share, problems);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_number = error == std::errc() && end == text.data() + text.size();
    if (!is_number || !(value >= 0 && value <= 1)) {
      problems.add(*share, "a share from 0 to 1 is needed", "write min_examined: 0.9");
    } else {
      settings.min_examined = value;
    }
  }
  const auto reasons = gaps.find("fail_on");
  if (!reasons) return;
  settings.fatal_gaps.clear();
  for (size_t i = 0; reasons->is_sequence() && i < reasons->size(); ++i) {
    const std::string reason = read_text(reasons->item(i), problems);
    if (!find_gap_reason(reason)) {
      std::vector<std::string_view> known;
      for (size_t each = 0; each < kGapReasons; ++each) known.push_back(word(static_cast<GapReason>(each)));
      problems.add(reasons->item(i), fmt::format("'{}' is no reason for a gap", reason),
                   did_you_mean(reason, known));
    }
    settings.fatal_gaps.insert(reason);
  }
}

}  // namespace

std::optional<std::string_view> Settings::scope_of(std::string_view of) const {
  const auto inside = below(of, base);
  if (!inside) return std::nullopt;
  if (cde.match(*inside)) return "cde";
  if (connected.match(*inside)) return "connected";
  if (out.match(*inside)) return "out";
  return std::nullopt;
}

std::vector<std::string> settings_keys() {
  std::vector<std::string> all(kKeys.begin(), kKeys.end());
  const std::pair<std::string_view, Keys> maps[] = {{"scope", kScopeKeys},
                                                    {"declared", kDeclaredKeys},
                                                    {"scripts", kScriptKeys},
                                                    {"rules", kRulesKeys},
                                                    {"gaps", kGapsKeys}};
  for (const auto& [map, keys] : maps) {
    for (const std::string_view key : keys) all.push_back(fmt::format("{}.{}", map, key));
  }
  return all;
}

Result<Settings> parse_settings(const std::string& path, std::string bytes) {
  const Result<Document> document = read_yaml(path, path, std::move(bytes));
  if (!document) return document.error();
  Settings settings;
  settings.path = path;
  if (document->root().kind() == YamlKind::null) return settings;
  Problems problems;
  const Fields fields(document->root(), "payaudit.yaml", kKeys, problems);
  if (const auto version = fields.integer("version"); version && *version != 1) {
    problems.add(*fields.find("version"), "this program reads version 1 of payaudit.yaml",
                 "write version: 1");
  }
  fields.word("profile", {"eu-psp", "eu-merchant", "uk", "us", "vendor-review", "readiness"});
  settings.profile = fields.text("profile");
  settings.roles = fields.texts("roles");
  settings.saq = fields.text("saq");
  if (const auto environment = fields.find("environment")) {
    const Fields there(*environment, "the environment", {}, problems);
    for (size_t i = 0; there.is_map() && i < environment->size(); ++i) {
      if (const auto is_there = read_flag(environment->value(i), problems))
        settings.environment.emplace(environment->key(i).text(), *is_there);
    }
  }
  if (const auto scope = fields.find("scope")) read_scope(*scope, settings, problems);
  settings.jurisdictions = fields.texts("jurisdictions");
  if (const auto countries = fields.find("allowed_countries"))
    settings.allowed_countries = read_countries(*countries, problems);
  if (const auto regions = fields.find("allowed_regions"))
    settings.allowed_regions = read_regions(*regions, problems);
  if (const auto declared = fields.find("declared")) read_declared(*declared, settings, problems);
  if (const auto scripts = fields.find("scripts")) settings.scripts = read_scripts(*scripts, problems);
  settings.ignore = read_patterns(fields, "ignore");
  settings.policies = fields.texts("policies");
  if (const auto rules = fields.find("rules")) {
    const Fields off(*rules, "rules", kRulesKeys, problems);
    for (std::string& id : off.texts("off")) settings.rules_off.insert(std::move(id));
  }
  fields.word("fail_on", {"critical", "high", "medium", "low", "info", "none"});
  settings.fail_on = fields.text("fail_on");
  if (const auto gaps = fields.find("gaps")) read_gaps(*gaps, settings, problems);
  if (!problems.empty()) return Error{problems.text()};
  note_entries(document->root(), {}, settings);
  return settings;
}

Result<Settings> load_settings(const Target& target, const std::string& config) {
  namespace fs = std::filesystem;
  const std::string path = config.empty() ? target.settings : config;
  if (path.empty()) return Settings{};
  Result<std::string, ReadError> bytes = read_file(path, kLargest);
  if (!bytes) return Error{fmt::format("{}: cannot read the settings: {}", path, bytes.error().message)};
  // Messages name it as reports do, wherever one stands.
  const std::string shown = config.empty() ? relative_to(path, target.root) : config;
  Result<Settings> settings = parse_settings(shown, *std::move(bytes));
  if (!settings) return settings;
  std::error_code error;
  settings->file = fs::weakly_canonical(fs::absolute(path, error), error).string();
  const fs::path folder = fs::path(settings->file).parent_path();
  if (config.empty()) settings->base = relative_to(folder.string(), target.root);
  for (std::string& policies : settings->policies) {
    const fs::path full = folder / policies;
    if (!fs::is_directory(full, error))
      return Error{fmt::format("{}: policies: {} is no folder", shown, full.string())};
    policies = full.string();
  }
  return settings;
}

Result<std::vector<std::string>> policies_here() {
  const Result<Target> target = find_target({"."});
  if (!target) return target.error();
  Result<Settings> settings = load_settings(*target, {});
  if (!settings) return settings.error();
  return std::move(settings->policies);
}

std::vector<std::string> spell_out(const std::vector<std::string>& countries, const Places& places) {
  std::vector<std::string> all;
  for (const std::string& country : countries) {
    if (country == "EEA") {
      all.insert(all.end(), places.eea.begin(), places.eea.end());
    } else {
      all.push_back(country);
    }
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

}  // namespace payaudit
