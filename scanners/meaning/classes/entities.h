// Which types a mapper persists, by their marks, bases and tags, and by the types of the repository that they
// extend; and which are only sent to others. Built once over all code; then read by all threads.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scanners/meaning/classes/models.h"
#include "scanners/units/code.h"

namespace payaudit {

// Whether a mapper persists values of the type, as far as its own file tells. Marks of the same name mean
// other things elsewhere, so that a library that maps must be imported where the name alone does not tell.
bool is_entity_itself(const Code& code, const Type& type, const MapperModels& models);

class EntityIndex {
 public:
  void add(const Code& code, const MapperModels& models);
  // After all are added: what extends an entity is one. Not in Java, where each persistent type has its mark.
  void settle();

  // One of the type's bases is an entity of the repository. False where several types have the base's name
  // and not all of them are entities.
  bool extends_entity(const Code& code, const Type& type) const;

  // A type that is kept only within others, and no persistent type has a member of it.
  bool is_embedded_nowhere(const Type& type, const MapperModels& models) const;
  // In Go a mapper fills any struct with the rows of a query: one whose tags name columns and nothing else,
  // of a tree whose tables have more (a base, a key, a name). False in other languages.
  bool is_row_of_query(const Code& code, const Type& type, const MapperModels& models) const;
  // A type that interfaces to others send, and that no method with a marked body takes.
  bool is_only_sent(std::string_view name) const { return sent_.contains(name) && !taken_.contains(name); }

 private:
  using Names = std::set<std::string, std::less<>>;
  void add_members(const Code& code, const MapperModels& models);
  void add_bodies(const Code& code, const MapperModels& models);

  struct Known {
    bool is_entity = true;                        // all types of the name
    std::vector<std::vector<std::string>> bases;  // of those that are not, by themselves
  };
  bool all_entities(const std::vector<std::string>& bases) const;

  std::unordered_map<std::string, Known> types_;
  Names members_;  // words of the types of persistent types' members
  Names sent_, taken_;
  bool has_tables_of_go_ = false;
};

}  // namespace payaudit
