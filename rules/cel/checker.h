// Names and types: a parsed expression and an environment to a program. Expands macros, folds constants.
#pragma once

#include <memory>
#include <string_view>
#include <variant>

#include "rules/cel/parser.h"
#include "rules/cel/program.h"

namespace payaudit::cel {

// As errors name it: `integer`, `list of texts`.
std::string_view type_name(CelType type);

// Whether a value of type `actual` may stand where `wanted` is asked for. What is `dyn` is looked at when the
// program runs.
bool fits(CelType actual, CelType wanted);

// `body` has kept what the literals of `ast` point to.
std::variant<std::unique_ptr<CelProgram::Body>, CelError> check(const Ast& ast,
                                                                const CelEnvironment& environment,
                                                                std::unique_ptr<CelProgram::Body> body);

}  // namespace payaudit::cel
