#include "rules/cel/types.h"

namespace payaudit::cel {

std::string_view type_name(CelType type) {
  switch (type) {
    case CelType::dyn: return "any value";
    case CelType::null: return "null";
    case CelType::boolean: return "boolean";
    case CelType::integer: return "integer";
    case CelType::real: return "real";
    case CelType::text: return "text";
    case CelType::texts: return "list of texts";
    case CelType::list: return "list";
    case CelType::map: return "map";
  }
  return "";
}

bool fits(CelType actual, CelType wanted) {
  if (actual == wanted || actual == CelType::dyn || wanted == CelType::dyn) return true;
  return (actual == CelType::list && wanted == CelType::texts) ||
         (actual == CelType::texts && wanted == CelType::list);
}

bool is_number(CelType type) {
  return type == CelType::integer || type == CelType::real;
}
bool is_list(CelType type) {
  return type == CelType::list || type == CelType::texts;
}

std::optional<CelType> common(CelType a, CelType b) {
  if (a == b) return a;
  if (a == CelType::dyn || b == CelType::dyn) return CelType::dyn;
  if (is_list(a) && is_list(b)) return CelType::list;
  return std::nullopt;
}

namespace {

Typing equality(CelType a, CelType b) {
  if (common(a, b) || (is_number(a) && is_number(b))) return {CelType::boolean};
  if (a != CelType::null && b != CelType::null) return {};
  return {std::nullopt, ", whether something is stated is asked with `has(…)`"};
}

Typing order(CelType a, CelType b) {
  const auto ordered = [](CelType type) {
    return is_number(type) || type == CelType::text || type == CelType::boolean || type == CelType::dyn;
  };
  if (ordered(a) && ordered(b) && (common(a, b) || (is_number(a) && is_number(b)))) return {CelType::boolean};
  return {};
}

Typing membership(CelType a, CelType b) {
  if (b == CelType::dyn || b == CelType::list || b == CelType::map) return {CelType::boolean};
  if (b == CelType::texts && fits(a, CelType::text)) return {CelType::boolean};
  if (b != CelType::text) return {};
  return {std::nullopt, ", a part of a text is asked for with `.contains(…)`"};
}

Typing arithmetic(Form form, CelType a, CelType b) {
  const CelType known = a == CelType::dyn ? b : a;
  const bool takes = known == CelType::dyn || known == CelType::integer ||
                     (known == CelType::real && form != Form::modulo) ||
                     (form == Form::add && (known == CelType::text || is_list(known)));
  if (const auto type = common(a, b); type && takes) return {*type == CelType::dyn ? known : *type};
  if (!is_number(a) || !is_number(b) || a == b) return {};
  return {std::nullopt, ", convert one with `double(…)` or `int(…)`"};
}

}  // namespace

Typing type_of_operator(Form form, CelType a, CelType b) {
  switch (form) {
    case Form::equal:
    case Form::not_equal: return equality(a, b);
    case Form::less:
    case Form::less_equal:
    case Form::greater:
    case Form::greater_equal: return order(a, b);
    case Form::in: return membership(a, b);
    case Form::add:
    case Form::subtract:
    case Form::multiply:
    case Form::divide:
    case Form::modulo: return arithmetic(form, a, b);
    case Form::literal:
    case Form::name:
    case Form::select:
    case Form::index:
    case Form::call:
    case Form::list:
    case Form::map:
    case Form::not_:
    case Form::negate:
    case Form::conditional:
    case Form::and_:
    case Form::or_: break;
  }
  return {};
}

}  // namespace payaudit::cel
