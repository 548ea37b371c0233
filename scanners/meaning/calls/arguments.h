// The arguments of a modelled call: constants, members of object literals and builders. Internal to calls.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/meaning/flow/resolution.h"

namespace payaudit {

// One call of one function, with what its model says about its arguments.
class CallSite {
 public:
  CallSite(const Resolution& resolution, FunctionId function, size_t instruction)
      : resolution_(resolution),
        function_(function),
        body_(resolution.code().functions[function].body),
        resolved_(resolution[function]),
        at_(instruction) {}

  const Instruction& instruction() const { return body_[at_]; }
  FunctionId function() const { return function_; }
  size_t at() const { return at_; }

  // The value an attribute of a model leads to: `$0`, `$key`, `$1.modulusLength`. kNoReg: not passed.
  Reg value(std::string_view which) const;
  // Its constant: of a `$…` the argument's, of `receiver` the first argument of the receiver's own call, of
  // any other text the text itself. Nullopt: not known here.
  std::optional<std::string> text(std::string_view which) const;
  std::optional<int64_t> number(std::string_view which) const;
  std::optional<bool> flag(std::string_view which) const;
  // The settings file's entry that it is read from; nullptr: it is not.
  const SettingConstant* setting(std::string_view which) const {
    return resolution_.setting(function_, value(which));
  }
  // The last name of what is passed: `MODE_ECB` of `AES.MODE_ECB`. Empty: none.
  std::string_view name(std::string_view which) const;
  // The value is put together from constants only: a text, bytes of one, an array of numbers.
  bool is_constant_bytes(Reg reg, int depth = 0) const;
  // What the call's result is for, by the names that it is given, nearest first: of variables and members, of
  // what these are turned into; of the function where none takes it.
  std::vector<std::string> receiving_names() const;

 private:
  const Instruction* definition(Reg reg) const;

  const Resolution& resolution_;
  FunctionId function_;
  const std::vector<Instruction>& body_;
  const ResolvedFunction& resolved_;
  size_t at_;
};

}  // namespace payaudit
