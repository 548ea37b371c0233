// What other rules or settings find than those that govern: the part of a change that its own policies and
// settings make.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checker/audit/audit.h"
#include "checker/cli/progress.h"
#include "checker/gate/governing.h"
#include "reports/report.h"

namespace payaudit {

// Of the same tree, judged by more than what governs: what that finds beyond.
class Beyond {
 public:
  Beyond(const CheckOptions& options, Audit& head, Progress& progress)
      : options_(options), head_(head), progress_(progress) {}

  // Judges by other rules or settings, and adds what is new to what the former judging found.
  Result<bool> add(std::optional<Governing> governing, Cause cause);

  // With places in the tree's own sources, and rules that its report does not list yet.
  std::vector<Finding> findings;
  std::vector<RuleEntry> rules;

 private:
  void take(std::vector<Finding> found, Audit& audit, Cause cause);
  FileId moved(FileId file, const SourceMap& sources);
  void move_requirements(Finding& finding, const std::vector<Framework>& catalog) const;
  std::optional<std::pair<uint32_t, uint32_t>> find_row(const std::string& framework,
                                                        const std::string& requirement) const;
  void note_rule(const RulePack& pack, const std::string& id);

  const CheckOptions& options_;
  Audit& head_;
  Progress& progress_;
  std::shared_ptr<Audit> former_;
  std::map<std::string, FileId> files_;
};

}  // namespace payaudit
