// Whether a change makes less count: settings beside their committed version.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/audit/read.h"
#include "checker/files/target.h"
#include "checker/settings/settings.h"
#include "rules/findings/finding.h"

namespace payaudit {

inline constexpr std::string_view kSettingsWidened = "settings-widened";

// Something that makes less count than before.
struct Loosening {
  std::string key;      // of the settings: "ignore", "gaps.min_examined"
  std::string text;     // the entry that came or went
  std::string message;  // what it says of now and of then
  uint32_t line = 1;    // of the entry; of its key, or the first, where it went
  uint32_t column = 1;
};

// What `now` lets through beyond `before`, which is that of `revision`: what is newly ignored, switched off
// or out of scope; a gate that fails later; gaps that may be more; countries, regions and scripts that came
// to be allowed; and what is declared no more of scope, laws, and the content of stores.
std::vector<Loosening> widened(const Settings& now, const Settings& before,
                               const std::string& revision = "HEAD");

// A finding `settings-widened` for each beyond `before`, which governed at the revision, from whatever
// folder: patterns are compared by the paths that they are of. Settings that are gone now declare nothing.
// The settings become a source of the corpus where they are none.
std::vector<Finding> widened_settings(const Target& target, const Settings& settings, const Settings& before,
                                      const std::string& revision, Corpus& corpus);

// The same beyond what governed at HEAD: the file there, or the nearest above it; none let nothing through.
// Nothing is said where there is no repository, no commit, or no settings that can be read in it.
std::vector<Finding> widened_settings(const Target& target, const Settings& settings, Corpus& corpus);

}  // namespace payaudit
