// Schemas of Prisma to Code: models as types, their fields as members. Knows no database.
#pragma once

#include "scanners/units/code.h"

namespace payaudit {

// Never fails. A `model` or composite `type` is a type with the mark `Entity`, whose unnamed argument is the
// name that `@@map` gives the table; a `view` is a type without marks; enumerations, generators and data
// sources are left out. A field's type is without `?` and `[]`. `@map("card_no")` and `@db.VarChar(19)`
// become arguments `name` and `type` of a mark `Column`; words with `@` in its `///` comments, on its line or
// above it, are marks of their own.
//
// - Spans are byte offsets.
// - A block that does not end, and text outside of blocks that is none, is a syntax gap.
// - Encoding as of all readers of code: an encoding gap and nothing else.
Code read_prisma(const Source& source);

}  // namespace payaudit
