// The grammar of CEL: a text to a tree of expressions. Knows no names and no types; macros are still calls
// here.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "rules/cel/cel.h"
#include "scanners/facts/value.h"
#include "scanners/source/arena.h"

namespace payaudit::cel {

// A longer text is refused: no rule comes near it, and it bounds the work of everything below.
inline constexpr size_t kMaxText = 32 * 1024;
// Of the tree. Bounds the recursion of parser, checker and evaluation; CEL asks for 12 to 32 levels.
inline constexpr uint32_t kMaxDepth = 200;

enum class Form : uint8_t {
  literal,
  name,    // `name`
  select,  // one child; `name` is the field
  index,   // list, key
  call,    // `name`; the first child is the receiver if `is_method`
  list,
  map,  // key, value, key, value …
  not_,
  negate,
  conditional,
  and_,
  or_,
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
};

// As it is written: `&&`, `?:`; empty for what is no operator.
std::string_view spelling(Form form);

struct Expr {
  Form form = Form::literal;
  bool is_method = false;
  bool is_rooted = false;  // `.name`: not a variable of a macro
  uint32_t depth = 1;
  uint32_t offset = 0;  // the whole expression in the text, without parentheses around it
  uint32_t length = 0;
  uint32_t mark = 0;  // where the operator, the field's or the function's name is
  uint32_t mark_length = 0;
  std::string_view name = {};
  Value literal = Value::null();
  std::vector<uint32_t> children = {};
};

struct Ast {
  std::vector<Expr> exprs;  // children before parents
  uint32_t root = 0;
};

// Names are pieces of `text`, decoded texts are kept in `kept`.
std::variant<Ast, CelError> parse(std::string_view text, Arena& kept);

}  // namespace payaudit::cel
