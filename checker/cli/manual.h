// The manual page, payaudit(1), in the man macros of groff_man(7).
#pragma once

#include <string>
#include <string_view>

#include "checker/cli/description.h"

namespace payaudit {

// Holds every command and option of the program; no day, so that the same program has the same page.
std::string write_manual(const DescribedCommand& program, std::string_view version);

}  // namespace payaudit
