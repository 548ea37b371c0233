// What a function reads of a request that it handles: the body, and more that may tell who sent it. Internal
// to calls. Does not look into what it calls.
#pragma once

#include <string_view>

#include "scanners/meaning/calls/checks.h"

namespace payaudit {

struct Seen {
  std::string_view vendor;  // whose types of events it speaks of
  bool reads_body = false;
  bool speaks_of_payments = false;
  std::string_view open;  // why it may check in a way that is not seen; empty: nothing known
};

Seen seen_in(const CallWriter& out, const Values& values, const Checks& checks, FunctionId function);

}  // namespace payaudit
