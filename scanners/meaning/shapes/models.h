// Kinds of documents that are known and not read, or not to the end, filled by rules/policy from
// policies/models/shapes.yaml.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scanners/facts/kinds.h"

namespace payaudit {

struct DocumentShape {
  std::string name;                   // "Ansible playbook"
  std::vector<std::string> formats;   // of the unit: yaml, json, xml, toml
  std::vector<std::string> paths;     // patterns of the path, `*` over slashes too; one has to fit; none: any
  std::vector<std::string> all, any;  // keys of the root
  std::vector<std::string> item_all, item_any;              // keys of an item of the root, which is a list
  std::vector<std::pair<std::string, std::string>> values;  // keys of the root and patterns of their texts
  // Keys whose texts nobody reads, at any depth: of the rest settings are read. None: nothing of it is.
  std::vector<std::string> unread;
  // Kinds of facts that may be in what is not read; nullopt: any.
  std::optional<std::vector<Kind>> may_hold;
};

struct ShapeModels {
  std::vector<DocumentShape> shapes;            // the first that fits names the document
  std::vector<std::string> kubernetes_read;     // kinds of objects that are read
  std::vector<std::string> kubernetes_ignored;  // kinds that hold nothing to judge
};

}  // namespace payaudit
