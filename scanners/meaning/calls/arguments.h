// The arguments of a modelled call: constants, members of object literals and builders, maps that are spread
// into it. Assignments to members count as calls with what is assigned as `$value`. Internal to calls.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/meaning/calls/values.h"
#include "scanners/meaning/flow/resolution.h"

namespace payaudit {

// What an attribute of a model leads to.
struct Passed {
  std::vector<ValueAt> values;  // several where more than one may hold; empty: not passed
  bool is_open = false;         // more may be passed than stands here
};

// Of such a call what it belongs to is converted, and an argument says how: `key.encode("utf-8")`.
bool converts_its_owner(std::string_view call);

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
  // The same through objects of the module, members set later and maps that are spread; of several
  // attributes, as `$2 $iv`, those of all.
  Passed passed(const Values& values, std::string_view which) const;
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

// The instruction's operands, receiver and arguments, have the value among them.
bool takes(const Instruction& now, Reg reg);

}  // namespace payaudit
