// What functions put into members that hold account data: `card.setNumber(mask(pan))`. Whether any of it is
// clear tells what the member holds better than its name does.
#pragma once

#include <string>
#include <vector>

#include "scanners/meaning/flow/flow.h"

namespace payaudit {

struct MemberWrite {
  std::string type;      // simple name of the object's type; empty: not known
  std::string member;    // its words without what parts them: `cardnumber`
  bool is_clear = true;  // false: cut, masked, encrypted …, as a call proves or its name promises
  Place place;
};

// Assignments, setters, builders, constructors that give a value for each member, and arguments by name. Not
// those of a type's own functions, which keep what they are given, nor constants. A value of which nothing is
// known counts as clear.
std::vector<MemberWrite> member_writes(const FlowAnalysis& flow, const Resolution& resolution,
                                       const FlowTables& tables, FileId file);

// As MemberWrite has it.
std::string member_key(std::string_view name);

}  // namespace payaudit
