// Firewall rules that open several ports at once: `ports = ["80", "8000-8080"]`, `"22, 3389"`.
#pragma once

#include <vector>

#include "scanners/meaning/resources/config.h"
#include "scanners/meaning/resources/models.h"

namespace payaudit {

// The ranges that the model's `port_from` and `port_to` attributes lead to, each a text of its own: one fact
// a range, for a fact has one range of ports. Empty where the model has no such attributes, or the block
// names no ports.
std::vector<const Config*> port_ranges(const ResourceModel& model, const Config& block,
                                       const Resource& resource, ConfigPool& pool);

}  // namespace payaudit
