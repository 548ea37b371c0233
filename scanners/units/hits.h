// What one pass over a file's bytes found in it, whatever its format: card numbers, secrets, hosts,
// suppression comments.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "scanners/source/source.h"
#include "scanners/units/gap.h"

namespace payaudit {

enum class HitKind : uint8_t {
  card_number,  // digits that pass length, network prefix and (where the network has one) check digit
  track,        // magnetic stripe or chip track data
  code,         // a card security code beside a card number
  secret,       // a value whose form alone says that it is a credential
  private_key,  // a PEM private key
  host,         // a host name of a URL or setting
  suppression,  // the tool's own name: where an inline `payaudit:ignore …`, or a misspelt one, may begin
};

struct Hit {
  HitKind kind = HitKind::card_number;
  Span span;              // of the value; from the name to the end of the comment for a suppression
  std::string_view type;  // card network (`visa`; of a code, its number's), secret type (`aws-access-key`);
                          // points into the pattern table, which outlives the unit
  bool has_context = false;  // card numbers: a card word stands nearby
  bool is_published_test =
      false;  // card numbers: on the list of published test numbers; secrets: a test-mode key
  bool is_named_test = false;  // card numbers: a name says that it is for testing
  uint32_t stands_for = 1;     // card numbers: so many of the file pass the checks as chance explains
};

struct Hits {
  std::vector<Hit> hits;  // by span.begin
  std::vector<Gap> gaps;
};

}  // namespace payaudit
