// What gives names and places their values: patterns and assignments.
#include "scanners/syntax/code/javascript/lowering.h"

namespace payaudit {

using F = NodeField;

void JavascriptLowering::bind(SyntaxNode pattern, Reg value, Binding binding, std::string_view type,
                              Span span) {
  switch (kind(pattern)) {
    case Js::identifier:
    case Js::shorthand_property_identifier_pattern: return bind_name(pattern, value, binding, type, span);
    case Js::object_pattern:
    case Js::object: return bind_object(pattern, value, binding, span);
    case Js::array_pattern:
    case Js::array: return bind_array(pattern, value, binding, span);
    case Js::assignment_pattern:
    case Js::object_assignment_pattern:
    case Js::assignment_expression: {
      const Reg given = with_default(value, child(pattern, F::right), pattern.span());
      return bind(child(pattern, F::left), given, binding, type, span);
    }
    case Js::rest_pattern:
    case Js::spread_element:
    case Js::parenthesized_expression:
    case Js::non_null_expression:
    case Js::as_expression: return bind(pattern.first_named(), value, binding, type, span);
    case Js::member_expression: {
      const SyntaxNode name = child(pattern, F::property);
      return b_.set_field(expression(child(pattern, F::object)), name.text(), value, span, name.span());
    }
    case Js::subscript_expression: {
      const Reg object = expression(child(pattern, F::object));
      return b_.set_index(object, expression(child(pattern, F::index)), value, span);
    }
    default: unknown(pattern);
  }
}

void JavascriptLowering::bind_name(SyntaxNode name, Reg value, Binding binding, std::string_view type,
                                   Span span) {
  switch (binding) {
    case Binding::block: return b_.copy(b_.declare(name.text(), type, name.span()), value, span, name.span());
    case Binding::function:
      if (b_.find(name.text()) == kNoReg) b_.declare_in_function(name.text(), type, name.span());
      break;
    case Binding::assign: break;
  }
  b_.write(name.text(), value, span, name.span());
}

void JavascriptLowering::bind_object(SyntaxNode pattern, Reg value, Binding binding, Span span) {
  for (const SyntaxNode each : pattern.children()) {
    if (!each.is_named()) continue;
    switch (kind(each)) {
      case Js::shorthand_property_identifier_pattern:
      case Js::shorthand_property_identifier: {
        const Reg part = b_.field(value, each.text(), each.span(), each.span());
        bind_name(each, part, binding, {}, span);
        break;
      }
      case Js::object_assignment_pattern: {
        const SyntaxNode name = child(each, F::left);
        const Reg part = b_.field(value, name.text(), each.span(), name.span());
        bind(each, part, binding, {}, span);
        break;
      }
      case Js::pair_pattern:
      case Js::pair:
        bind(child(each, F::value), property_of(child(each, F::key), value, each.span()), binding, {}, span);
        break;
      default: bind(each, value, binding, {}, span);
    }
  }
}

void JavascriptLowering::bind_array(SyntaxNode pattern, Reg value, Binding binding, Span span) {
  uint32_t position = 0;
  for (const SyntaxNode each : pattern.children()) {
    if (!each.is_named()) {
      position += each.text() == "," ? 1 : 0;
      continue;
    }
    if (kind(each) == Js::rest_pattern || kind(each) == Js::spread_element) {
      bind(each, value, binding, {}, span);
      continue;
    }
    const Reg key = b_.literal(LiteralKind::number, b_.keep(std::to_string(position)), each.span());
    bind(each, b_.index(value, key, each.span()), binding, {}, span);
  }
}

Reg JavascriptLowering::property_of(SyntaxNode name, Reg object, Span span) {
  if (kind(name) == Js::computed_property_name) {
    return b_.index(object, expression(name.first_named()), span);
  }
  return b_.field(object, property_name(name), span, name.span());
}

Reg JavascriptLowering::with_default(Reg value, SyntaxNode otherwise, Span span) {
  const uint32_t given = b_.new_label();
  const Reg out = b_.temporary();
  b_.copy(out, value, span);
  b_.branch(b_.unary("default", value, span), given, span);
  b_.copy(out, expression(otherwise), span);
  b_.place(given, span);
  return out;
}

Reg JavascriptLowering::assignment(SyntaxNode node) {
  const SyntaxNode target = child(node, F::left);
  const SyntaxNode name = kind(target) == Js::member_expression ? child(target, F::property) : target;
  const Reg value = named(child(node, F::right), name.text());
  bind(target, value, Binding::assign, {}, node.span());
  export_assigned(target, value);
  return value;
}

Reg JavascriptLowering::augmented_assignment(SyntaxNode node) {
  const SyntaxNode target = child(node, F::left);
  const Reg value = augmented(target, child(node, F::operator_).text(), child(node, F::right), node.span());
  bind(target, value, Binding::assign, {}, node.span());
  return value;
}

Reg JavascriptLowering::update(SyntaxNode node) {
  const SyntaxNode target = child(node, F::argument);
  const Reg value = stepped(target, child(node, F::operator_).text().substr(0, 1), node.span());
  bind(target, value, Binding::assign, {}, node.span());
  return value;
}

}  // namespace payaudit
