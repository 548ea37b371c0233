// Card security codes beside card numbers that were found: `"cvc": "123"`, `cvv=123`, a column `cvv` of a
// file of comma-separated values. A code is known by its name only: three digits alone are anything.
#pragma once

#include <string_view>
#include <vector>

#include "scanners/syntax/text/patterns.h"
#include "scanners/units/hits.h"

namespace payaudit {

// Adds a hit for each code beside a card number or track among `hits`. Beside a published test number a code
// counts only in records that a program wrote (logs, exports): elsewhere it is an example.
void add_security_codes(const TextPatterns& patterns, std::string_view path, std::string_view bytes,
                        std::vector<Hit>& hits);

}  // namespace payaudit
