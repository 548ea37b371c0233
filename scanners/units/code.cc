#include "scanners/units/code.h"

namespace payaudit {

std::string_view word(Op op) {
  switch (op) {
    case Op::literal: return "literal";
    case Op::name: return "name";
    case Op::set_name: return "set_name";
    case Op::copy: return "copy";
    case Op::field: return "field";
    case Op::set_field: return "set_field";
    case Op::index: return "index";
    case Op::set_index: return "set_index";
    case Op::call: return "call";
    case Op::construct: return "construct";
    case Op::make: return "make";
    case Op::concat: return "concat";
    case Op::binary: return "binary";
    case Op::unary: return "unary";
    case Op::lambda: return "lambda";
    case Op::ret: return "return";
    case Op::yield: return "yield";
    case Op::throw_: return "throw";
    case Op::branch: return "branch";
    case Op::jump: return "jump";
    case Op::label: return "label";
    case Op::try_begin: return "try";
    case Op::try_end: return "end_try";
  }
  return "";
}

}  // namespace payaudit
