// What tells the same finding again after lines moved or code was reformatted.
#pragma once

#include <string>
#include <vector>

#include "rules/findings/finding.h"
#include "scanners/source/source.h"

namespace payaudit {

// Sets the fingerprint of every finding: a 128-bit hash, as 32 hex digits, of rule, verdict, path, symbol,
// evidence without white space, and the ordinal among findings that are equal in these, counted in the order
// given. So no other file has a part in it: a file that comes or goes leaves the fingerprints of the others
// what they were, and none takes that of another.
//
// `evidence` belongs to the findings one by one: the underlined text, or for secrets and card numbers their
// masked form, since a hash of a short secret gives the secret away. Lines and columns are no part of it; the
// path is that in the repository. Not a cryptographic hash.
void set_fingerprints(std::vector<Finding>& findings, const std::vector<std::string>& evidence,
                      const SourceMap& sources);

}  // namespace payaudit
