// Which files of the tree an import leads to. By paths and packages alone: no build file is read, so that
// where two places fit equally well none is taken.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scanners/units/code.h"

namespace payaudit {

using UnitId = uint32_t;
inline constexpr UnitId kNoUnit = ~UnitId{0};

struct ProgramUnit {
  const Code* code = nullptr;  // nullptr: the file is no source code
  std::string_view path;       // inside of the tree, parted by `/`
};

class ModuleIndex {
 public:
  explicit ModuleIndex(const std::vector<ProgramUnit>& units);

  // The units that `module`, as an import of `from` writes it, stands for; none: it is not of the tree.
  std::vector<UnitId> of(UnitId from, std::string_view module) const;
  // The other units that share the unit's package or folder as one namespace, with itself.
  const std::vector<UnitId>& beside(UnitId unit) const;

 private:
  std::vector<UnitId> of_path(UnitId from, std::string_view module) const;
  std::vector<UnitId> of_dotted(UnitId from, std::string_view module) const;
  std::vector<UnitId> of_folder(std::string_view module) const;
  std::vector<UnitId> of_package(std::string_view module) const;
  std::vector<UnitId> at_stem(const std::string& stem) const;
  // Of the stems that end with `tail` the one that is nearest to the folder.
  std::vector<UnitId> nearest(std::string_view folder, std::string_view tail, bool is_above_only) const;

  const std::vector<ProgramUnit>& units_;
  std::unordered_map<std::string, std::vector<UnitId>> stems_;  // paths without their endings
  std::unordered_map<std::string, std::vector<std::string>> stems_by_last_;
  std::unordered_map<std::string, std::vector<UnitId>> packages_;              // by package or folder
  std::unordered_map<std::string, std::vector<std::string>> package_folders_;  // by their last name
  std::vector<const std::vector<UnitId>*> beside_;
  std::vector<UnitId> none_;
};

}  // namespace payaudit
