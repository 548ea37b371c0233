// What tells the same finding again after lines moved, code was reformatted or files were renamed.
#pragma once

#include <string>
#include <vector>

#include "rules/findings/finding.h"

namespace payaudit {

// Sets the fingerprint of every finding: a 128-bit hash, as 32 hex digits, of rule, verdict, symbol, evidence
// without white space, and the ordinal among findings that are equal in these, counted in the order given. So
// equal ones in two files have two fingerprints, and the set of both stays the same when a file is renamed.
//
// `evidence` belongs to the findings one by one: the underlined text, or for secrets and card numbers their
// masked form, since a hash of a short secret gives the secret away. Lines, columns and paths are no part of
// it. Not a cryptographic hash.
void set_fingerprints(std::vector<Finding>& findings, const std::vector<std::string>& evidence);

}  // namespace payaudit
