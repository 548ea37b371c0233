// What the text of a value says of itself: a secret in clear, a reference to one, what stands in for one,
// what a tool has encrypted. By the forms of policies/models/settings/values.yaml.
#pragma once

#include <string_view>

#include "scanners/meaning/settings/models.h"

namespace payaudit {

// literal, placeholder, reference or empty. What a tool has encrypted is a reference too.
std::string_view value_kind(const ValueForms& forms, std::string_view value);
// Why a literal may not be the secret itself: a variable's name, a hash, ciphertext by its name; empty:
// nothing speaks for that.
std::string_view why_doubtful(const ValueForms& forms, std::string_view name, std::string_view value);
// `encrypted_secret`, `secretCipher`, by the last part of the name.
bool names_ciphertext(const ValueForms& forms, std::string_view name);
// No word and no sentence: letters with digits or signs among them. `type`: of a credential, or empty.
bool looks_made(std::string_view value, std::string_view type);
// Whether the value is one that its issuer means for everybody: a key for browsers, the public half of a
// key.
bool is_published(const ValueForms& forms, std::string_view value);

}  // namespace payaudit
