// Programs that watch the node that they run on, known by their images: what they take of it is what they are
// for. It says what is asked for, not whether that is good.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanners/facts/facts.h"
#include "scanners/meaning/settings/models.h"

namespace payaudit {

struct HostMount {
  std::string path;  // of the host, without a slash at its end
  bool is_read_only = false;
};

// Whether an image is one of those that the patterns name: its name without registry, tag and digest.
bool is_image_of(std::string_view image, const std::vector<std::string>& patterns);

// States `vendor` and `resources` of a container whose image is an agent's: of its mounts and of the host's
// namespaces that it shares those that the vendor's documentation has it take. What that mounts to be read
// and is writable here is not among them.
void set_agent(Facts& facts, Fact& container, const std::vector<NodeAgent>& agents, std::string_view image,
               const std::vector<HostMount>& mounts);

}  // namespace payaudit
