// Where the bytes of a key or an initialisation vector come from, as far as one file shows it: a constant,
// the environment, a secret store, a random source. Internal to calls. What is passed in is not known.
#pragma once

#include <string_view>

#include "scanners/meaning/calls/arguments.h"
#include "scanners/meaning/calls/values.h"

namespace payaudit {

struct KeySource {
  enum class Kind : uint8_t {
    unknown,   // `words`: why
    constant,  // written in the source
    outside,   // the environment, a key management service, a secret store
    drawn,     // from a secure random source
  } kind = Kind::unknown;
  std::string_view words;  // for people
  Span literal = {};       // of a constant: where it is written; empty: in several parts
};

// Of a value that is passed to the call. An array of zeros that nothing is written into is a constant.
KeySource key_source(const Resolution& resolution, const Values& values, const CallSite& site, ValueAt value);

}  // namespace payaudit
