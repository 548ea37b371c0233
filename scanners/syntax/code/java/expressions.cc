// Java's expressions.
#include <algorithm>

#include "scanners/syntax/code/java/lowering.h"

namespace payaudit {

using F = NodeField;

bool JavaLowering::is_text(SyntaxNode node) const {
  return kind(node) == Java::string_literal;
}

bool JavaLowering::is_lambda(SyntaxNode node) const {
  return kind(node) == Java::lambda_expression;
}

Reg JavaLowering::expression(SyntaxNode node) {
  const Span span = node.span();
  switch (kind(node)) {
    case Java::identifier: return b_.read(node.text(), span);
    case Java::this_: return b_.function().self != kNoReg ? b_.function().self : b_.name("this", span);
    case Java::super_: return b_.name("super", span);
    case Java::parenthesized_expression: return expression(node.first_named());
    case Java::string_literal: return string(node);
    case Java::character_literal: {
      const std::string_view text = node.text();
      const std::string_view inside = text.size() < 2 ? text : text.substr(1, text.size() - 2);
      return b_.literal(LiteralKind::string, unescape(inside, b_.code().arena), span);
    }
    case Java::decimal_integer_literal:
    case Java::hex_integer_literal:
    case Java::octal_integer_literal:
    case Java::binary_integer_literal:
    case Java::decimal_floating_point_literal:
    case Java::hex_floating_point_literal: return b_.literal(LiteralKind::number, node.text(), span);
    case Java::true_:
    case Java::false_: return b_.literal(LiteralKind::boolean, node.text(), span);
    case Java::null_literal: return b_.literal(LiteralKind::null, node.text(), span);
    case Java::field_access: {
      const SyntaxNode field = child(node, F::field);
      if (kind(field) == Java::this_) return b_.name("this", span);  // Outer.this
      return b_.field(expression(child(node, F::object)), field.text(), span, field.span());
    }
    case Java::class_literal:
      return b_.field(b_.name(written(node.first_named()), node.first_named().span()), "class", span, {});
    case Java::array_access: {
      const Reg array = expression(child(node, F::array));
      return b_.index(array, expression(child(node, F::index)), span);
    }
    case Java::array_initializer:
    case Java::element_value_array_initializer: return b_.make("array", arguments(node), span);
    case Java::array_creation_expression: {
      const SyntaxNode value = child(node, F::value);
      if (value) return expression(value);
      for (const SyntaxNode each : node.children()) {
        if (is_in(each, F::dimensions)) unknown(each);
      }
      return b_.make("array", {}, span);
    }
    case Java::assignment_expression: return assignment(node);
    case Java::binary_expression: return operation(node, child(node, F::operator_).text());
    case Java::unary_expression: {
      const SyntaxNode operand = child(node, F::operand);
      const bool is_number = kind(operand) == Java::decimal_integer_literal ||
                             kind(operand) == Java::decimal_floating_point_literal;
      if (is_number && is_signed(node, operand)) return b_.literal(LiteralKind::number, node.text(), span);
      return b_.unary(child(node, F::operator_).text(), expression(operand), span);
    }
    case Java::update_expression: {
      const SyntaxNode target = node.first_named();
      return store(target, stepped(target, has_token(node, "++") ? "+" : "-", span), span);
    }
    case Java::ternary_expression: return ternary(node);
    case Java::cast_expression: {
      const Reg value = expression(child(node, F::value));
      return b_.cast(written(child(node, F::type)), value, span);
    }
    case Java::instanceof_expression: return instance_of(node);
    case Java::method_invocation: return invocation(node);
    case Java::object_creation_expression: return creation(node);
    case Java::lambda_expression: return lambda(node);
    case Java::method_reference: return method_reference(node);
    case Java::switch_expression: return switch_on(node);
    default: return unknown(node);
  }
}

// `"…"`, a text block, or a template with `\{…}` parts.
Reg JavaLowering::string(SyntaxNode node) {
  if (child(node, Java::string_interpolation)) {
    std::vector<Argument> parts;
    for (const SyntaxNode each : node.children()) {
      if (kind(each) == Java::string_interpolation) {
        parts.push_back({expression(each.first_named()), {}, each.span()});
      } else if (each.is_named()) {
        const std::string_view text = unescape(each.text(), b_.code().arena);
        parts.push_back({b_.literal(LiteralKind::string, text, each.span()), {}, each.span()});
      }
    }
    return b_.concat(parts, node.span());
  }
  std::string_view text = node.text();
  const size_t quotes = text.starts_with("\"\"\"") ? 3 : 1;
  text = text.size() < 2 * quotes ? std::string_view() : text.substr(quotes, text.size() - 2 * quotes);
  if (quotes == 3) text.remove_prefix(std::min(text.size(), text.find('\n') + 1));
  return b_.literal(LiteralKind::string, unescape(text, b_.code().arena), node.span());
}

Reg JavaLowering::assignment(SyntaxNode node) {
  const SyntaxNode target = child(node, F::left);
  const std::string_view op = child(node, F::operator_).text();
  if (op == "=") {
    const Reg value = expression(child(node, F::right));
    return store(target, value, node.span());
  }
  return store(target, augmented(target, op, child(node, F::right), node.span()), node.span());
}

Reg JavaLowering::store(SyntaxNode target, Reg value, Span span) {
  switch (kind(target)) {
    case Java::identifier: b_.write(target.text(), value, span, target.span()); break;
    case Java::field_access: {
      const SyntaxNode field = child(target, F::field);
      b_.set_field(expression(child(target, F::object)), field.text(), value, span, field.span());
      break;
    }
    case Java::array_access: {
      const Reg array = expression(child(target, F::array));
      b_.set_index(array, expression(child(target, F::index)), value, span);
      break;
    }
    case Java::parenthesized_expression: return store(target.first_named(), value, span);
    default: unknown(target);
  }
  return value;
}

Reg JavaLowering::invocation(SyntaxNode node) {
  const SyntaxNode object = child(node, F::object);
  const SyntaxNode name = child(node, F::name);
  const Reg receiver = object ? expression(object) : kNoReg;
  const std::vector<Argument> args = arguments(child(node, F::arguments));
  return b_.call(receiver, name.text(), args, node.span(), name.span());
}

Reg JavaLowering::creation(SyntaxNode node) {
  const SyntaxNode type = child(node, F::type);
  for (const SyntaxNode each : node.children()) {
    if (each == type) break;
    if (each.is_named() && kind(each) != Java::type_arguments) expression(each);  // `outer.new Inner()`
  }
  const SyntaxNode named = kind(type) == Java::generic_type ? type.first_named() : type;
  const Reg made =
      b_.construct(written(named), arguments(child(node, F::arguments)), node.span(), named.span());
  if (const SyntaxNode body = child(node, Java::class_body)) anonymous_type(node, body);
  return made;
}

Reg JavaLowering::lambda(SyntaxNode node) {
  const std::string_view name = take_lambda_name();
  const FunctionId id = b_.open_function(name, node.span(), {}, kNoType);
  const SyntaxNode list = child(node, F::parameters);
  if (kind(list) == Java::identifier) {
    parameter(list);
  } else {
    parameters(list);
  }
  const SyntaxNode body = child(node, F::body);
  if (kind(body) == Java::block) {
    statement(body);
  } else {
    b_.ret(expression(body), body.span());
  }
  b_.close_function();
  return b_.lambda(id, node.span());
}

Reg JavaLowering::method_reference(SyntaxNode node) {
  const SyntaxNode object = node.first_named();
  const SyntaxNode last = last_named(node);
  const bool is_constructor = has_token(node, "new");
  const bool is_value = kind(object) == Java::identifier || kind(object) == Java::this_ ||
                        kind(object) == Java::super_ || kind(object) == Java::field_access ||
                        kind(object) == Java::method_invocation ||
                        kind(object) == Java::parenthesized_expression;
  const Reg receiver = is_value ? expression(object) : b_.name(written(object), object.span());
  return b_.field(receiver, is_constructor ? "new" : last.text(), node.span(),
                  is_constructor ? Span{} : last.span());
}

Reg JavaLowering::instance_of(SyntaxNode node) {
  const Reg value = expression(child(node, F::left));
  const SyntaxNode type = child(node, F::right);
  if (const SyntaxNode pattern = child(node, F::pattern)) {
    const SyntaxNode record = pattern.first_named();
    const Reg test = b_.binary("instanceof", value, b_.name(written(record), record.span()), node.span());
    bind_pattern(pattern, value);
    return test;
  }
  const Reg test = b_.binary("instanceof", value, b_.name(written(type), type.span()), node.span());
  if (const SyntaxNode name = child(node, F::name)) {
    b_.copy(b_.declare_in_function(name.text(), written(type), name.span()), value, node.span(), name.span());
  }
  return test;
}

// Variables of a pattern live on after the test, where the test succeeded: their scope is the function's.
void JavaLowering::bind_pattern(SyntaxNode pattern, Reg value) {
  switch (kind(pattern)) {
    case Java::type_pattern:
    case Java::record_pattern_component: {
      const SyntaxNode name = last_named(pattern);
      const SyntaxNode type = pattern.first_named();
      if (kind(name) != Java::identifier) return;
      const std::string_view type_text = type == name ? std::string_view() : written(type);
      b_.copy(b_.declare_in_function(name.text(), type_text, name.span()), value, pattern.span(),
              name.span());
      return;
    }
    case Java::record_pattern:
      for (const SyntaxNode component : child(pattern, Java::record_pattern_body).children()) {
        if (component.is_named()) bind_pattern(component, b_.element(value, component.span()));
      }
      return;
    default: return;
  }
}

}  // namespace payaudit
