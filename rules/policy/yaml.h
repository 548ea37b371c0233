// Reads our own YAML: policies, settings, waivers. The only part that knows yaml-cpp.
//
// Stricter than YAML where leniency hides mistakes: one document a file; no anchors, aliases or tags; no
// duplicate keys; valid UTF-8 without NUL; quotes that end. Not for YAML of others: that is
// scanners/syntax/yaml.
#pragma once

#include <string>
#include <string_view>

#include "rules/policy/document.h"
#include "scanners/source/result.h"

namespace payaudit {

// `path` is what messages show, `name` the path inside the pack. The error is a complete message with line
// and caret. Any bytes may be given: work and memory are linear in them.
Result<Document> read_yaml(std::string path, std::string name, std::string bytes, int layer = 0);

}  // namespace payaudit
