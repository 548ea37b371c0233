// Whether a change makes less count: settings beside their committed version.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checker/audit/read.h"
#include "checker/files/target.h"
#include "checker/settings/settings.h"
#include "rules/findings/finding.h"

namespace payaudit {

// What `now` ignores or switches off beyond `before`, in the order of `now`.
std::vector<Loosening> widened(const Settings& now, const Settings& before);

// A finding `settings-widened` for each entry that the version of the settings at `revision` does not have; a
// file that is not there in it has none. Nothing is said where there is no repository, no such revision, or
// no settings that can be read in it. The settings become a source of the corpus where they are none.
std::vector<Finding> widened_settings(const Target& target, const Settings& settings, Corpus& corpus,
                                      const std::string& revision = "HEAD");

}  // namespace payaudit
