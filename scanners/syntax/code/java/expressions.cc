// Java's expressions.
#include <algorithm>
#include <utility>

#include "scanners/syntax/code/java/lowering.h"

namespace payaudit {

using F = NodeField;

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
    case Java::binary_expression: return binary(node);
    case Java::unary_expression:
      if (is_negative_number(node)) return b_.literal(LiteralKind::number, node.text(), span);
      return b_.unary(child(node, F::operator_).text(), expression(child(node, F::operand)), span);
    case Java::update_expression: return update(node);
    case Java::ternary_expression: {
      const Reg condition = expression(child(node, F::condition));
      return b_.conditional(
          condition, [&] { return expression(child(node, F::consequence)); },
          [&] { return expression(child(node, F::alternative)); }, span);
    }
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

bool JavaLowering::is_negative_number(SyntaxNode node) {
  const SyntaxNode operand = child(node, F::operand);
  return node.text().starts_with("-") && operand.span().begin == node.span().begin + 1 &&
         (kind(operand) == Java::decimal_integer_literal ||
          kind(operand) == Java::decimal_floating_point_literal);
}

Reg JavaLowering::unknown(SyntaxNode node) {
  std::vector<Argument> parts;
  for (const SyntaxNode each : node.children()) {
    if (!each.is_named() || known_statement(each)) continue;
    parts.push_back({expression(each), {}, each.span()});
  }
  if (parts.size() == 1) return parts[0].value;
  return b_.make({}, parts, node.span());
}

std::vector<Argument> JavaLowering::arguments(SyntaxNode list) {
  std::vector<Argument> args;
  for (const SyntaxNode each : list.children()) {
    if (each.is_named()) args.push_back({expression(each), {}, each.span()});
  }
  return args;
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

Reg JavaLowering::initial_value(SyntaxNode declarator) {
  const SyntaxNode value = child(declarator, F::value);
  if (kind(value) == Java::lambda_expression) lambda_name_ = child(declarator, F::name).text();
  return expression(value);
}

Reg JavaLowering::assignment(SyntaxNode node) {
  const SyntaxNode target = child(node, F::left);
  const std::string_view op = child(node, F::operator_).text();
  if (op == "=") {
    const Reg value = expression(child(node, F::right));
    return store(target, value, node.span());
  }
  const Reg before = expression(target);
  const SyntaxNode right = child(node, F::right);
  const Reg operand = expression(right);
  const Reg value = op == "+=" && kind(right) == Java::string_literal
                        ? b_.concat({{before, {}, target.span()}, {operand, {}, right.span()}}, node.span())
                        : b_.binary(op.substr(0, op.size() - 1), before, operand, node.span());
  return store(target, value, node.span());
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

// Chains of `+` are read without recursion on their left side; with a string literal among the operands they
// are one concatenation.
Reg JavaLowering::binary(SyntaxNode node) {
  const std::string_view op = child(node, F::operator_).text();
  if (op == "&&" || op == "||") {
    const Reg left = expression(child(node, F::left));
    return b_.short_circuit(
        op, left, [&] { return expression(child(node, F::right)); }, node.span());
  }
  if (op != "+") {
    const Reg left = expression(child(node, F::left));
    return b_.binary(op, left, expression(child(node, F::right)), node.span());
  }
  std::vector<SyntaxNode> operands;
  SyntaxNode left = node;
  while (kind(left) == Java::binary_expression && child(left, F::operator_).text() == "+") {
    operands.push_back(child(left, F::right));
    left = child(left, F::left);
  }
  operands.push_back(left);
  std::reverse(operands.begin(), operands.end());
  std::vector<Argument> parts;
  bool has_string = false;
  for (const SyntaxNode operand : operands) {
    has_string = has_string || kind(operand) == Java::string_literal;
    parts.push_back({expression(operand), {}, operand.span()});
  }
  if (has_string) return b_.concat(parts, node.span());
  Reg sum = parts[0].value;
  for (size_t i = 1; i < parts.size(); ++i) {
    sum = b_.binary("+", sum, parts[i].value, cover(parts[0].span, parts[i].span));
  }
  return sum;
}

Reg JavaLowering::update(SyntaxNode node) {
  const SyntaxNode target = node.first_named();
  const Reg before = expression(target);
  const Reg one = b_.literal(LiteralKind::number, "1", node.span());
  return store(target, b_.binary(has_token(node, "++") ? "+" : "-", before, one, node.span()), node.span());
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
  const std::string_view name = std::exchange(lambda_name_, {});
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
