// From a fact to the node that it was stated of, and the text of its value.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanners/facts/facts.h"
#include "scanners/units/unit.h"

namespace payaudit {

// The value's node, from which its ancestors lead to the root of its document. `tree` is null where the file
// has none, none at that place, or so many entries that it is data.
struct Found {
  const Tree* tree = nullptr;
  NodeId node = kNoNode;
  NodeId root = kNoNode;
  bool is_flat = false;  // names have their parts in themselves: properties, variables
};

// Remembers where nodes stand: data may hold many thousand secrets. The units must outlive it.
class Finder {
 public:
  explicit Finder(const Units& units);

  Found find(const Fact& fact);
  bool is_code(const Fact& fact) const;
  const Source& source(const Fact& fact) const { return (*units_.sources)[fact.place.file]; }
  // What stands at the place: without quotes, the name before it, and a variable that it is the default of.
  std::string_view value_of(const Fact& fact) const;
  // A literal without its quotes.
  std::string_view literal_at(Place place) const;
  // The same with that variable.
  std::string_view written_of(const Fact& fact) const;

 private:
  using Leaves = std::vector<std::pair<uint32_t, NodeId>>;  // by where they begin
  const Leaves& leaves_of(const Tree& tree, FileId file);

  const Units& units_;
  std::map<FileId, std::vector<const Unit*>> by_file_;
  std::map<const Tree*, Leaves> leaves_;
};

// `DB_PASSWORD`: words in capitals.
bool is_variable_name(std::string_view name);

}  // namespace payaudit
