// What a type's own methods make of a member's value before they keep it. Internal to classes.
#pragma once

#include <string_view>

#include "scanners/meaning/classify/classifier.h"
#include "scanners/units/code.h"

namespace payaudit {

// Whether they make something else of it, and none keeps what it is given as it is: `self.number = "…" +
// self.number[-4:]`, `this.pan = vault.encrypt(pan)`.
bool is_changed_before_kept(const Code& code, TypeId type, std::string_view member);

// A method that keeps a parameter whose name is of the class as it is, at most with a constant text around
// it: `self.card_number_hash = "hashed_" + card_number`. nullptr: none is seen to.
const Function* keeps_as_it_is(const Code& code, TypeId type, std::string_view member,
                               std::string_view data_class, const Classifier& classifier);

}  // namespace payaudit
