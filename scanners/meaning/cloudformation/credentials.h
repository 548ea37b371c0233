// Credentials in a template: properties and parameters whose name says so, and variables of functions and
// containers.
//
// A value that comes from a parameter without a default, another resource or a secret store is a reference.
// What a credential is worth is not asked, and none is printed.
#pragma once

#include <cstdint>
#include <set>
#include <utility>

#include "scanners/meaning/resources/apply.h"
#include "scanners/meaning/settings/variables.h"
#include "scanners/units/tree.h"

namespace payaudit {

// Adds `secret` facts, and `connection`, `place` and `retention` facts of variables. Borrows all.
class Credentials {
 public:
  Credentials(const SettingTables& tables, const ResourceWords& words, Facts& facts)
      : tables_(tables), words_(words), facts_(facts) {}

  // Of the parameters that have a default in the template, also of those that are not to be shown: the
  // default is where the credential is written, however often it is used.
  void add_parameters(FileId file, const Tree& tree, NodeId root);
  // Of the resources, after all parameters.
  void add(const ResourceFacts& resources);

 private:
  const SettingTables& tables_;
  const ResourceWords& words_;
  Facts& facts_;
  std::set<std::pair<FileId, uint32_t>> stated_;  // places of defaults
};

}  // namespace payaudit
