#include "scanners/meaning/resources/ports.h"

#include <algorithm>

namespace payaudit {

std::vector<const Config*> port_ranges(const ResourceModel& model, const Config& block,
                                       const Resource& resource, ConfigPool& pool) {
  std::vector<const Config*> ranges;
  const auto reads = [&](Transform transform) {
    return std::find_if(model.attributes.begin(), model.attributes.end(),
                        [&](const AttributeModel& attribute) { return attribute.transform == transform; });
  };
  const auto ports = reads(Transform::port_from);
  const auto last = reads(Transform::port_to);
  // Where the two are written apart, there is one range.
  if (ports == model.attributes.end() || last == model.attributes.end() || ports->from != last->from)
    return ranges;
  std::vector<const Config*> values;
  for (const std::string& path : ports->from) {
    for (const Config* value : find_path(block, path, resource).values) flatten(*value, values);
  }
  for (const Config* value : values) {
    if (!value->is(Config::Kind::string) || value->text.find(',') == std::string::npos) {
      ranges.push_back(value);
      continue;
    }
    for (std::string_view rest = value->text; !rest.empty();) {
      const size_t comma = std::min(rest.find(','), rest.size());
      Config& part = pool.copy(*value);
      part.text = rest.substr(0, comma);
      std::erase(part.text, ' ');
      ranges.push_back(&part);
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return ranges;
}

}  // namespace payaudit
