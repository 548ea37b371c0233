// Where values of one file come from: through copies, and through constants of the module, the type and the
// enclosing functions. Internal to calls. Follows only what has one definition and is assigned nowhere else.
#pragma once

#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "scanners/meaning/flow/resolution.h"

namespace payaudit {

// A register of some function of the file.
struct ValueAt {
  FunctionId function = kNoFunction;
  Reg reg = kNoReg;
};

// `resolution` must outlive it. Thread-safe for reading.
class Values {
 public:
  explicit Values(const Resolution& resolution);

  const Code& code() const { return resolution_.code(); }
  const WordList& words(std::string_view name) const { return resolution_.index().models().words_of(name); }
  // The one instruction that sets it; nullptr: a parameter, several, or none.
  const Instruction* definition(ValueAt value) const;
  // The value behind copies and names of constants; the value itself when it is none of these.
  ValueAt origin(ValueAt value) const;
  Constant constant(ValueAt value) const;
  // Its declared or inferred simple type, and what the source calls it; may be empty.
  std::string_view type(ValueAt value) const;
  std::string_view name(ValueAt value) const;
  // The function that a value is: a lambda, or a function of the file by its name. kNoFunction: unknown.
  FunctionId function(ValueAt value) const;
  // The function of the file that a call reaches; kNoFunction: none, or not known.
  FunctionId called(FunctionId function, size_t instruction) const;

 private:
  const Resolution& resolution_;
  std::unordered_map<std::string_view, ValueAt> shared_;  // of the module and of types; kNoReg: ambiguous
  std::unordered_set<std::string_view> assigned_;         // names and members that functions assign
  std::unordered_map<std::string_view, FunctionId> functions_;  // kNoFunction: several
};

}  // namespace payaudit
