// One pass over any bytes for card numbers, track data, secrets, hosts and suppression comments.
//
// The pass is one vectorscan database of literals and digit shapes; what it finds is confirmed here by hand
// (network, length, check digit, token boundaries, context). It decides nothing about the finding's worth: a
// published test number is a hit like any other, and marked.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "scanners/source/source.h"
#include "scanners/syntax/text/patterns.h"
#include "scanners/units/hits.h"

namespace payaudit {

// The pass's database, made ahead of the run: compiling it takes 30 ms, loading it less than one. Runs on any
// processor that vectorscan runs on. Empty when it cannot be made.
std::string compile_text_patterns(const TextPatterns& patterns);

// Shared by threads; owns the tables that hits point into.
class TextScanner {
 public:
  // `compiled` is what compile_text_patterns() gave, and must outlive the scanner. It is taken if it was made
  // of the same patterns by the same version of the library; else, and where it is left out, the database is
  // compiled. Either happens with the first scan: a run that scans nothing pays nothing.
  explicit TextScanner(TextPatterns patterns, std::span<const std::byte> compiled = {});
  ~TextScanner();
  TextScanner(TextScanner&&) noexcept;

  // Never fails. Work is linear in the bytes. At most 10,000 hits a file; more is a gap.
  Hits scan(const Source& source) const;

 private:
  struct Engine;
  std::unique_ptr<Engine> engine_;
};

// The name of the network that a number of digits belongs to by prefix, length and check digit; nullptr if
// none.
const CardNetwork* find_network(const std::vector<CardNetwork>& networks, std::string_view digits);

// The check digit test of ISO/IEC 7812-1 annex B over decimal digits.
bool passes_luhn(std::string_view digits);

}  // namespace payaudit
