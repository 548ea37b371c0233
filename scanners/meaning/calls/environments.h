// Whether code runs in the environment of developers only, or where somebody asked for no check, by what it
// asks before. Internal to calls. The
// words that name environments are data: `environment.*` of policies/models/code.
#pragma once

#include <optional>
#include <string>

#include "scanners/meaning/calls/conditions.h"
#include "scanners/meaning/calls/values.h"
#include "scanners/source/source.h"

namespace payaudit {

// The condition for people, where every way to the instruction goes through one that holds in such an
// environment only: "`process.env.NODE_ENV === 'development'`", "`isProduction` is false"; or where a mark of
// the function or its type names one, `@Profile("dev")`. Nullopt: there is none, or the function is too long
// to say. Looks at the function itself and, of one without a name, at where it stands.
std::optional<std::string> development_only(const Values& values, const Source& source, FunctionId function,
                                            size_t at);

// Whether a condition holds in an environment of developers only: `!isProduction && …`.
bool asks_for_developers(const Values& values, FunctionId function, const Condition& condition);

// Whether a condition holds outside of the environments of developers only: `NODE_ENV === 'production' && …`,
// `!settings.DEBUG`.
bool asks_for_production(const Values& values, FunctionId function, const Condition& condition);

}  // namespace payaudit
