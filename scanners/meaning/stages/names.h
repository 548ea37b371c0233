// Stages that names speak of: of files, folders, keys, hosts. Reads nothing but the names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanners/meaning/stages/models.h"

namespace payaudit {

// With its last slash; empty: the file is in no folder.
inline std::string_view folder_of(std::string_view path) {
  return path.substr(0, path.rfind('/') + 1);  // npos + 1 is 0
}
inline std::string_view file_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

struct NamedStage {
  std::string_view stage;  // of the models; empty: the name speaks of none
  std::string_view part;   // of the name or path: what speaks
};

// Whether the name fits one of the patterns, without case.
bool fits_any(std::string_view name, const std::vector<std::string>& patterns);

// `application-dev.yml`, `DEV_DB_PASSWORD`, `devPassword`: whole words, in any case.
std::string_view stage_of_name(const StageModels& models, std::string_view name);
// Of a dotted name, the innermost part that speaks.
NamedStage stage_of_key(const StageModels& models, std::string_view name);
// The file's own name before its folders, of these the innermost. `has_folders`: without, they say nothing,
// as of source code, where they are names of packages.
NamedStage stage_of_path(const StageModels& models, std::string_view path, bool has_folders);
// A word of accounts that are no persons; empty: none.
std::string_view made_up_word(const StageModels& models, std::string_view name);
// Whether a setting names a machine besides this one: an address of a store or a broker, an IP address, or
// the name of a host under the key of one. Names without a dot are of the same network.
bool names_machine(const StageModels& models, std::string_view key, std::string_view text);
// Whether a setting names this machine: an address of any scheme, or the value of a machine's key.
bool names_own_machine(const StageModels& models, std::string_view key, std::string_view text);
// The text with each `${NAME:default}` and `${NAME:-default}` in it as its default.
std::string with_defaults(std::string_view text);
// Of an address: words of its host and of the parts of its path, other than production's.
NamedStage stage_of_address(const StageModels& models, std::string_view text);

}  // namespace payaudit
