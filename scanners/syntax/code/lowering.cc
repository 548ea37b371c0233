#include "scanners/syntax/code/lowering.h"

#include <algorithm>
#include <utility>

namespace payaudit {

using F = NodeField;

void CommonLowering::add_argument(std::vector<Argument>& args, SyntaxNode node) {
  args.push_back({expression(node), {}, node.span()});
}

void CommonLowering::statement(SyntaxNode node) {
  if (!known_statement(node)) expression(node);
}

void CommonLowering::statements(SyntaxNode block) {
  for (const SyntaxNode each : block.children()) {
    if (each.is_named()) statement(each);
  }
}

void CommonLowering::scoped(SyntaxNode node) {
  b_.open_scope();
  statement(node);
  b_.close_scope();
}

void CommonLowering::return_statement(SyntaxNode node) {
  const SyntaxNode value = node.first_named();
  b_.ret(value ? expression(value) : kNoReg, node.span());
}

void CommonLowering::if_statement(SyntaxNode node) {
  const SyntaxNode condition = child(node, F::condition);
  const uint32_t otherwise = b_.new_label();
  b_.branch(expression(condition), otherwise, condition.span());
  scoped(child(node, F::consequence));
  const SyntaxNode alternative = child(node, F::alternative);
  if (!alternative) return b_.place(otherwise, end_of(node));
  const uint32_t end = b_.new_label();
  b_.jump(end, node.span());
  b_.place(otherwise, alternative.span());
  scoped(alternative);
  b_.place(end, end_of(node));
}

void CommonLowering::while_statement(SyntaxNode node, std::string_view label) {
  b_.loop(
      label, [&] { return expression(child(node, F::condition)); }, [&] { scoped(child(node, F::body)); },
      [] {}, node.span());
}

void CommonLowering::do_statement(SyntaxNode node, std::string_view label) {
  const SyntaxNode condition = child(node, F::condition);
  const uint32_t start = b_.new_label();
  const uint32_t test = b_.new_label();
  const uint32_t end = b_.new_label();
  b_.place(start, node.span());
  b_.open_jumps(label, end, test);
  scoped(child(node, F::body));
  b_.close_jumps();
  b_.place(test, node.span());
  b_.branch(expression(condition), end, condition.span());
  b_.jump(start, node.span());
  b_.place(end, end_of(node));
}

void CommonLowering::labeled_block(SyntaxNode body, std::string_view label) {
  const uint32_t end = b_.new_label();
  b_.open_jumps(label, end, CodeBuilder::kNoLabel);
  statement(body);
  b_.close_jumps();
  b_.place(end, end_of(body));
}

Reg CommonLowering::unknown(SyntaxNode node) {
  std::vector<Argument> parts;
  for (const SyntaxNode each : node.children()) {
    if (!each.is_named() || known_statement(each)) continue;
    parts.push_back({expression(each), {}, each.span()});
  }
  if (parts.size() == 1) return parts[0].value;
  return b_.make({}, parts, node.span());
}

Reg CommonLowering::ternary(SyntaxNode node) {
  const Reg condition = expression(child(node, F::condition));
  return b_.conditional(
      condition, [&] { return expression(child(node, F::consequence)); },
      [&] { return expression(child(node, F::alternative)); }, node.span());
}

Reg CommonLowering::operation(SyntaxNode node, std::string_view op) {
  if (op == "&&" || op == "||" || op == "??") {
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
  while (left.kind() == node.kind() && child(left, F::operator_).text() == "+") {
    operands.push_back(child(left, F::right));
    left = child(left, F::left);
  }
  operands.push_back(left);
  std::reverse(operands.begin(), operands.end());
  std::vector<Argument> parts;
  bool has_text = false;
  for (const SyntaxNode operand : operands) {
    has_text = has_text || is_text(operand);
    parts.push_back({expression(operand), {}, operand.span()});
  }
  if (has_text) return b_.concat(parts, node.span());
  Reg sum = parts[0].value;
  for (size_t i = 1; i < parts.size(); ++i) {
    sum = b_.binary("+", sum, parts[i].value, cover(parts[0].span, parts[i].span));
  }
  return sum;
}

Reg CommonLowering::augmented(SyntaxNode target, std::string_view op, SyntaxNode right, Span span) {
  const Reg before = expression(target);
  const Reg operand = expression(right);
  if (op == "+=" && is_text(right)) {
    return b_.concat({{before, {}, target.span()}, {operand, {}, right.span()}}, span);
  }
  return b_.binary(op.substr(0, op.size() - (op.empty() ? 0 : 1)), before, operand, span);
}

Reg CommonLowering::stepped(SyntaxNode target, std::string_view op, Span span) {
  const Reg before = expression(target);
  const Reg one = b_.literal(LiteralKind::number, "1", span);
  return b_.binary(op, before, one, span);
}

bool CommonLowering::is_signed(SyntaxNode node, SyntaxNode operand) {
  return node.text().starts_with("-") && operand.span().begin == node.span().begin + 1;
}

std::vector<Argument> CommonLowering::arguments(SyntaxNode list) {
  std::vector<Argument> args;
  for (const SyntaxNode each : list.children()) {
    if (each.is_named()) add_argument(args, each);
  }
  return args;
}

Reg CommonLowering::named(SyntaxNode value, std::string_view name) {
  if (is_lambda(value)) lambda_name_ = name;
  return expression(value);
}

std::string_view CommonLowering::take_lambda_name() {
  return std::exchange(lambda_name_, {});
}

void CommonLowering::fill_default(Reg variable, SyntaxNode otherwise, Span span, Span name_span) {
  const uint32_t given = b_.new_label();
  b_.branch(b_.unary("default", variable, span), given, span);
  b_.copy(variable, expression(otherwise), span, name_span);
  b_.place(given, span);
}

bool CommonLowering::has_token(SyntaxNode node, std::string_view token) {
  for (const SyntaxNode each : node.children()) {
    if (!each.is_named() && each.text() == token) return true;
  }
  return false;
}

SyntaxNode CommonLowering::last_named(SyntaxNode node) {
  SyntaxNode last;
  for (const SyntaxNode each : node.children()) {
    if (each.is_named()) last = each;
  }
  return last;
}

std::vector<SyntaxNode> CommonLowering::named_children(SyntaxNode node) {
  std::vector<SyntaxNode> found;
  for (const SyntaxNode each : node.children()) {
    if (each.is_named()) found.push_back(each);
  }
  return found;
}

std::string_view CommonLowering::written(SyntaxNode node) {
  const std::string_view text = node.text();
  if (text.find_first_of("\n\r\t") == std::string_view::npos && text.find("  ") == std::string_view::npos) {
    return text;
  }
  std::string out;
  for (const char c : text) {
    const bool is_space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (!is_space) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  return b_.keep(out);
}

Code CommonLowering::finish() {
  Code code = b_.take();
  code.gaps.insert(code.gaps.begin(), tree_.gaps().begin(), tree_.gaps().end());
  return code;
}

}  // namespace payaudit
