// The table and column that a member of a persistent type is kept in, as far as the type says: by a mark, a
// tag, a member or function of its own, else by its name.
#pragma once

#include <string>
#include <string_view>

#include "scanners/meaning/classes/models.h"
#include "scanners/units/code.h"

namespace payaudit {

// As written. `id`: kNoType for a type that a call defines.
std::string_view table_of(const Code& code, TypeId id, const Type& type, const MapperModels& models);
std::string_view column_of(const Code& code, TypeId id, const Field& field, const MapperModels& models);

}  // namespace payaudit
