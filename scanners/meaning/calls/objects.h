// What is put into an object before a call gets it: by literals, keywords, maps, setters, builders, members
// assigned, and functions of the same file that make or fill it. Internal to calls.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/meaning/calls/values.h"

namespace payaudit {

// One instruction of some function of the file.
struct Step {
  FunctionId function = kNoFunction;
  size_t at = 0;
};

struct Member {
  // The words of the keys that lead to it: `authentication data.attempt authentication`.
  std::string path;
  std::string_view name;  // the last key, as written
  ValueAt value;
  // Where the value stands in a function that is called here: that call. Its parameters are the call's
  // arguments.
  std::optional<Step> call;
  std::vector<Step> set_at;  // all these must run for it to be set; the last is the one that sets it
  Span span;                 // of the value that is passed
};

struct Members {
  std::vector<Member> all;
  bool is_cut = false;  // a bound of work was reached: there may be more
};

// `values` must outlive it.
class Objects {
 public:
  explicit Objects(const Values& values) : values_(values) {}

  // Objects of payment libraries have a few dozen members; each costs a look at its function. Where this many
  // are found, there may be more.
  static constexpr size_t kMostMembers = 128;

  // The members of all arguments of a call, at any depth, in the order of the source.
  Members of_arguments(FunctionId function, size_t call) const;

  // The values that a member may have. A variable assigned in several places has several; one whose value
  // comes from outside too has kNoReg among them, and so has one with more values than are followed.
  std::vector<Member> alternatives(const Member& member) const;
  // The value behind copies, conversions that keep it (`Long.valueOf(x)`, `stripe.Int64(x)`) and parameters
  // of the call that the member came through.
  ValueAt origin(const Member& member) const;
  ValueAt origin(ValueAt value, const std::optional<Step>& call) const;
  // Its text: of a constant, or the last name of a constant of a type (`NEVER` of `Attempt.NEVER`).
  std::optional<std::string> text(const Member& member) const;

 private:
  class Collector;
  // What the call passes for a parameter that nothing else is assigned to; no register: it is none, or not
  // known.
  ValueAt passed(ValueAt value, const std::optional<Step>& call) const;
  const Values& values_;
};

// The words of a name, `sca exemption` of `scaExemption`.
std::string spaced_words(std::string_view name);

}  // namespace payaudit
