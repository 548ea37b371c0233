// What the text of a log, and the conditions around it, say of a value that it writes: who did something, who
// was kept out, a token that has just been refused.
#pragma once

#include <string_view>

#include "scanners/meaning/flow/resolution.h"
#include "scanners/source/source.h"

namespace payaudit {

// A value that a call writes into a log.
struct LoggedValue {
  const Resolution& resolution;
  FunctionId function = kNoFunction;
  uint32_t instruction = 0;  // the call
  Span argument;
  std::string_view text;  // where the value comes from, as written: `card.getNumber()`
  Span span;              // and where that stands
};

// `admin.email` in "tariff changed by %s", `current_user.email` in what an audit log is given.
// `function_name`: with its type's.
bool is_told_as_actor(const LoggedValue& value, std::string_view function_name);
// The text tells of a login or the like that was refused: "Login attempt for locked account: {}". Not where
// the function writes an audit log, too.
bool is_told_as_kept_out(const LoggedValue& value);
// The value is one of a company by its own name or by the type that it is a member of: `merchant.getEmail()`.
bool is_of_company(const LoggedValue& value, std::string_view owner);
// The call runs only where a check that was given the same has refused it: `if (!jwt.verify(token))`.
bool is_found_bad(const LoggedValue& value, const Source& source);

}  // namespace payaudit
