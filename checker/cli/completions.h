// The completions of shells: scripts that complete commands, options and their values.
#pragma once

#include <string>

#include "checker/cli/description.h"

namespace payaudit {

std::string write_bash_completion(const DescribedCommand& program);
std::string write_zsh_completion(const DescribedCommand& program);
std::string write_fish_completion(const DescribedCommand& program);

}  // namespace payaudit
