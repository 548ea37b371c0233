// What the commands about waivers share.
#pragma once

#include "checker/audit/audit.h"
#include "checker/cli/options.h"

namespace payaudit {

int add_waiver(const WaiverOptions& options, const Audit& audit);
int list_waivers(const WaiverOptions& options, const Audit& audit);

// "3 waivers: 1 active, 2 ended", in the order of the states.
std::string counts_of(const std::vector<WaiverUse>& uses);

}  // namespace payaudit
