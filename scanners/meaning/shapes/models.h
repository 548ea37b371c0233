// Kinds of documents that are known and not read, filled by rules/policy from policies/models/shapes.yaml.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace payaudit {

struct DocumentShape {
  std::string name;                   // "Ansible playbook"
  std::vector<std::string> formats;   // of the unit: yaml, json, xml, toml
  std::vector<std::string> paths;     // patterns of the path, `*` over slashes too; one has to fit; none: any
  std::vector<std::string> all, any;  // keys of the root
  std::vector<std::string> item_all, item_any;              // keys of an item of the root, which is a list
  std::vector<std::pair<std::string, std::string>> values;  // keys of the root and patterns of their texts
};

struct ShapeModels {
  std::vector<DocumentShape> shapes;            // the first that fits names the document
  std::vector<std::string> kubernetes_read;     // kinds of objects that are read
  std::vector<std::string> kubernetes_ignored;  // kinds that hold nothing to judge
};

}  // namespace payaudit
