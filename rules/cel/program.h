// What the checker makes of an expression and evaluation runs: a flat array of typed operations.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "rules/cel/cel.h"
#include "rules/cel/regex.h"
#include "scanners/facts/value.h"
#include "scanners/source/arena.h"

namespace payaudit {
namespace cel {

// Of macros in macros: the values of their variables live in an array on the stack.
inline constexpr uint32_t kMaxMacros = 12;

enum class Op : uint8_t {
  constant,      // value
  variable,      // number: slot
  local,         // number: of the macro variable
  has_variable,  // number: slot
  has_field,     // map; value: key
  field,         // map; value: key
  index,         // list or map, key
  make_list,     // arguments
  make_map,      // arguments: key, value, key, value …
  not_,
  negate,
  and_,
  or_,
  conditional,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  in,
  add,
  subtract,
  multiply,
  divide,
  modulo,
  size,
  starts_with,
  ends_with,
  contains,
  matches,           // text, pattern
  matches_constant,  // text; number: of the pattern
  to_integer,
  to_real,
  to_text,
  to_boolean,
  all,         // list or map, condition; number: of the macro variable, as for the macros below
  exists,      // list or map, condition
  exists_one,  // list or map, condition
  filter,      // list or map, condition
  map,         // list or map, result
  map_if,      // list or map, condition, result
  host,        // arguments; number: of the function
};

// An operation with its operands: up to three nodes, or a range of Body::arguments.
struct Node {
  Op op = Op::constant;
  uint32_t number = 0;
  std::array<uint32_t, 3> operands{};
  uint32_t first_argument = 0;
  uint32_t argument_count = 0;
  Value value = Value::null();
};

}  // namespace cel

struct CelProgram::Body {
  std::vector<cel::Node> nodes;  // operands before what uses them; the last is the result
  std::vector<uint32_t> arguments;
  std::vector<CelFunction> functions;
  std::vector<cel::Regex> patterns;
  std::vector<uint32_t> slots;
  CelType type = CelType::dyn;
  Arena kept;  // texts and lists of constants
};

namespace cel {

// The value of node `node`; see CelProgram::run.
Value evaluate(const CelProgram::Body& body, uint32_t node, const CelInputs& inputs, Arena& scratch);

}  // namespace cel
}  // namespace payaudit
