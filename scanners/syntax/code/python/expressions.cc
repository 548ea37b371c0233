// Python's expressions.
#include "scanners/syntax/code/python/lowering.h"

namespace payaudit {

using F = NodeField;

namespace {

// `{{` and `}}` in the text of an f-string are one brace.
std::string_view without_doubled_braces(std::string_view text, Arena& arena) {
  if (text.find_first_of("{}") == std::string_view::npos) return text;
  std::string out;
  for (size_t at = 0; at < text.size(); ++at) {
    const bool is_brace = text[at] == '{' || text[at] == '}';
    out += text[at];
    if (is_brace && at + 1 < text.size() && text[at + 1] == text[at]) ++at;
  }
  return arena.keep(out);
}

}  // namespace

bool PythonLowering::is_text(SyntaxNode node) const {
  return kind(node) == Python::string || kind(node) == Python::concatenated_string;
}

bool PythonLowering::is_lambda(SyntaxNode node) const {
  return kind(node) == Python::lambda;
}

Reg PythonLowering::expression(SyntaxNode node) {
  const Span span = node.span();
  switch (kind(node)) {
    case Python::identifier: return b_.read(node.text(), span);
    case Python::parenthesized_expression:
    case Python::parenthesized_list_splat:
    case Python::await:
    case Python::interpolation: return expression(node.first_named());
    case Python::yield: {
      const SyntaxNode value = node.first_named();
      if (!value) return b_.literal(LiteralKind::null, "None", span);
      const Reg given = expression(value);
      b_.yield(given, span);
      return given;
    }
    case Python::string:
    case Python::concatenated_string: return string(node);
    case Python::integer:
    case Python::float_: return b_.literal(LiteralKind::number, node.text(), span);
    case Python::true_: return b_.literal(LiteralKind::boolean, "true", span);
    case Python::false_: return b_.literal(LiteralKind::boolean, "false", span);
    case Python::none: return b_.literal(LiteralKind::null, "None", span);
    case Python::ellipsis: return b_.literal(LiteralKind::null, "...", span);
    case Python::attribute: {
      const SyntaxNode name = child(node, F::attribute);
      return b_.field(expression(child(node, F::object)), name.text(), span, name.span());
    }
    case Python::subscript: return subscript(node);
    case Python::assignment: return assignment(node);
    case Python::augmented_assignment: return augmented_assignment(node);
    case Python::named_expression: {
      const Reg value = expression(child(node, F::value));
      store_name(child(node, F::name), value, span);
      return value;
    }
    case Python::binary_operator: {
      const std::string_view op = child(node, F::operator_).text();
      return op == "%" && is_text(child(node, F::left)) ? format(node) : operation(node, op);
    }
    case Python::boolean_operator:
      return operation(node, child(node, F::operator_).text() == "and" ? "&&" : "||");
    case Python::comparison_operator: return comparison(node);
    case Python::not_operator: return b_.unary("!", expression(child(node, F::argument)), span);
    case Python::unary_operator: {
      const SyntaxNode operand = child(node, F::argument);
      const bool is_number = kind(operand) == Python::integer || kind(operand) == Python::float_;
      if (is_number && is_signed(node, operand)) return b_.literal(LiteralKind::number, node.text(), span);
      return b_.unary(child(node, F::operator_).text(), expression(operand), span);
    }
    case Python::conditional_expression: {
      const std::vector<SyntaxNode> parts = named_children(node);  // value, condition, other value
      if (parts.size() != 3) return unknown(node);
      const Reg condition = expression(parts[1]);
      return b_.conditional(
          condition, [&] { return expression(parts[0]); }, [&] { return expression(parts[2]); }, span);
    }
    case Python::call: return call(node);
    case Python::lambda: return lambda(node);
    case Python::list:
    case Python::list_pattern: return collection(node, "list");
    case Python::set: return collection(node, "set");
    case Python::tuple:
    case Python::expression_list:
    case Python::pattern_list:
    case Python::tuple_pattern: return collection(node, "tuple");
    case Python::dictionary: return collection(node, "map");
    case Python::slice: return key(node);
    case Python::list_comprehension: return comprehension(node, "list");
    case Python::set_comprehension: return comprehension(node, "set");
    case Python::generator_expression: return comprehension(node, "list");
    case Python::dictionary_comprehension: return comprehension(node, "map");
    default: return unknown(node);
  }
}

Reg PythonLowering::collection(SyntaxNode node, std::string_view what) {
  return b_.make(what, arguments(node), node.span());
}

void PythonLowering::add_argument(std::vector<Argument>& args, SyntaxNode node) {
  switch (kind(node)) {
    case Python::keyword_argument:
      args.push_back({expression(child(node, F::value)), child(node, F::name).text(), node.span()});
      return;
    case Python::list_splat:
    case Python::dictionary_splat:
      args.push_back({expression(node.first_named()), "...", node.span()});
      return;
    case Python::pair: return add_pair(args, node);
    default: args.push_back({expression(node), {}, node.span()});
  }
}

// A constant key names its value; the text of another key may be data too and is one more argument.
void PythonLowering::add_pair(std::vector<Argument>& args, SyntaxNode pair) {
  const SyntaxNode key = child(pair, F::key);
  std::string_view name;
  if (kind(key) == Python::string && !child(key, Python::interpolation)) {
    name = string_text(key, {});
  } else if (kind(key) == Python::integer) {
    name = key.text();
  } else {
    args.push_back({expression(key), {}, key.span()});
  }
  args.push_back({named(child(pair, F::value), name), name, pair.span()});
}

// The text of one piece of a string, or, without `content`, of the whole string.
std::string_view PythonLowering::string_text(SyntaxNode string, SyntaxNode content) {
  const SyntaxNode start = child(string, Python::string_start);
  const SyntaxNode end = child(string, Python::string_end);
  const std::string_view prefix = start.text();
  Span inside = content ? content.span() : Span{start.span().end, end ? end.span().begin : string.span().end};
  if (inside.begin > inside.end) inside.end = inside.begin;
  const std::string_view text = source_.text(inside);
  if (prefix.find_first_of("rR") != std::string_view::npos) return text;
  return unescape(text, b_.code().arena, true);
}

Reg PythonLowering::string(SyntaxNode node) {
  std::vector<Argument> parts;
  if (kind(node) == Python::concatenated_string) {
    bool is_constant = true;
    std::string text;
    for (const SyntaxNode each : node.children()) {
      if (!each.is_named()) continue;
      if (child(each, Python::interpolation)) is_constant = false;
      if (is_constant) text += string_text(each, {});
    }
    if (is_constant) return b_.literal(LiteralKind::string, b_.keep(text), node.span());
    for (const SyntaxNode each : node.children()) {
      if (each.is_named()) string_parts(each, parts);
    }
    return b_.concat(parts, node.span());
  }
  if (!child(node, Python::interpolation)) {
    return b_.literal(LiteralKind::string, string_text(node, {}), node.span());
  }
  string_parts(node, parts);
  return b_.concat(parts, node.span());
}

void PythonLowering::string_parts(SyntaxNode node, std::vector<Argument>& parts) {
  if (!child(node, Python::interpolation)) {
    parts.push_back({b_.literal(LiteralKind::string, string_text(node, {}), node.span()), {}, node.span()});
    return;
  }
  for (const SyntaxNode each : node.children()) {
    if (kind(each) == Python::interpolation) {
      parts.push_back({expression(each.first_named()), {}, each.span()});
      // `{x:{width}}`: the width is a value too.
      if (const SyntaxNode format = child(each, F::format_specifier)) {
        for (const SyntaxNode inner : format.children()) {
          if (inner.is_named()) parts.push_back({expression(inner.first_named()), {}, inner.span()});
        }
      }
    } else if (kind(each) == Python::string_content) {
      const std::string_view text = without_doubled_braces(string_text(node, each), b_.code().arena);
      parts.push_back({b_.literal(LiteralKind::string, text, each.span()), {}, each.span()});
    }
  }
}

// `"… %s" % (a, b)`: the format and its values.
Reg PythonLowering::format(SyntaxNode node) {
  const SyntaxNode left = child(node, F::left);
  const SyntaxNode right = child(node, F::right);
  std::vector<Argument> parts{{expression(left), {}, left.span()}};
  if (kind(right) == Python::tuple) {
    for (const Argument& each : arguments(right)) parts.push_back(each);
  } else {
    parts.push_back({expression(right), {}, right.span()});
  }
  return b_.concat(parts, node.span());
}

// `a < b <= c` is `a < b && b <= c`.
Reg PythonLowering::comparison(SyntaxNode node) {
  Reg left = kNoReg;
  Reg all = kNoReg;
  std::string_view op;
  bool is_negated = false;
  for (const SyntaxNode each : node.children()) {
    if (!each.is_named()) {
      // `not in` and `is not` are one token, whatever blanks are inside.
      const std::string_view text = each.text();
      is_negated = text.starts_with("not");
      if (text.starts_with("not") || text == "in") {
        op = "in";
      } else if (text.starts_with("is")) {
        op = text == "is" ? "==" : "!=";
      } else {
        op = text == "<>" ? "!=" : text;
      }
      continue;
    }
    const Reg operand = expression(each);
    if (left != kNoReg) {
      Reg test = b_.binary(op, left, operand, node.span());
      if (is_negated) test = b_.unary("!", test, node.span());
      all = all == kNoReg ? test : b_.binary("&&", all, test, node.span());
    }
    left = operand;
  }
  return all == kNoReg ? left : all;
}

Reg PythonLowering::call(SyntaxNode node) {
  const SyntaxNode callee = child(node, F::function);
  const SyntaxNode list = child(node, F::arguments);
  Reg receiver = kNoReg;
  std::string_view name;
  Span name_span = callee.span();
  if (kind(callee) == Python::attribute) {
    const SyntaxNode attribute = child(callee, F::attribute);
    receiver = expression(child(callee, F::object));
    name = attribute.text();
    name_span = attribute.span();
  } else if (kind(callee) == Python::identifier && b_.find(callee.text()) == kNoReg) {
    name = callee.text();
  } else {
    receiver = expression(callee);
  }
  std::vector<Argument> args;
  if (kind(list) == Python::generator_expression) {
    args.push_back({expression(list), {}, list.span()});
  } else {
    args = arguments(list);
  }
  return b_.call(receiver, name, args, node.span(), name_span);
}

Reg PythonLowering::lambda(SyntaxNode node) {
  const std::string_view name = take_lambda_name();
  const FunctionId id = b_.open_function(name, node.span(), {}, kNoType);
  outer_names_.emplace_back();
  parameters(child(node, F::parameters), false);
  const SyntaxNode body = child(node, F::body);
  b_.ret(expression(body), body.span());
  outer_names_.pop_back();
  b_.close_function();
  return b_.lambda(id, node.span());
}

Reg PythonLowering::subscript(SyntaxNode node) {
  const Reg object = expression(child(node, F::value));
  return b_.index(object, key(node), node.span());
}

// The key of a subscript: its value, a tuple of several, or a slice.
Reg PythonLowering::key(SyntaxNode node) {
  if (kind(node) == Python::slice) {
    static constexpr std::string_view kParts[] = {"start", "end", "step"};
    std::vector<Argument> args;
    size_t part = 0;
    for (const SyntaxNode each : node.children()) {
      if (!each.is_named()) {
        part += each.text() == ":" ? 1 : 0;
      } else if (part < 3) {
        args.push_back({expression(each), kParts[part], each.span()});
      }
    }
    return b_.make("slice", args, node.span());
  }
  std::vector<Argument> keys;
  for (const SyntaxNode each : node.children()) {
    if (is_in(each, F::subscript) && each.is_named()) add_argument(keys, each);
  }
  return keys.size() == 1 ? keys[0].value : b_.make("tuple", keys, node.span());
}

// Loops around one `make`: what it makes holds the elements.
Reg PythonLowering::comprehension(SyntaxNode node, std::string_view what) {
  std::vector<SyntaxNode> clauses;
  for (const SyntaxNode each : node.children()) {
    if (kind(each) == Python::for_in_clause || kind(each) == Python::if_clause) clauses.push_back(each);
  }
  const Reg out = b_.temporary();
  b_.open_scope();
  const auto clause = [&](auto& self, size_t i) -> void {
    if (i == clauses.size()) {
      std::vector<Argument> args;
      add_argument(args, child(node, F::body));
      b_.copy(out, b_.make(what, args, node.span()), node.span());
      return;
    }
    const SyntaxNode each = clauses[i];
    if (kind(each) == Python::if_clause) {
      const uint32_t next = b_.new_label();
      b_.branch(expression(each.first_named()), next, each.span());
      self(self, i + 1);
      b_.place(next, each.span());
      return;
    }
    const SyntaxNode collection = child(each, F::right);
    const SyntaxNode target = child(each, F::left);
    b_.for_each(
        {}, expression(collection), collection.span(),
        [&](Reg element) {
          const auto declare = [&](auto& declare_all, SyntaxNode names) -> void {
            if (kind(names) == Python::identifier) {
              b_.declare(names.text(), {}, names.span());
              return;
            }
            for (const SyntaxNode inner : names.children()) declare_all(declare_all, inner);
          };
          declare(declare, target);
          store(target, element, target.span());
        },
        [&] { self(self, i + 1); }, each.span());
  };
  clause(clause, 0);
  b_.close_scope();
  return out;
}

}  // namespace payaudit
