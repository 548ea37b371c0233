// Where a condition says that a text is short: `if (n.length() < 4) return n;`. A text shorter than any card
// number is no whole one. Conditions are read as they are written: lengths compared with constants, joined
// by and, or, not.
#pragma once

#include <string_view>
#include <vector>

#include "scanners/meaning/flow/resolution.h"
#include "scanners/source/source.h"

namespace payaudit {

// Instructions [begin, end) of a function run only where the text has at most so many characters.
struct ShortText {
  uint32_t begin = 0;
  uint32_t end = 0;
  Reg reg = kNoReg;       // the variable that holds the text
  std::string_view text;  // as the source writes what is no variable: `req.CardNumber`
  long most = 0;
};

// Points into the source and the code.
std::vector<ShortText> short_texts(const Resolution& resolution, FunctionId function, const Source& source);

}  // namespace payaudit
