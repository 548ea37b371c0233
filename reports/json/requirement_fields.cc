#include "reports/json/requirement_fields.h"

namespace payaudit {

void write_requirement_fields(const RequirementEntry& requirement, std::string_view state, JsonWriter& json) {
  json.field("id", requirement.id);
  json.field("title", requirement.title);
  json.field("applies", requirement.applies);
  json.field_if("why", requirement.why);
  json.field_if("declare", requirement.declare);
  json.field_if("since", requirement.since);
  json.field_if("applies_from", requirement.applies_from);
  json.field_if("jurisdiction", requirement.jurisdiction);
  json.field_if("law", requirement.law);
  json.field_if("source", requirement.source);
  json.field("confidence", requirement.confidence);
  if (!requirement.is_customizable) json.field_bool("customized_approach", false);
  json.field_if("superseded_by", requirement.superseded_by);
  json.field_if("note", requirement.note);
  json.field("shows", requirement.shows);
  json.field_if("state", state);
  json.field_bool("examined", requirement.is_examined);
  json.field("violations", requirement.violations);
  json.field("satisfied", requirement.satisfied);
  json.field("undetermined", requirement.undetermined);
  json.field("waived", requirement.waived);
  json.texts("rules", requirement.rules);
}

}  // namespace payaudit
