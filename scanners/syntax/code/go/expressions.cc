// Go's expressions.
#include <algorithm>
#include <array>

#include "scanners/syntax/code/go/lowering.h"

namespace payaudit {

using F = NodeField;

namespace {

// Predeclared types: a call of one is a conversion.
constexpr std::array<std::string_view, 20> kBasicTypes = {
    "bool",  "byte", "complex128", "complex64", "error", "float32", "float64", "int",    "int16", "int32",
    "int64", "int8", "rune",       "string",    "uint",  "uint16",  "uint32",  "uint64", "uint8", "uintptr"};

}  // namespace

bool GoLowering::is_text(SyntaxNode node) const {
  return kind(node) == Go::interpreted_string_literal || kind(node) == Go::raw_string_literal;
}

bool GoLowering::is_lambda(SyntaxNode node) const {
  return kind(node) == Go::func_literal;
}

void GoLowering::add_argument(std::vector<Argument>& args, SyntaxNode node) {
  if (kind(node) != Go::variadic_argument) return CommonLowering::add_argument(args, node);
  args.push_back({expression(node.first_named()), "...", node.span()});
}

Reg GoLowering::expression(SyntaxNode node) {
  const Span span = node.span();
  switch (kind(node)) {
    case Go::identifier:
    case Go::package_identifier:
    case Go::field_identifier: return b_.read(node.text(), span);
    case Go::iota:
    case Go::blank_identifier: return b_.name(node.text(), span);
    case Go::interpreted_string_literal:
    case Go::raw_string_literal:
    case Go::rune_literal: return b_.literal(LiteralKind::string, text_of(node), span);
    case Go::int_literal:
    case Go::float_literal:
    case Go::imaginary_literal: return b_.literal(LiteralKind::number, node.text(), span);
    case Go::true_:
    case Go::false_: return b_.literal(LiteralKind::boolean, node.text(), span);
    case Go::nil: return b_.literal(LiteralKind::null, "nil", span);
    case Go::parenthesized_expression:
    case Go::literal_element: return expression(node.first_named());
    case Go::selector_expression: {
      const SyntaxNode name = child(node, F::field);
      return b_.field(expression(child(node, F::operand)), name.text(), span, name.span());
    }
    case Go::index_expression: {
      const Reg object = expression(child(node, F::operand));
      return b_.index(object, expression(child(node, F::index)), span);
    }
    case Go::slice_expression: return slice(node);
    case Go::type_conversion_expression:
      // `decode[Card](x)` looks the same as a conversion to a generic type, and is a call far more often.
      if (kind(child(node, F::type)) == Go::generic_type) return generic_call(node);
      [[fallthrough]];
    case Go::type_assertion_expression: {
      const Reg value = expression(child(node, F::operand));
      return b_.cast(written(child(node, F::type)), value, span);
    }
    case Go::unary_expression: {
      const SyntaxNode operand_node = child(node, F::operand);
      const bool is_number = kind(operand_node) == Go::int_literal || kind(operand_node) == Go::float_literal;
      if (is_number && is_signed(node, operand_node)) {
        return b_.literal(LiteralKind::number, node.text(), span);
      }
      const std::string_view op = child(node, F::operator_).text();
      const Reg operand = expression(operand_node);
      if (op == "&" || op == "*") return operand;
      return op == "<-" ? b_.element(operand, span) : b_.unary(op, operand, span);
    }
    case Go::binary_expression: return operation(node, child(node, F::operator_).text());
    case Go::call_expression: return call(node);
    case Go::composite_literal: return composite(child(node, F::type), child(node, F::body), span);
    case Go::literal_value: return b_.make({}, arguments(node), span);
    case Go::func_literal: return lambda(node);
    default: return is_type(node) ? b_.name(written(node), span) : unknown(node);
  }
}

bool GoLowering::is_type(SyntaxNode node) {
  switch (kind(node)) {
    case Go::array_type:
    case Go::channel_type:
    case Go::function_type:
    case Go::generic_type:
    case Go::implicit_length_array_type:
    case Go::interface_type:
    case Go::map_type:
    case Go::parenthesized_type:
    case Go::pointer_type:
    case Go::qualified_type:
    case Go::slice_type:
    case Go::struct_type:
    case Go::type_identifier:
    case Go::type_instantiation_expression: return true;
    default: return false;
  }
}

std::string_view GoLowering::text_of(SyntaxNode literal) {
  const std::string_view text = literal.text();
  if (text.size() < 2) return {};
  const std::string_view inside = text.substr(1, text.size() - 2);
  return kind(literal) == Go::raw_string_literal ? inside : unescape(inside, b_.code().arena);
}

Reg GoLowering::call(SyntaxNode node) {
  SyntaxNode callee = child(node, F::function);
  const SyntaxNode list = child(node, F::arguments);
  while (kind(callee) == Go::type_instantiation_expression) callee = callee.first_named();
  switch (kind(callee)) {
    case Go::selector_expression: {
      const SyntaxNode name = child(callee, F::field);
      const Reg receiver = expression(child(callee, F::operand));
      const std::vector<Argument> args = arguments(list);
      return b_.call(receiver, name.text(), args, node.span(), name.span());
    }
    case Go::identifier:
    case Go::type_identifier: {
      const std::string_view name = callee.text();
      if (const Reg variable = b_.find(name); variable != kNoReg) {
        return b_.call(variable, {}, arguments(list), node.span(), callee.span());
      }
      const SyntaxNode first = list.first_named();
      if (name == "new" && first) {
        return b_.construct(written(first), {}, node.span(), first.span());
      }
      const std::vector<Argument> args = arguments(list);
      const bool is_conversion =
          args.size() == 1 && std::find(kBasicTypes.begin(), kBasicTypes.end(), name) != kBasicTypes.end();
      return is_conversion ? b_.cast(name, args[0].value, node.span())
                           : b_.call(kNoReg, name, args, node.span(), callee.span());
    }
    default: {
      const Reg receiver = expression(callee);
      return b_.call(receiver, {}, arguments(list), node.span(), callee.span());
    }
  }
}

Reg GoLowering::generic_call(SyntaxNode node) {
  const SyntaxNode callee = child(child(node, F::type), F::type);
  const SyntaxNode package = child(callee, F::package);
  const SyntaxNode name = package ? child(callee, F::name) : callee;
  const SyntaxNode operand = child(node, F::operand);
  const Reg receiver = package ? b_.read(package.text(), package.span()) : kNoReg;
  const std::vector<Argument> args{{expression(operand), {}, operand.span()}};
  return b_.call(receiver, name.text(), args, node.span(), name.span());
}

Reg GoLowering::slice(SyntaxNode node) {
  const Reg object = expression(child(node, F::operand));
  std::vector<Argument> parts;
  if (const SyntaxNode start = child(node, F::start))
    parts.push_back({expression(start), "start", start.span()});
  if (const SyntaxNode end = child(node, F::end)) parts.push_back({expression(end), "end", end.span()});
  if (const SyntaxNode capacity = child(node, F::capacity)) expression(capacity);
  return b_.index(object, b_.make("slice", parts, node.span()), node.span());
}

// `Card{Pan: pan}`, `[]Card{{…}}`, `map[string]Card{"a": {…}}`: literals inside have the element's type.
Reg GoLowering::composite(SyntaxNode type, SyntaxNode body, Span span) {
  while (kind(type) == Go::pointer_type || kind(type) == Go::parenthesized_type) type = type.first_named();
  const bool is_list = kind(type) == Go::slice_type || kind(type) == Go::array_type ||
                       kind(type) == Go::implicit_length_array_type;
  const bool is_map = kind(type) == Go::map_type;
  const SyntaxNode inner = is_map ? child(type, F::value) : is_list ? child(type, F::element) : SyntaxNode();
  std::vector<Argument> args;
  for (const SyntaxNode each : body.children()) {
    if (!each.is_named()) continue;
    if (kind(each) != Go::keyed_element) {
      args.push_back({element(each, inner), {}, each.span()});
      continue;
    }
    SyntaxNode key = child(each, F::key);
    if (kind(key) == Go::literal_element) key = key.first_named();
    std::string_view name;
    if (is_text(key)) {
      name = text_of(key);
    } else if (kind(key) == Go::int_literal || (!is_map && !is_list)) {
      name = key.text();
    } else {
      args.push_back({element(key, is_map ? child(type, F::key) : SyntaxNode()), {}, key.span()});
    }
    SyntaxNode value = child(each, F::value);
    if (kind(value) == Go::literal_element) value = value.first_named();
    args.push_back({is_lambda(value) ? named(value, name) : element(value, inner), name, each.span()});
  }
  if (is_list || is_map) return b_.make(is_list ? "list" : "map", args, span);
  const SyntaxNode plain = kind(type) == Go::generic_type ? child(type, F::type) : type;
  return b_.construct(written(plain), args, span, plain.span());
}

Reg GoLowering::element(SyntaxNode node, SyntaxNode type) {
  if (kind(node) == Go::literal_element) node = node.first_named();
  return kind(node) == Go::literal_value ? composite(type, node, node.span()) : expression(node);
}

Reg GoLowering::lambda(SyntaxNode node) {
  const std::string_view name = take_lambda_name();
  const FunctionId id = b_.open_function(name, node.span(), {}, kNoType);
  functions_.emplace_back();
  function_parts(node);
  close_function();
  return b_.lambda(id, node.span());
}

}  // namespace payaudit
