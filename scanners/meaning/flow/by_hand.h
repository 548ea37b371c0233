// Whether a file is a program that somebody runs by hand, so that what it prints stands on a terminal. What
// its path says is not asked here (policies/models/files.yaml).
#pragma once

#include <utility>
#include <vector>

#include "scanners/meaning/flow/resolution.h"
#include "scanners/source/source.h"

namespace payaudit {

// It begins by itself and waits for nobody: a `main`, a question for `__name__`, a call at the top of a
// script whose result nothing takes, and no call that serves, by the words `script.servers`.
bool is_run_by_hand(const Resolution& resolution);

// A `main` of Go that waits for nobody and logs by the package `log`: what it prints beside that is shown to
// whoever runs it.
bool prints_beside_log(const Resolution& resolution);

// Instructions [begin, end) of a module that run only where somebody starts this very file, by the words
// `script.main-marks`: what stands below Python's question for `__main__`. None of a file that serves.
std::vector<std::pair<uint32_t, uint32_t>> started_by_hand(const Resolution& resolution, const Source& source,
                                                           FunctionId function);

}  // namespace payaudit
