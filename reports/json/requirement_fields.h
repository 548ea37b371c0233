// What a requirement says of itself: in the report's JSON, and in what `payaudit coverage` prints as JSON and
// as a table.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "reports/json/json_writer.h"
#include "reports/report.h"

namespace payaudit {

struct RequirementText {
  std::string_view name;  // of the field, and of the column
  std::string RequirementEntry::*text;
  bool is_always = false;  // a field of JSON even where it is empty
};
// What it asks and whether it binds, then where that comes from.
inline constexpr std::array<RequirementText, 4> kBindingTexts = {
    {{"title", &RequirementEntry::title, true},
     {"applies", &RequirementEntry::applies, true},
     {"why", &RequirementEntry::why},
     {"declare", &RequirementEntry::declare}}};
inline constexpr std::array<RequirementText, 8> kSourceTexts = {
    {{"since", &RequirementEntry::since},
     {"applies_from", &RequirementEntry::applies_from},
     {"jurisdiction", &RequirementEntry::jurisdiction},
     {"law", &RequirementEntry::law},
     {"source", &RequirementEntry::source},
     {"confidence", &RequirementEntry::confidence, true},
     {"superseded_by", &RequirementEntry::superseded_by},
     {"note", &RequirementEntry::note}}};

struct VerdictCount {
  std::string_view name;
  int RequirementEntry::*count;
};
inline constexpr std::array<VerdictCount, 4> kVerdictCounts = {
    {{"violations", &RequirementEntry::violations},
     {"undetermined", &RequirementEntry::undetermined},
     {"satisfied", &RequirementEntry::satisfied},
     {"waived", &RequirementEntry::waived}}};

// Into the object that is open: what it asks for, its verdicts by number, its rules. `state` is one word for
// all of the verdicts; empty: none is written.
void write_requirement_fields(const RequirementEntry& requirement, std::string_view state, JsonWriter& json);

}  // namespace payaudit
