// What a report was made of: the commit of the tree, the rules, the settings. Two reports that agree in all
// of it were made of the same things.
#pragma once

#include <string>
#include <vector>

#include "checker/files/target.h"
#include "reports/report.h"

namespace payaudit {

// `settings_file` and `policy_folders` as the audit has used them; the built-in policies count with them.
// What git does not say stays empty. Digests are SHA-256 in hexadecimal.
Provenance provenance_of(const Target& target, const std::string& settings_file,
                         const std::vector<std::string>& policy_folders);

}  // namespace payaudit
