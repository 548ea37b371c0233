// What the text of a credential in source code says of itself, by the forms that settings are judged by too.
#pragma once

#include "scanners/facts/facts.h"
#include "scanners/meaning/settings/models.h"
#include "scanners/units/unit.h"

namespace payaudit {

// Literals under the name of a credential: a reference, a placeholder, or one that is doubtful, such as a
// hash, becomes so (`value_kind`). What was found by the form of its issuer stays what it is.
void set_forms_in_code(Facts& facts, const Units& units, const ValueForms& forms);

}  // namespace payaudit
