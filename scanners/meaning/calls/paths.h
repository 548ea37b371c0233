// The paths through one function, as far as "not before this" and "not where it was refused" need them.
// Internal to calls. Follows what a condition makes of the answer that is assumed: `!x`, `x && y`, `x ==
// false`.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "scanners/meaning/calls/values.h"

namespace payaudit {

// A truth value that is assumed of a register.
struct Assumption {
  Reg reg = kNoReg;
  bool value = false;
  auto operator<=>(const Assumption&) const = default;
};

// What is reached from somewhere.
struct Reached {
  std::vector<bool> at;  // by instruction
  // Instructions by which the function is left without an exception, the body's size for its end; with the
  // truth of what is given, where that is known.
  std::map<size_t, std::set<std::optional<bool>>> exits;
  bool is_whole = true;  // false: there are too many ways through the function to follow
};

class Ways {
 public:
  // `checks`: instructions beyond which nothing is followed but their exceptions, where these are caught.
  // `ends`: calls that do not come back, as `python.abort`. All but these must outlive it.
  Ways(const Values& values, FunctionId function, const std::set<size_t>& checks, const WordList& ends);

  // All that is reached from an instruction, the body's beginning or what follows a check. One thread at a
  // time.
  Reached from(size_t start, std::optional<Assumption> assumed = std::nullopt) const;

 private:
  struct State;
  void go_on(const Instruction& now, std::vector<Assumption>& known) const;
  std::optional<bool> truth(const std::vector<Assumption>& known, Reg reg) const;
  std::optional<bool> result(const std::vector<Assumption>& known, const Instruction& ret) const;
  size_t target(uint32_t label) const;

  const Values& values_;
  FunctionId id_;
  const Function& function_;
  const std::set<size_t>& checks_;
  std::vector<bool> ends_;          // by instruction: a call that does not come back
  std::vector<uint32_t> handlers_;  // by instruction: label of the innermost try around it
  std::map<uint32_t, size_t> labels_;
  mutable size_t work_ = 0;  // of all questions together
  std::set<Reg> joined_;     // operands of && and ||: what a branch tells of them matters later
};

// Whether something may be used without the check: a variable has a value from before or beside all of the
// `checks` (instructions of the function), another one after them, and is used where both ways meet. An early
// return beside the check is no such way. Nullopt: there are too many ways to say.
std::optional<bool> is_passed_by(const Values& values, FunctionId function, const std::set<size_t>& checks,
                                 const WordList& ends);

}  // namespace payaudit
