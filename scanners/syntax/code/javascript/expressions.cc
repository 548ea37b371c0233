// Expressions of JavaScript and TypeScript, and JSX.
#include "scanners/syntax/code/javascript/lowering.h"

namespace payaudit {

using F = NodeField;

bool JavascriptLowering::is_text(SyntaxNode node) const {
  return kind(node) == Js::string || kind(node) == Js::template_string;
}

bool JavascriptLowering::is_lambda(SyntaxNode node) const {
  return kind(node) == Js::arrow_function || kind(node) == Js::function_expression ||
         kind(node) == Js::generator_function;
}

void JavascriptLowering::add_argument(std::vector<Argument>& args, SyntaxNode node) {
  if (kind(node) != Js::spread_element) return CommonLowering::add_argument(args, node);
  args.push_back({expression(node.first_named()), "...", node.span()});
}

Reg JavascriptLowering::expression(SyntaxNode node) {
  const Span span = node.span();
  switch (kind(node)) {
    case Js::identifier:
    case Js::shorthand_property_identifier: return b_.read(node.text(), span);
    case Js::undefined:
    case Js::null: return b_.literal(LiteralKind::null, node.text(), span);
    case Js::true_:
    case Js::false_: return b_.literal(LiteralKind::boolean, node.text(), span);
    case Js::number: return b_.literal(LiteralKind::number, node.text(), span);
    case Js::string: return b_.literal(LiteralKind::string, string_text(node), span);
    case Js::regex: return b_.literal(LiteralKind::regex, node.text(), span);
    case Js::template_string: return template_string(node);
    case Js::this_: return this_value(span);
    case Js::super_: return b_.name("super", span);
    case Js::parenthesized_expression:
    case Js::await_expression:
    case Js::non_null_expression:
    case Js::satisfies_expression:
    case Js::instantiation_expression: return expression(node.first_named());
    case Js::yield_expression: {
      const SyntaxNode value = node.first_named();
      if (!value) return b_.literal(LiteralKind::null, "undefined", span);
      const Reg given = expression(value);
      b_.yield(given, span);
      return given;
    }
    case Js::as_expression: {
      const SyntaxNode value = node.first_named();
      const SyntaxNode type = last_named(node);
      return type == value ? expression(value) : b_.cast(written(type), expression(value), span);
    }
    case Js::type_assertion: {
      const Reg value = expression(last_named(node));
      return b_.cast(written(node.first_named().first_named()), value, span);
    }
    case Js::sequence_expression: {
      Reg last = kNoReg;
      for (const SyntaxNode each : node.children()) {
        if (each.is_named()) last = expression(each);
      }
      return last == kNoReg ? b_.literal(LiteralKind::null, "undefined", span) : last;
    }
    case Js::member_expression: {
      const SyntaxNode name = child(node, F::property);
      return b_.field(expression(child(node, F::object)), name.text(), span, name.span());
    }
    case Js::subscript_expression: {
      const Reg object = expression(child(node, F::object));
      return b_.index(object, expression(child(node, F::index)), span);
    }
    case Js::assignment_expression: return assignment(node);
    case Js::augmented_assignment_expression: return augmented_assignment(node);
    case Js::update_expression: return update(node);
    case Js::unary_expression: {
      const SyntaxNode operand = child(node, F::argument);
      if (kind(operand) == Js::number && is_signed(node, operand)) {
        return b_.literal(LiteralKind::number, node.text(), span);
      }
      return b_.unary(child(node, F::operator_).text(), expression(operand), span);
    }
    case Js::binary_expression: {
      std::string_view op = child(node, F::operator_).text();
      if (op == "===" || op == "!==") op.remove_suffix(1);
      return operation(node, op);
    }
    case Js::ternary_expression: return ternary(node);
    case Js::call_expression: return call(node);
    case Js::new_expression: return creation(node);
    case Js::array: return b_.make("list", arguments(node), span);
    case Js::object: return object(node);
    case Js::arrow_function:
    case Js::function_expression:
    case Js::generator_function: return lambda(node);
    case Js::class_: {
      const std::string_view name = child(node, F::name).text();
      type(node, decorators(node));
      return b_.name(name, span);
    }
    case Js::jsx_element:
    case Js::jsx_self_closing_element: return element(node);
    case Js::jsx_expression: {
      const SyntaxNode value = node.first_named();
      return value ? expression(value) : b_.literal(LiteralKind::null, "undefined", span);
    }
    case Js::type_annotation:
    case Js::type_arguments: return b_.literal(LiteralKind::null, "undefined", span);
    default: return unknown(node);
  }
}

Reg JavascriptLowering::this_value(Span span) {
  return b_.function().self != kNoReg ? b_.function().self : b_.name("this", span);
}

std::string_view JavascriptLowering::string_text(SyntaxNode node) {
  const std::string_view text = node.text();
  if (text.size() < 2) return {};
  return unescape(text.substr(1, text.size() - 2), b_.code().arena);
}

Reg JavascriptLowering::template_string(SyntaxNode node) {
  if (!child(node, Js::template_substitution)) {
    return b_.literal(LiteralKind::string, string_text(node), node.span());
  }
  std::vector<Argument> parts;
  uint32_t at = node.span().begin + 1;
  const auto text_until = [&](uint32_t end) {
    if (end <= at) return;
    const Span span{at, end};
    const std::string_view text = unescape(source_.text(span), b_.code().arena);
    parts.push_back({b_.literal(LiteralKind::string, text, span), {}, span});
  };
  for (const SyntaxNode each : node.children()) {
    if (kind(each) != Js::template_substitution) continue;
    text_until(each.span().begin);
    if (const SyntaxNode value = each.first_named()) parts.push_back({expression(value), {}, each.span()});
    at = each.span().end;
  }
  if (node.span().end > 0) text_until(node.span().end - 1);
  return b_.concat(parts, node.span());
}

Reg JavascriptLowering::call(SyntaxNode node) {
  const SyntaxNode callee = child(node, F::function);
  const SyntaxNode list = child(node, F::arguments);
  Reg receiver = kNoReg;
  std::string_view name;
  Span name_span = callee.span();
  switch (kind(callee)) {
    case Js::member_expression: {
      const SyntaxNode property = child(callee, F::property);
      receiver = expression(child(callee, F::object));
      name = property.text();
      name_span = property.span();
      break;
    }
    case Js::import: {
      name = "import";
      const SyntaxNode module = list.first_named();
      if (kind(module) == Js::string) {
        b_.code().imports.push_back({string_text(module), {}, {}, node.span()});
      }
      break;
    }
    case Js::super_: name = "super"; break;
    case Js::identifier:
      if (b_.find(callee.text()) == kNoReg) {
        name = callee.text();
        break;
      }
      [[fallthrough]];
    default: receiver = expression(callee);
  }
  std::vector<Argument> args;
  if (kind(list) == Js::template_string) {
    args.push_back({template_string(list), {}, list.span()});
  } else {
    args = arguments(list);
  }
  return b_.call(receiver, name, args, node.span(), name_span);
}

Reg JavascriptLowering::creation(SyntaxNode node) {
  const SyntaxNode type = child(node, F::constructor);
  switch (kind(type)) {
    case Js::identifier:
    case Js::member_expression: break;
    default: expression(type);
  }
  const std::vector<Argument> args = arguments(child(node, F::arguments));
  return b_.construct(written(type), args, node.span(), type.span());
}

// A constant key names its value; the text of a computed key may be data too and is one more argument.
Reg JavascriptLowering::object(SyntaxNode node) {
  std::vector<Argument> args;
  for (const SyntaxNode each : node.children()) {
    if (!each.is_named()) continue;
    const Span span = each.span();
    switch (kind(each)) {
      case Js::pair: {
        const SyntaxNode key = child(each, F::key);
        std::string_view name;
        if (kind(key) == Js::computed_property_name) {
          args.push_back({expression(key.first_named()), {}, key.span()});
        } else {
          name = property_name(key);
        }
        args.push_back({named(child(each, F::value), name), name, span});
        break;
      }
      case Js::shorthand_property_identifier:
        args.push_back({b_.read(each.text(), span), each.text(), span});
        break;
      case Js::spread_element: args.push_back({expression(each.first_named()), "...", span}); break;
      case Js::method_definition: {
        const SyntaxNode key = child(each, F::name);
        const std::string_view name = property_name(key);
        args.push_back({b_.lambda(function(each, name, key.span()), span), name, span});
        break;
      }
      default: args.push_back({expression(each), {}, span});
    }
  }
  return b_.make("object", args, node.span());
}

Reg JavascriptLowering::lambda(SyntaxNode node) {
  const SyntaxNode own_name = child(node, F::name);
  std::string_view name = take_lambda_name();
  if (own_name) name = own_name.text();
  return b_.lambda(function(node, name, own_name.span()), node.span());
}

// `<Card pan={pan} {...rest}>text {child}</Card>`: attributes are named, children are not.
Reg JavascriptLowering::element(SyntaxNode node) {
  const SyntaxNode open = kind(node) == Js::jsx_element ? child(node, F::open_tag) : node;
  std::vector<Argument> args;
  for (const SyntaxNode each : open.children()) {
    if (is_in(each, F::attribute)) attribute(args, each);
  }
  if (kind(node) == Js::jsx_element) {
    for (const SyntaxNode each : node.children()) {
      if (!each.is_named() || is_in(each, F::open_tag) || is_in(each, F::close_tag)) continue;
      if (kind(each) == Js::jsx_text) {
        const std::string_view text = each.text();
        if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) continue;
        args.push_back({b_.literal(LiteralKind::string, text, each.span()), {}, each.span()});
      } else if (kind(each) != Js::jsx_expression || each.first_named()) {
        args.push_back({expression(each), {}, each.span()});
      }
    }
  }
  const std::string tag = "<" + std::string(written(child(open, F::name))) + ">";
  return b_.make(b_.keep(tag), args, node.span());
}

void JavascriptLowering::attribute(std::vector<Argument>& args, SyntaxNode node) {
  if (kind(node) == Js::jsx_expression) {
    const SyntaxNode value = node.first_named();
    if (!value) return;
    const SyntaxNode spread = kind(value) == Js::spread_element ? value.first_named() : value;
    args.push_back({expression(spread), "...", node.span()});
    return;
  }
  const SyntaxNode name = node.first_named();
  const SyntaxNode value = last_named(node);
  const Reg given =
      value == name
          ? b_.literal(LiteralKind::boolean, "true", node.span())
          : named(kind(value) == Js::jsx_expression && value.first_named() ? value.first_named() : value,
                  name.text());
  args.push_back({given, name.text(), node.span()});
}

}  // namespace payaudit
