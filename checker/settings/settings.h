// payaudit.yaml: what the owner of a tree declares. Unknown keys are errors with a did-you-mean; what is not
// declared stays unknown.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "checker/files/patterns.h"
#include "checker/files/target.h"
#include "rules/findings/finding.h"
#include "scanners/meaning/places/places.h"
#include "scanners/source/result.h"

namespace payaudit {

struct InventoriedScript {
  std::string source;  // URL or path, as the page writes it
  std::string owner;
  std::string reason;
};

// A key of the file, or a value, where it is written.
struct SettingsEntry {
  std::string key;   // with those around it: "ignore", "gaps.min_examined"
  std::string text;  // a pattern, a rule's id, a number; empty: this is the key itself
  uint32_t line = 1;
  uint32_t column = 1;
};

struct Settings {
  std::string path;     // of the file, as messages name it; empty: there is none
  std::string file;     // absolute; empty: it was not read from a file
  std::string profile;  // eu-psp, eu-merchant, uk, us, vendor-review, readiness; empty: none
  std::string base;  // the folder that its patterns are relative to, itself relative to the root of the tree
  // What the owner is, by the words of policies/data/applicability.yaml; empty: not declared.
  std::vector<std::string> roles;
  std::string saq;
  std::map<std::string, bool, std::less<>> environment;
  std::string on;  // the day that is judged, ISO; the audit sets it
  Patterns cde, connected, out;
  std::vector<std::string> jurisdictions;
  std::optional<std::vector<std::string>> allowed_countries;  // as written: ISO codes and EEA
  std::optional<std::vector<std::string>> allowed_regions;    // provider:code
  std::map<std::string, std::vector<std::string>, std::less<>>
      store_classes;  // store's symbol -> data classes
  std::optional<std::vector<InventoriedScript>> scripts;
  Patterns ignore;
  std::set<std::string, std::less<>> rules_off;
  std::vector<std::string> policies;   // folders, as they can be opened
  std::vector<SettingsEntry> entries;  // in the order of the file; of each list one an item
  std::string fail_on;                 // severity or none; empty: not said
  std::set<std::string, std::less<>> fatal_gaps = {"unreadable"};  // each makes the analysis incomplete
  double min_examined = 0.9;  // share of the lines that matter; below it the analysis is incomplete

  // "cde", "connected", "out"; nullopt: no pattern covers the path, which is relative to the root of the
  // tree. The first list that has it wins, in this order.
  std::optional<std::string_view> scope_of(std::string_view path) const;

  // The path from the folder of the settings on, which is a tree of its own: that it lies in `examples/` of a
  // repository makes nothing in it an example. As it is where the settings do not govern it.
  std::string_view own_path(std::string_view path) const { return below(path, base).value_or(path); }
};

// All keys that the file may have, those of maps and of items of lists behind theirs: "scope.cde". The words
// under `environment` and the names under `declared.stores` are no keys.
std::vector<std::string> settings_keys();

// `bytes` of the file named `path`. The error tells all problems, each with line and caret.
Result<Settings> parse_settings(const std::string& path, std::string bytes);

// The file named by --config, else the one found for the target, else settings without a file. Patterns of
// the found one are relative to its folder, those of a named one to the target's root; folders are relative
// to the folder of the file.
Result<Settings> load_settings(const Target& target, const std::string& config);

// The folders of policies that the settings found upwards from the current folder name: those of commands
// that audit nothing.
Result<std::vector<std::string>> policies_here();

// Allowed countries with EEA spelt out.
std::vector<std::string> spell_out(const std::vector<std::string>& countries, const Places& places);

}  // namespace payaudit
