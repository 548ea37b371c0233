// The fingerprint by which GitHub code scanning knows a line again: `primaryLocationLineHash`. It is computed
// there too, so it has to be exactly this and nothing better; `payaudit/v1` is our own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace payaudit {

struct LineHash {
  uint64_t hash = 0;
  uint32_t occurrence = 1;  // how many lines up to this one have the same hash
};

// "c129715d7a2bc9a3:1"
std::string to_string(LineHash hash);

// One for each line of a file, in order.
// A hash is over the 100 UTF-16 units from the start of the line, spaces and tabs left out and line breaks of
// every kind as LF, with a unit 65535 at the end of the file and zeros after it: the polynomial in 37 modulo
// 2^64. Lines end at LF, CR LF and a lone CR; text behind the last line break, even none, is a line.
std::vector<LineHash> line_hashes(std::string_view bytes);

}  // namespace payaudit
