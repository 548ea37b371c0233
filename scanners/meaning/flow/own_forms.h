// What a type's own functions show of its members and of the value itself: `toString`, `String`, `__repr__`,
// `toJSON`. Data is followed through the function's body, and no further than one call inside the file.
#pragma once

#include <map>
#include <string_view>

#include "scanners/meaning/flow/taint.h"
#include "scanners/meaning/flow/type_index.h"

namespace payaudit {

// The method of the type; kNoFunction when it has none of that name.
FunctionId own_function(const Code& code, TypeId type, std::string_view name);

// Of one file. Everything must outlive the reader; `types` may grow meanwhile.
class OwnFormReader {
 public:
  OwnFormReader(const Code& code, const Source& source, const CallIndex& calls, const Classifier& classifier,
                const TypeIndex& types);

  Shown member(FunctionId function, std::string_view name);
  // Of a value that is data as a whole.
  Shown self(FunctionId function);

 private:
  const Code& code_;
  const Resolution resolution_;
  const FlowTables tables_;
  TaintAnalysis analysis_;
  std::map<FunctionId, TaintAnalysis::Result> results_;
};

}  // namespace payaudit
