#include "scanners/meaning/resources/models.h"

#include <algorithm>

#include "scanners/source/glob.h"

namespace payaudit {

std::string_view ResourceModel::constant_type() const {
  for (const AttributeModel& attribute : attributes) {
    if (attribute.attr == Attr::type && attribute.has_constant) return attribute.constant;
  }
  return {};
}

std::optional<Transform> find_transform(std::string_view word) {
  struct Row {
    std::string_view word;
    Transform transform;
  };
  static constexpr Row kRows[] = {
      {"none", Transform::none},
      {"negate", Transform::negate},
      {"present", Transform::present},
      {"absent", Transform::absent},
      {"hours_to_days", Transform::hours_to_days},
      {"years_to_days", Transform::years_to_days},
      {"seconds_to_days", Transform::seconds_to_days},
      {"seconds", Transform::seconds},
      {"tls_version", Transform::tls_version},
      {"any_cidr", Transform::any_cidr},
      {"any_range", Transform::any_range},
      {"lower", Transform::lower},
      {"count", Transform::count},
      {"key_owner", Transform::key_owner},
      {"port_from", Transform::port_from},
      {"port_to", Transform::port_to},
      {"image_pinned", Transform::image_pinned},
      {"image_digest", Transform::image_digest},
      {"region_code", Transform::region_code},
      {"region_of_zone", Transform::region_of_zone},
  };
  for (const Row& row : kRows) {
    if (row.word == word) return row.transform;
  }
  return std::nullopt;
}

bool ResourceModels::knows(const std::string& type) const {
  return by_type.contains(type) ||
         std::any_of(without_model.begin(), without_model.end(),
                     [&](const std::string& pattern) { return fits_glob(type, pattern); });
}

}  // namespace payaudit
