// Who starts a Compose file, as scripts, documents and pipelines of the tree write it: the target of a
// Makefile, the heading of a document, the name of a script.
//
// It reads lines that name a file behind the command, or start the one that the folder has by default.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/meaning/stages/models.h"
#include "scanners/meaning/stages/stages.h"
#include "scanners/source/source.h"

namespace payaudit {

// What a line says of the file that it starts.
struct Started {
  std::string stage;  // "production", "development", "test"
  std::string what;   // "the target `up-dev`"
  Place place;
};

class StartedFiles {
 public:
  // `files`: the Compose files of the tree, each with its path from the top.
  StartedFiles(const SourceMap& sources, const StageModels& models, const StagePaths& paths,
               const std::map<FileId, std::string_view>& files);

  // The first that speaks for developers or tests, where none speaks for production.
  std::optional<Started> for_developers(FileId file) const;
  // A pipeline, a target or a script of those who deploy starts it. Documents decide that of no file.
  bool is_in_production(FileId file) const { return production_.contains(file); }
  // It is started together with a file that is called after production: laid under it.
  bool is_below_production(FileId file) const { return below_.contains(file); }
  // Some pipeline starts a Compose file on a machine that stays.
  bool are_deployed() const { return are_deployed_; }

 private:
  class Reader;
  std::map<FileId, std::vector<Started>> started_;
  std::set<FileId> production_, below_;
  bool are_deployed_ = false;
};

}  // namespace payaudit
