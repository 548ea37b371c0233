// What the functions of the whole tree put into members, joined with the members.
#pragma once

#include <vector>

#include "scanners/facts/facts.h"
#include "scanners/meaning/flow/member_writes.h"
#include "scanners/source/source.h"

namespace payaudit {

// The `state` of a member of account data becomes unknown where its name says clear, and all that is seen to
// be put into it is cut, masked or encrypted: what else fills it, as a reader of messages does, is not seen.
// So does that of the columns that such a member has. Writes to objects of no known type count for the types
// of their own file.
void doubt_what_is_given_masked(Facts& facts, const SourceMap& sources,
                                const std::vector<MemberWrite>& writes);

}  // namespace payaudit
