// The tables that the text scanner is driven by. Filled by rules/policy from
// policies/data/{card-networks,test-cards,secrets}.yaml.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace payaudit {

// Primary account numbers of one network: those whose first digits lie in [first, last] (same number of
// digits) and whose length is one of `lengths`.
struct CardRange {
  uint32_t first = 0;
  uint32_t last = 0;
  uint8_t digits = 0;  // of `first` and `last`
};

struct CardNetwork {
  std::string name;  // "visa"
  std::vector<CardRange> ranges;
  std::vector<uint8_t> lengths;
  bool has_check_digit = true;  // Luhn, ISO/IEC 7812-1 annex B
  bool needs_context = false;   // too many innocent numbers look like it: counts only beside a card word
};

// A credential that its own form gives away.
struct SecretPattern {
  std::string name;                   // "aws-access-key-id"
  std::string type;                   // api-key, token, private-key, connection-string
  std::vector<std::string> literals;  // one of them occurs in every value: what the one pass looks for
  std::string pattern;   // RE2; must match a text that begins at, or up to 64 bytes before, the literal
  bool is_test = false;  // a test-mode key of a payment provider
};

struct TextPatterns {
  std::vector<CardNetwork> networks;
  std::vector<std::string> published_test_cards;  // digits only, sorted
  std::vector<std::string> card_words;            // lower case; what makes a context
  std::vector<std::string> test_words;            // of names of test numbers: "test card", "sandbox"
  std::vector<std::string> code_words;            // of names of card security codes: "cvc", "security code"
  std::vector<std::string> record_files;          // endings of files that programs write: ".log", ".csv"
  std::vector<SecretPattern> secrets;
  std::vector<std::string> keyboard_rows;  // lower case; what people type who make a key up
};

}  // namespace payaudit
