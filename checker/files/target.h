// What an audit is of: a root that all paths in reports are relative to, the parts of it that were asked for,
// and the settings that govern it. It depends on the paths and what stands on the disk, never on the folder
// one stands in: the same file has the same name in every report.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scanners/source/result.h"

namespace payaudit {

struct Part {
  std::string path;  // relative to the root, forward slashes; empty: the root itself
  bool is_file = false;
  bool is_versioned = false;  // in the work tree of a git repository
};

struct Target {
  // Absolute, without links: the top of the git work tree; where there is none, the folder of payaudit.yaml;
  // else the folder that was named, or the one that all that were named lie in.
  std::string root;
  std::vector<Part> parts;
  std::string settings;  // the payaudit.yaml found upwards from the parts, absolute; empty: there is none

  // All of the root is audited.
  bool is_whole() const;
};

// The target of files and folders, `paths` as the command line has them. The error is for a path that is not
// there, and for parts that different settings govern, unless `has_config`: then others than those found do.
Result<Target> find_target(const std::vector<std::string>& paths, bool has_config = false);

// The target of one text that is given in place of a file `name`, which need not be there.
Target find_target_of_text(const std::string& name);

// `path`, absolute, relative to the root.
std::string relative_to(const std::string& path, const std::string& root);

}  // namespace payaudit
