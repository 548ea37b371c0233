// What tells the same finding again after lines moved or code was reformatted.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/findings/finding.h"
#include "scanners/source/source.h"

namespace payaudit {

// Sets the fingerprint of every finding, and makes each stand for itself: `<32 hex digits>-<16 hex digits>`.
// The first part is its identity: of rule, verdict, symbol (which names the enclosing function, the class of
// data and where it goes), evidence, and the ordinal among findings of the file that are equal in these,
// counted in the order given. The second is the path. So a finding that moves to another file keeps the
// first, and no other file has a part in either: one that comes or goes leaves the fingerprints of the others
// what they were, and none takes that of another. Lines, columns, dates and the words of the rule are no part
// of it.
//
// `evidence` belongs to the findings one by one: the underlined statement (see statement.h), or for secrets
// and card numbers their masked form, since a hash of a short secret gives the secret away. The path is that
// in the repository; it is taken out of symbols that hold it. Both parts are the first bits of a SHA-256.
void set_fingerprints(std::vector<Finding>& findings, const std::vector<std::string>& evidence,
                      const SourceMap& sources);

// The part that says nothing of the path. All of a text that is no fingerprint.
std::string_view identity_of(std::string_view fingerprint);

// The other part, of findings in the file of that path.
std::string path_part(std::string_view path);

}  // namespace payaudit
