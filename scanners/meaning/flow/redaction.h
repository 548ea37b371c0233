// What a logger was told not to write when it was made: `pino({ redact: ["card.number"] })`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanners/meaning/flow/resolution.h"

namespace payaudit {

struct Redaction {
  std::vector<std::string_view> paths;
  bool is_known = true;  // false: there are paths that could not be read
};

// Of the logger that `receiver` stands for, made in the function or at the top of the file with the named
// option. Without the option, or where the making is not seen: no paths.
Redaction redaction_of(const Resolution& resolution, FunctionId function, Reg receiver,
                       std::string_view option);

// `*` stands for one member; a path covers all that is below it.
bool is_redacted(const Redaction& redaction, std::string_view member);

}  // namespace payaudit
