// What a repository's converters do to the values that a mapper hands them on the way to the database. Built
// once over all code; then read by all threads.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "scanners/meaning/classes/models.h"
#include "scanners/meaning/flow/resolution.h"

namespace payaudit {

class ConverterIndex {
 public:
  // Whether the file has converters at all: JPA's AttributeConverter, SQLAlchemy's TypeDecorator.
  static bool has_converters(const Code& code, const MapperModels& models);
  void add(const Resolution& resolution, const MapperModels& models);

  // The state of what the converter writes: encrypted, hashed … where a call in it proves that, clear where
  // it does nothing to hide it. Empty: not a converter of this repository, or what it does is not known.
  std::string_view state_of(std::string_view type) const;
  bool knows(std::string_view type) const { return states_.contains(std::string(type)); }

 private:
  std::unordered_map<std::string, std::string> states_;  // empty: not known, or several of the name
};

}  // namespace payaudit
