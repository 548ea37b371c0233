// What the owner of a field says about it in the source: a mark that it is personal or sensitive, a type that
// shows nothing of its value. Which marks count is data: `declared_by` of the data classes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scanners/meaning/classify/classifier.h"
#include "scanners/meaning/flow/models.h"
#include "scanners/units/code.h"

namespace payaudit {

struct OwnerMark {
  std::string_view data_class;  // points into the classifier's table
  std::string written;          // `@Sensitive`, `pii`
};

// The field's annotation, decorator or struct tag, or its type, that declares a class. One that is switched
// off (`pii:"false"`) declares none.
std::optional<OwnerMark> mark_of(const Field& field, const Classifier& classifier);

// The name's own class, or else the one of the mark.
std::optional<Classification> classify_field(const Field& field, const NameContext& context,
                                             const Classifier& classifier);

// Text and serialized forms of values of the type show a mask: Pydantic's SecretStr.
bool masks_itself(std::string_view written_type, const PrintingModel& printing);

}  // namespace payaudit
