// What each Compose file of a tree is for: one judgement, by which secrets, ports and images in it are
// weighed alike. What the file says of itself speaks, and the tree: who starts it, and how else it is
// deployed.
//
// A file that runs in production too is production's, whatever its name. Where nothing speaks, nothing is
// stated.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanners/facts/facts.h"
#include "scanners/meaning/stages/models.h"
#include "scanners/meaning/stages/stages.h"
#include "scanners/meaning/stages/started.h"
#include "scanners/units/unit.h"

namespace payaudit {

struct Purpose {
  // A stage of the models; `local`: only databases, brokers and tools are started; empty: unclear.
  std::string stage;
  std::string what;            // says so
  std::optional<Place> place;  // of what says so
  bool is_in_use = false;      // unclear, and something keeps it running
  bool is_of_folder = false;   // only the name of a folder says so
  // Of developers or tests, on their own machines.
  bool is_of_developers() const { return stage == "development" || stage == "test"; }
};

// `place`: of what says so.
Purpose purpose_of(std::string_view stage, std::string what, std::optional<Place> place = {});

class Purposes {
 public:
  // The facts tell what else the tree deploys. Everything must outlive it.
  Purposes(const Facts& facts, const Units& units, const StageModels& models, const StagePaths& paths);

  // nullptr: no Compose file.
  const Purpose* of(FileId file) const;
  // Of the files that have a service under the name, that which is for the least; nullptr: none has one, or
  // something else of the tree is called so.
  const Purpose* of_service(std::string_view name, FileId* file = nullptr) const;
  // The services with their document, of a Compose file.
  struct Document {
    const Tree* tree = nullptr;
    NodeId root = kNoNode;
  };
  const std::map<FileId, Document>& documents() const { return documents_; }

 private:
  class Reader;
  std::map<FileId, Document> documents_;
  std::map<FileId, Purpose> purposes_;
  std::map<std::string, std::vector<FileId>, std::less<>> services_;
};

}  // namespace payaudit
