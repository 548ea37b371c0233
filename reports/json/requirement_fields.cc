#include "reports/json/requirement_fields.h"

namespace payaudit {

void write_requirement_fields(const RequirementEntry& requirement, std::string_view state, JsonWriter& json) {
  json.field("id", requirement.id);
  json.field("title", requirement.title);
  json.field("shows", requirement.shows);
  json.field_if("state", state);
  json.field_bool("examined", requirement.is_examined);
  json.field("violations", requirement.violations);
  json.field("satisfied", requirement.satisfied);
  json.field("undetermined", requirement.undetermined);
  json.field("waived", requirement.waived);
  json.array("rules");
  for (const std::string& rule : requirement.rules) json.text(rule);
  json.close();
}

}  // namespace payaudit
