// Java's statements.
#include "scanners/syntax/code/java/lowering.h"

namespace payaudit {

using F = NodeField;

bool JavaLowering::known_statement(SyntaxNode node) {
  if (is_type_declaration(node)) {
    type(node);
    return true;
  }
  const Span span = node.span();
  switch (kind(node)) {
    case Java::block:
    case Java::constructor_body:
      b_.open_scope();
      statements(node);
      b_.close_scope();
      return true;
    case Java::expression_statement: statement(node.first_named()); return true;
    case Java::local_variable_declaration: local_variables(node); return true;
    case Java::method_declaration: method(node, child(node, F::parameters)); return true;
    case Java::if_statement: if_statement(node); return true;
    case Java::for_statement: for_statement(node, {}); return true;
    case Java::enhanced_for_statement: enhanced_for(node, {}); return true;
    case Java::while_statement: while_statement(node, {}); return true;
    case Java::do_statement: do_statement(node, {}); return true;
    case Java::labeled_statement: labeled(node); return true;
    case Java::try_statement:
    case Java::try_with_resources_statement: try_statement(node); return true;
    case Java::return_statement: return_statement(node); return true;
    case Java::throw_statement: b_.throw_value(expression(node.first_named()), span); return true;
    case Java::yield_statement: yield_value(node); return true;
    case Java::break_statement: b_.break_out(node.first_named().text(), span); return true;
    case Java::continue_statement: b_.continue_loop(node.first_named().text(), span); return true;
    case Java::synchronized_statement:
      expression(child(node, Java::parenthesized_expression));
      statement(child(node, F::body));
      return true;
    case Java::assert_statement: statements(node); return true;
    case Java::explicit_constructor_invocation: {
      const SyntaxNode callee = child(node, F::constructor);
      const SyntaxNode object = child(node, F::object);
      const Reg receiver = object ? expression(object) : kNoReg;
      b_.call(receiver, callee.text(), arguments(child(node, F::arguments)), span, callee.span());
      return true;
    }
    default: return false;
  }
}

void JavaLowering::local_variables(SyntaxNode node) {
  for (const SyntaxNode declarator : node.children()) {
    if (kind(declarator) != Java::variable_declarator) continue;
    const SyntaxNode name = child(declarator, F::name);
    const Reg value = child(declarator, F::value)
                          ? named(child(declarator, F::value), child(declarator, F::name).text())
                          : kNoReg;
    const Reg variable = b_.declare(
        name.text(), type_text(child(node, F::type), child(declarator, F::dimensions)), name.span());
    if (value != kNoReg) b_.copy(variable, value, declarator.span(), name.span());
  }
}

void JavaLowering::for_statement(SyntaxNode node, std::string_view label) {
  b_.open_scope();
  for (const SyntaxNode each : node.children()) {
    if (is_in(each, F::init)) statement(each);
  }
  const SyntaxNode condition = child(node, F::condition);
  b_.loop(
      label, [&] { return condition ? expression(condition) : kNoReg; },
      [&] { scoped(child(node, F::body)); },
      [&] {
        for (const SyntaxNode each : node.children()) {
          if (is_in(each, F::update)) statement(each);
        }
      },
      node.span());
  b_.close_scope();
}

void JavaLowering::enhanced_for(SyntaxNode node, std::string_view label) {
  b_.open_scope();
  const SyntaxNode collection = child(node, F::value);
  const SyntaxNode name = child(node, F::name);
  const Reg over = expression(collection);
  const Reg variable =
      b_.declare(name.text(), type_text(child(node, F::type), child(node, F::dimensions)), name.span());
  b_.for_each(
      label, over, collection.span(),
      [&](Reg element) { b_.copy(variable, element, name.span(), name.span()); },
      [&] { scoped(child(node, F::body)); }, node.span());
  b_.close_scope();
}

void JavaLowering::labeled(SyntaxNode node) {
  const std::string_view label = node.first_named().text();
  const SyntaxNode body = last_named(node);
  switch (kind(body)) {
    case Java::for_statement: return for_statement(body, label);
    case Java::enhanced_for_statement: return enhanced_for(body, label);
    case Java::while_statement: return while_statement(body, label);
    case Java::do_statement: return do_statement(body, label);
    default: labeled_block(body, label);
  }
}

void JavaLowering::try_statement(SyntaxNode node) {
  const SyntaxNode body = child(node, F::body);
  const SyntaxNode finally = child(node, Java::finally_clause);
  const auto protected_body = [&] {
    b_.open_scope();
    for (const SyntaxNode each : child(node, F::resources).children()) {
      if (kind(each) == Java::resource) resource(each);
    }
    statement(body);
    b_.close_scope();
  };
  const auto handle = [&](uint32_t done) {
    for (const SyntaxNode each : node.children()) {
      if (kind(each) == Java::catch_clause) catch_clause(each, done);
    }
    // What no clause catches goes on to the caller.
    if (child(node, Java::catch_clause) && !finally) b_.throw_value(kNoReg, end_of(node));
  };
  b_.protect(
      protected_body, [] {}, handle, node.span(), body.span());
  if (finally) statement(finally.first_named());
}

void JavaLowering::catch_clause(SyntaxNode node, uint32_t done) {
  b_.open_scope();
  const SyntaxNode parameter = child(node, Java::catch_formal_parameter);
  const SyntaxNode type = child(parameter, Java::catch_type);
  const SyntaxNode name = child(parameter, F::name);
  const Reg caught = b_.declare(name.text(), written(type), parameter.span());
  Reg matches = kNoReg;
  for (const SyntaxNode each : type.children()) {
    if (!each.is_named()) continue;
    const Reg is_of_type = b_.binary("instanceof", caught, b_.name(written(each), each.span()), each.span());
    matches = b_.joined("||", matches, is_of_type, type.span());
  }
  const uint32_t next = b_.new_label();
  if (matches != kNoReg) b_.branch(matches, next, type.span());
  statement(child(node, F::body));
  b_.jump(done, node.span());
  b_.place(next, end_of(node));
  b_.close_scope();
}

void JavaLowering::resource(SyntaxNode node) {
  const SyntaxNode value = child(node, F::value);
  if (!value) {
    expression(node.first_named());
    return;
  }
  const SyntaxNode name = child(node, F::name);
  const Reg opened = expression(value);
  const Reg variable =
      b_.declare(name.text(), type_text(child(node, F::type), child(node, F::dimensions)), name.span());
  b_.copy(variable, opened, node.span(), name.span());
}

Reg JavaLowering::switch_on(SyntaxNode node) {
  const Reg value = expression(child(node, F::condition));
  const Reg out = b_.temporary();
  const uint32_t end = b_.new_label();
  std::vector<SyntaxNode> groups;
  std::vector<CodeBuilder::Case> cases;
  for (const SyntaxNode group : child(node, F::body).children()) {
    const bool is_rule = kind(group) == Java::switch_rule;
    if (!is_rule && kind(group) != Java::switch_block_statement_group) continue;
    bool is_default = false;
    for (const SyntaxNode label : group.children()) {
      is_default = is_default || (kind(label) == Java::switch_label && has_token(label, "default"));
    }
    groups.push_back(group);
    cases.push_back({group.span(), is_default, !is_rule});
  }
  const auto test = [&](size_t i) {
    Reg matches = kNoReg;
    for (const SyntaxNode label : groups[i].children()) {
      if (kind(label) != Java::switch_label) continue;
      matches = b_.joined("||", matches, case_test(label, value), label.span());
    }
    return matches;
  };
  const auto body = [&](size_t i) {
    for (const SyntaxNode each : groups[i].children()) {
      if (!each.is_named() || kind(each) == Java::switch_label) continue;
      if (!cases[i].falls_through && kind(each) == Java::expression_statement) {
        b_.copy(out, expression(each.first_named()), each.span());
      } else {
        statement(each);
      }
    }
  };
  switches_.push_back({out, end, b_.current_function()});
  b_.open_scope();
  b_.cases(cases, test, body, end, end_of(node));
  b_.close_scope();
  switches_.pop_back();
  return out;
}

// Whether `value` is one of the label's constants or matches one of its patterns; kNoReg for a default.
Reg JavaLowering::case_test(SyntaxNode label, Reg value) {
  Reg matches = kNoReg;
  for (const SyntaxNode each : label.children()) {
    if (!each.is_named()) continue;
    if (kind(each) == Java::guard) {
      const Reg holds = expression(each.first_named());
      matches = b_.joined("&&", matches, holds, each.span());
      continue;
    }
    Reg test = kNoReg;
    if (kind(each) == Java::pattern) {
      const SyntaxNode pattern = each.first_named();
      const SyntaxNode type = pattern.first_named();
      test = b_.binary("instanceof", value, b_.name(written(type), type.span()), each.span());
      bind_pattern(pattern, value);
    } else {
      test = b_.binary("==", value, expression(each), each.span());
    }
    matches = b_.joined("||", matches, test, label.span());
  }
  return matches;
}

void JavaLowering::yield_value(SyntaxNode node) {
  const Reg value = expression(node.first_named());
  if (switches_.empty() || switches_.back().function != b_.current_function()) return;
  b_.copy(switches_.back().out, value, node.span());
  b_.jump(switches_.back().end, node.span());
}

}  // namespace payaudit
