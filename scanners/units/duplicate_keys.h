// Keys that occur twice in a map of a format that does not allow it. Programs differ in which of the values
// they take, so neither is the value. For YAML and JSON; not for formats whose keys repeat by design.
#pragma once

#include "scanners/units/tree.h"

namespace payaudit {

// One for each tree. Both entries stay; where both values are scalars and differ, both become opaque. Gives a
// gap for each of the first 20 and one for the rest.
class DuplicateKeys {
 public:
  // Looks at the entries of a complete map. Conditional entries (a call), `<<` and entries without a key span
  // may repeat. Linear in the entries.
  void check(Tree& tree, const Source& source, NodeId map);
  void finish(Tree& tree) const;

 private:
  void add(Tree& tree, const Source& source, NodeId first, NodeId second);
  size_t count_ = 0;
};

}  // namespace payaudit
