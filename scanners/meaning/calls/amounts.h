// How high an amount can be where an instruction runs: its constant, or what conditions on the way let
// through. Internal to calls. Follows copies, conversions and constant factors; anything else is not known.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "scanners/meaning/calls/objects.h"

namespace payaudit {

class Amounts {
 public:
  Amounts(const Values& values, const Objects& objects) : values_(values), objects_(objects) {}

  // A number, written as one or as a text. Nullopt: not constant.
  std::optional<double> constant(ValueAt value, const std::optional<Step>& call) const;

  struct Guarded {
    std::optional<double>
        highest;                  // in the unit that the amount is passed in; nullopt: no condition bounds it
    bool is_conditional = false;  // some condition must hold
    bool asks_payment = false;    // one of them is about the amount, or about what `is_about` says
    bool is_known = true;         // false: the functions or conditions are too long to say
  };
  // The conditions under which all of the steps run. `amount` may be null.
  Guarded guarded(const Member* amount, const std::vector<Step>& steps,
                  const std::function<bool(ValueAt)>& is_about) const;

 private:
  // A value as a multiple of another.
  struct Multiple {
    ValueAt of;
    double factor = 1;
  };
  Multiple multiple(ValueAt value, const std::optional<Step>& call) const;
  bool is_same(ValueAt a, ValueAt b, int depth = 0) const;
  bool is_assigned_once(ValueAt value) const;
  void read(ValueAt condition, bool holds, const Multiple* amount, Guarded& into, int depth) const;
  bool mentions(ValueAt value, const Multiple* amount, const std::function<bool(ValueAt)>& is_about,
                int& budget) const;

  const Values& values_;
  const Objects& objects_;
};

// The operator that a decimal type's method stands for: `<=` of `lte`. Empty: it compares nothing.
std::string_view comparing_operator(std::string_view method);
// The operator with its sides exchanged.
std::string_view mirrored(std::string_view operator_);
// A number as languages write it: `5_000L`, `30.00`. Nullopt: none.
std::optional<double> written_number(std::string_view text);

}  // namespace payaudit
