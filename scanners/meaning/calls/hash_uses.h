// Where the result of a hash goes in its file: a fast one may make a password fit what a slow one takes, as
// in `bcrypt.hashpw(sha256(password).digest(), salt)`. Internal to calls.
#pragma once

#include "scanners/meaning/calls/arguments.h"
#include "scanners/meaning/calls/values.h"

namespace payaudit {

enum class HashUse : uint8_t {
  other,    // none of its uses is known to be a slow hash
  partly,   // some of them are slow hashes; others are something else, or not known
  derived,  // all of them are slow hashes
};

// Follows copies, conversions and what the function gives to its callers in the file. Slow hashes are the
// words `crypto.slow-hashes`.
HashUse use_of_hash(const Resolution& resolution, const Values& values, const CallSite& site);

}  // namespace payaudit
