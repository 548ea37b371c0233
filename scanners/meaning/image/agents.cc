#include "scanners/meaning/image/agents.h"

#include <algorithm>

#include "scanners/meaning/image/reference.h"
#include "scanners/source/glob.h"

namespace payaudit {
namespace {

// `gcr.io/cadvisor/cadvisor:v0.49.1` -> `cadvisor/cadvisor`: a first part with a dot or a port is a registry.
std::string name_of(std::string_view image) {
  std::string_view name = parse_image(image).name;
  const size_t slash = name.find('/');
  if (slash == std::string_view::npos) return std::string(name);
  const std::string_view first = name.substr(0, slash);
  const bool is_registry = first.find_first_of(".:") != std::string_view::npos || first == "localhost";
  if (is_registry) name.remove_prefix(slash + 1);
  if (name.starts_with("library/")) name.remove_prefix(8);
  return std::string(name);
}

}  // namespace

bool is_image_of(std::string_view image, const std::vector<std::string>& patterns) {
  if (image.empty()) return false;
  const std::string name = name_of(image);
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return fits_glob(name, pattern); });
}

void set_agent(Facts& facts, Fact& container, const std::vector<NodeAgent>& agents, std::string_view image,
               const std::vector<HostMount>& mounts) {
  const auto agent = std::find_if(agents.begin(), agents.end(),
                                  [&](const NodeAgent& each) { return is_image_of(image, each.images); });
  if (agent == agents.end()) return;
  std::vector<std::string_view> taken;
  for (const HostMount& mount : mounts) {
    if (agent->writes.contains(mount.path) || (mount.is_read_only && agent->reads.contains(mount.path)))
      taken.push_back(mount.path);
  }
  taken.insert(taken.end(), agent->namespaces.begin(), agent->namespaces.end());
  container.set(Attr::vendor, facts.text(agent->name));
  container.set(Attr::resources, facts.texts(taken));
}

}  // namespace payaudit
