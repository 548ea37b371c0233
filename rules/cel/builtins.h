// CEL's own vocabulary: one row for each macro, function and conversion, and the operation of each operator.
#pragma once

#include <cstddef>
#include <string_view>

#include "rules/cel/cel.h"
#include "rules/cel/parser.h"
#include "rules/cel/program.h"

namespace payaudit::cel {

struct Macro {
  std::string_view name;
  size_t arguments;
  Op op;
};
inline constexpr Macro kMacros[] = {
    {"all", 2, Op::all},       {"exists", 2, Op::exists}, {"exists_one", 2, Op::exists_one},
    {"filter", 2, Op::filter}, {"map", 2, Op::map},       {"map", 3, Op::map_if},
};

// CEL's own functions of texts, all but `size` of texts only.
struct Method {
  std::string_view name;
  Op op;
  size_t arguments;    // with the receiver
  bool also_function;  // `matches(x, y)` for `x.matches(y)`
  CelType result;
};
inline constexpr Method kMethods[] = {
    {"size", Op::size, 1, true, CelType::integer},
    {"matches", Op::matches, 2, true, CelType::boolean},
    {"startsWith", Op::starts_with, 2, false, CelType::boolean},
    {"endsWith", Op::ends_with, 2, false, CelType::boolean},
    {"contains", Op::contains, 2, false, CelType::boolean},
};

struct Conversion {
  std::string_view name;
  Op op;
  CelType result;
};
inline constexpr Conversion kConversions[] = {
    {"int", Op::to_integer, CelType::integer},
    {"double", Op::to_real, CelType::real},
    {"string", Op::to_text, CelType::text},
    {"bool", Op::to_boolean, CelType::boolean},
};

// Only for operators.
Op op_of(Form form);

}  // namespace payaudit::cel
