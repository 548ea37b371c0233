// Names and types: a parsed expression and an environment to a program. Expands macros, folds constants.
#pragma once

#include <memory>
#include <string_view>
#include <variant>

#include "rules/cel/parser.h"
#include "rules/cel/program.h"

namespace payaudit::cel {

// `body` has kept what the literals of `ast` point to.
std::variant<std::unique_ptr<CelProgram::Body>, CelError> check(const Ast& ast,
                                                                const CelEnvironment& environment,
                                                                std::unique_ptr<CelProgram::Body> body);

}  // namespace payaudit::cel
