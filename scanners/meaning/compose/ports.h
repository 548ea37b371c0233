// The ports that a service publishes on its host: `network.rule`.
#pragma once

#include <string_view>

#include "scanners/facts/facts.h"
#include "scanners/meaning/settings/view.h"

namespace payaudit::compose {

void add_ports(Facts& facts, const View& service, std::string_view symbol);

}  // namespace payaudit::compose
