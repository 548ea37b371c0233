#include "reports/json/requirement_fields.h"

namespace payaudit {

void write_requirement_fields(const RequirementEntry& requirement, std::string_view state, JsonWriter& json) {
  json.field("id", requirement.id);
  const auto write = [&](const auto& texts) {
    for (const RequirementText& each : texts) {
      const std::string& text = requirement.*each.text;
      if (each.is_always || !text.empty()) json.field(each.name, text);
    }
  };
  write(kBindingTexts);
  write(kSourceTexts);
  if (!requirement.is_customizable) json.field_bool("customized_approach", false);
  json.field("shows", requirement.shows);
  json.field_if("state", state);
  json.field_bool("examined", requirement.is_examined);
  for (const VerdictCount& each : kVerdictCounts) json.field(each.name, requirement.*each.count);
  json.texts("rules", requirement.rules);
}

}  // namespace payaudit
