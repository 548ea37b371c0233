// Persistent types that a call defines: `sequelize.define("Card", {…})`, `Card.init({…})`, `new Schema({…})`.
#pragma once

#include <deque>
#include <vector>

#include "scanners/meaning/classes/models.h"
#include "scanners/units/code.h"

namespace payaudit {

// With the object's keys as members, and their descriptions as marks of the kind that a column has: `type`,
// `length`, `transformer` for one that has a setter. Texts point into `code`.
struct DefinedTypes {
  std::deque<Type> types;
  std::deque<std::vector<AnnotationArgument>> arguments;  // the types' marks point into them
};
DefinedTypes defined_types(const Code& code, const MapperModels& models);

}  // namespace payaudit
