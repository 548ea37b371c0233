// Whether a file is a program that somebody runs by hand, so that what it prints stands on a terminal. What
// its path says is not asked here (policies/models/files.yaml).
#pragma once

#include "scanners/meaning/flow/resolution.h"

namespace payaudit {

// It begins by itself and waits for nobody: a `main`, a question for `__name__`, a call at the top of a
// script whose result nothing takes, and no call that serves, by the words `script.servers`.
bool is_run_by_hand(const Resolution& resolution);

}  // namespace payaudit
