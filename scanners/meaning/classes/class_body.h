// What a type's own functions say of its members, where the type is written in Python: its body assigns them.
// Internal to classes.
#pragma once

#include <string_view>
#include <vector>

#include "scanners/meaning/classes/models.h"
#include "scanners/units/code.h"

namespace payaudit {

// The last instruction that sets a register; nullptr: none.
const Instruction* made_in(const Function& function, Reg reg);
// The text of a constant; empty: it is none.
std::string_view text_in(const Function& function, Reg reg);

// What a variable of the class's body is assigned, and in which function; nullptr: nothing.
struct Assigned {
  const Instruction* value = nullptr;
  const Function* in = nullptr;
};
Assigned assigned_in_body(const Code& code, TypeId id, std::string_view name);

// What a member's call says of how it is kept: a mapper's `compute=` without `store=True` is in no column,
// and `digits=` makes a decimal of a float.
struct MemberOptions {
  bool is_kept = true;
  bool is_exact = false;
};
MemberOptions options_of(const Code& code, TypeId id, std::string_view member, const MapperModels& models);
// False where the body says that the mapper makes no table: `_auto = False`.
bool has_table(const Code& code, TypeId id, const MapperModels& models);

}  // namespace payaudit
