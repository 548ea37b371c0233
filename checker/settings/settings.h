// payaudit.yaml: what the owner of a tree declares. Unknown keys are errors with a did-you-mean; what is not
// declared stays unknown.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/findings/finding.h"
#include "scanners/meaning/places/places.h"
#include "scanners/source/result.h"

namespace payaudit {

struct InventoriedScript {
  std::string source;  // URL or path, as the page writes it
  std::string owner;
  std::string reason;
};

struct Settings {
  std::string path;     // of the file; empty: there is none
  std::string profile;  // eu-psp, eu-merchant, uk, us, vendor-review, readiness; empty: none
  std::vector<std::string> cde, connected, out;  // globs
  std::vector<std::string> jurisdictions;
  std::optional<std::vector<std::string>> allowed_countries;  // as written: ISO codes and EEA
  std::optional<std::vector<std::string>> allowed_regions;    // provider:code
  std::map<std::string, std::vector<std::string>, std::less<>>
      store_classes;  // store's symbol -> data classes
  std::optional<std::vector<InventoriedScript>> scripts;
  std::vector<std::string> ignore;
  std::set<std::string, std::less<>> rules_off;
  std::string fail_on;                                             // severity or none; empty: not said
  std::set<std::string, std::less<>> fatal_gaps = {"unreadable"};  // each makes the analysis incomplete
  double min_examined = 0.9;  // share of the lines that matter; below it the analysis is incomplete

  // "cde", "connected", "out"; nullopt: no pattern covers the path. The first list that has it wins, in this
  // order.
  std::optional<std::string_view> scope_of(std::string_view path) const;
};

// `bytes` of the file named `path`. The error tells all problems, each with line and caret.
Result<Settings> parse_settings(const std::string& path, std::string bytes);

// The file named by --config, else payaudit.yaml in `root`, else settings without a file.
Result<Settings> load_settings(const std::string& root, const std::string& config);

// Allowed countries with EEA spelt out.
std::vector<std::string> spell_out(const std::vector<std::string>& countries, const Places& places);

}  // namespace payaudit
