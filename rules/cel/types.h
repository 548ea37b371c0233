// The types of CEL's operators, as the checker knows them before anything runs.
#pragma once

#include <optional>
#include <string_view>

#include "rules/cel/cel.h"
#include "rules/cel/parser.h"

namespace payaudit::cel {

// As errors name it: `integer`, `list of texts`.
std::string_view type_name(CelType type);

bool is_number(CelType type);
bool is_list(CelType type);

// Whether a value of type `actual` may stand where `wanted` is asked for. What is `dyn` is looked at when the
// program runs.
bool fits(CelType actual, CelType wanted);

// The type of what is one or the other; nothing if they have none in common.
std::optional<CelType> common(CelType a, CelType b);

// Without a type, the operator does not take the two; `hint` may say what to write instead.
struct Typing {
  std::optional<CelType> type;
  std::string_view hint = "";
};
// Of `==`, `<`, `in`, `+` and their like.
Typing type_of_operator(Form form, CelType a, CelType b);

}  // namespace payaudit::cel
