// What nginx reads as one configuration: each file that no other includes, with the files that it includes in
// the place of the directive.
//
// A path is looked for beside the file that includes first, then below the folder that packages keep nginx's
// configuration in, then by its end. What is not in the tree stays an `include`.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/units/unit.h"

namespace payaudit::nginx {

// A tree with the file that it begins in.
struct Configuration {
  std::unique_ptr<Tree> tree;
  FileId file = 0;
  bool is_in_cluster = false;  // it is an entry of a ConfigMap
};

// All nodes of a configuration name their files. Borrows the texts of the units.
std::vector<Configuration> configurations(const Units& units);

}  // namespace payaudit::nginx
