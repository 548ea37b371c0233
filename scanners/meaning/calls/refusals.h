// Whether a program refuses to go on in production with the default of a setting. Internal to calls.
#pragma once

#include <string_view>

#include "scanners/meaning/calls/writers.h"

namespace payaudit {

// Some function of the file throws or ends the program (the words `secret.refusals`) below a question for
// production, and names the setting between that question and the end: itself, in a text or a list, or by the
// name of a list of the file that holds it. What exactly is asked of the value is not looked at: the answer
// is a reason for doubt, never for evidence.
bool refuses_in_production(const CallWriter& out, std::string_view setting);

// Says of a secret that whether it counts is open for that reason. A vendor's pair it is none.
void doubt_refused(Facts& facts, Fact& secret);

}  // namespace payaudit
