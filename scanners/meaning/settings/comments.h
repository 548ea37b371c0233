// Credentials in the comments of settings: `# db.password: …`. What was commented out stays in the tree and
// in its history; whether it was ever in use nobody can tell from it.
#pragma once

#include <string_view>

#include "scanners/facts/facts.h"
#include "scanners/meaning/settings/variables.h"
#include "scanners/source/source.h"

namespace payaudit {

// One `secret` of an unknown kind for each line that is a comment and nothing but a name, a sign and a value
// that looks made. `owner` begins their symbols.
void add_commented_secrets(Facts& facts, const SettingTables& tables, const Source& source, FileId file,
                           std::string_view owner);

}  // namespace payaudit
