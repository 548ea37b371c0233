#include "rules/cel/builtins.h"

namespace payaudit::cel {

Op op_of(Form form) {
  switch (form) {
    case Form::literal:
    case Form::name:
    case Form::call: return Op::constant;  // not operators
    case Form::select: return Op::field;
    case Form::index: return Op::index;
    case Form::list: return Op::make_list;
    case Form::map: return Op::make_map;
    case Form::not_: return Op::not_;
    case Form::negate: return Op::negate;
    case Form::conditional: return Op::conditional;
    case Form::and_: return Op::and_;
    case Form::or_: return Op::or_;
    case Form::equal: return Op::equal;
    case Form::not_equal: return Op::not_equal;
    case Form::less: return Op::less;
    case Form::less_equal: return Op::less_equal;
    case Form::greater: return Op::greater;
    case Form::greater_equal: return Op::greater_equal;
    case Form::in: return Op::in;
    case Form::add: return Op::add;
    case Form::subtract: return Op::subtract;
    case Form::multiply: return Op::multiply;
    case Form::divide: return Op::divide;
    case Form::modulo: return Op::modulo;
  }
  return Op::constant;
}

}  // namespace payaudit::cel
