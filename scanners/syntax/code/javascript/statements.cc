// Statements of JavaScript and TypeScript.
#include "scanners/syntax/code/javascript/lowering.h"

namespace payaudit {

using F = NodeField;

bool JavascriptLowering::known_statement(SyntaxNode node) {
  const Span span = node.span();
  switch (kind(node)) {
    case Js::statement_block:
      b_.open_scope();
      statements(node);
      b_.close_scope();
      return true;
    case Js::expression_statement:
    case Js::else_clause: statement(node.first_named()); return true;
    case Js::finally_clause: statement(child(node, F::body)); return true;
    case Js::ambient_declaration: statements(node); return true;
    case Js::internal_module:
    case Js::module: statements(child(node, F::body)); return true;
    case Js::empty_statement:
    case Js::function_signature:
    case Js::import_alias:
    case Js::decorator: return true;
    case Js::import_statement: import(node); return true;
    case Js::export_statement: export_statement(node); return true;
    case Js::class_declaration:
    case Js::abstract_class_declaration: type(node, decorators(node)); return true;
    case Js::interface_declaration: object_type(node, child(node, F::body)); return true;
    case Js::type_alias_declaration:
      if (const SyntaxNode value = child(node, F::value); kind(value) == Js::object_type) {
        object_type(node, value);
      }
      return true;
    case Js::enum_declaration: enum_type(node); return true;
    case Js::function_declaration:
    case Js::generator_function_declaration: {
      const SyntaxNode name = child(node, F::name);
      function(node, name.text(), name.span());
      return true;
    }
    case Js::lexical_declaration:
    case Js::using_declaration:
    case Js::variable_declaration: variables(node); return true;
    case Js::if_statement: if_statement(node); return true;
    case Js::for_statement: for_statement(node, {}); return true;
    case Js::for_in_statement: for_in(node, {}); return true;
    case Js::while_statement: while_statement(node, {}); return true;
    case Js::do_statement: do_statement(node, {}); return true;
    case Js::labeled_statement: labeled(node); return true;
    case Js::try_statement: try_statement(node); return true;
    case Js::switch_statement: switch_statement(node); return true;
    case Js::return_statement: return_statement(node); return true;
    case Js::throw_statement: b_.throw_value(expression(node.first_named()), span); return true;
    case Js::break_statement: b_.break_out(child(node, F::label).text(), span); return true;
    case Js::continue_statement: b_.continue_loop(child(node, F::label).text(), span); return true;
    case Js::with_statement:
      expression(child(node, F::object));
      statement(child(node, F::body));
      return true;
    default: return false;
  }
}

void JavascriptLowering::variables(SyntaxNode node) {
  const Binding binding = kind(node) == Js::variable_declaration ? Binding::function : Binding::block;
  for (const SyntaxNode declarator : node.children()) {
    if (kind(declarator) != Js::variable_declarator) continue;
    const SyntaxNode name = child(declarator, F::name);
    const SyntaxNode value = child(declarator, F::value);
    const std::string_view type = type_of(declarator);
    if (!value) {
      if (kind(name) != Js::identifier) continue;
      if (binding == Binding::block) b_.declare(name.text(), type, name.span());
      if (binding == Binding::function && b_.find(name.text()) == kNoReg) {
        b_.declare_in_function(name.text(), type, name.span());
      }
      continue;
    }
    import_required(declarator);
    const Reg initial = kind(name) == Js::identifier ? named(value, name.text()) : expression(value);
    bind(name, initial, binding, type, declarator.span());
  }
}

void JavascriptLowering::for_statement(SyntaxNode node, std::string_view label) {
  b_.open_scope();
  statement(child(node, F::initializer));
  SyntaxNode condition = child(node, F::condition);
  if (!condition.is_named() || kind(condition) == Js::empty_statement) condition = {};
  if (kind(condition) == Js::expression_statement) condition = condition.first_named();
  const SyntaxNode increment = child(node, F::increment);
  b_.loop(
      label, [&] { return condition ? expression(condition) : kNoReg; },
      [&] { scoped(child(node, F::body)); },
      [&] {
        if (increment) expression(increment);
      },
      node.span());
  b_.close_scope();
}

// `for … of` and `for … in`: the key that the latter gives is taken for an element.
void JavascriptLowering::for_in(SyntaxNode node, std::string_view label) {
  b_.open_scope();
  const SyntaxNode collection = child(node, F::right);
  const SyntaxNode target = child(node, F::left);
  std::string_view declared;
  for (const SyntaxNode each : node.children()) {
    if (is_in(each, F::kind)) declared = each.text();
  }
  const Binding binding = declared.empty()    ? Binding::assign
                          : declared == "var" ? Binding::function
                                              : Binding::block;
  b_.for_each(
      label, expression(collection), collection.span(),
      [&](Reg element) { bind(target, element, binding, {}, target.span()); },
      [&] { scoped(child(node, F::body)); }, node.span());
  b_.close_scope();
}

void JavascriptLowering::labeled(SyntaxNode node) {
  const std::string_view label = child(node, F::label).text();
  const SyntaxNode body = child(node, F::body);
  switch (kind(body)) {
    case Js::for_statement: return for_statement(body, label);
    case Js::for_in_statement: return for_in(body, label);
    case Js::while_statement: return while_statement(body, label);
    case Js::do_statement: return do_statement(body, label);
    default: labeled_block(body, label);
  }
}

void JavascriptLowering::try_statement(SyntaxNode node) {
  const SyntaxNode body = child(node, F::body);
  const auto handle = [&](uint32_t) {
    const SyntaxNode handler = child(node, F::handler);
    if (!handler) return;
    b_.open_scope();
    if (const SyntaxNode parameter = child(handler, F::parameter)) {
      const bool has_name = kind(parameter) == Js::identifier;
      const Reg caught =
          b_.declare(has_name ? parameter.text() : std::string_view(), type_of(handler), parameter.span());
      if (!has_name) bind(parameter, caught, Binding::block, {}, parameter.span());
    }
    statement(child(handler, F::body));
    b_.close_scope();
  };
  b_.protect([&] { statement(body); }, [] {}, handle, node.span(), body.span());
  if (const SyntaxNode finally = child(node, F::finalizer)) statement(finally);
}

void JavascriptLowering::switch_statement(SyntaxNode node) {
  const Reg value = expression(child(node, F::value));
  std::vector<SyntaxNode> clauses;
  std::vector<CodeBuilder::Case> cases;
  for (const SyntaxNode each : child(node, F::body).children()) {
    const bool is_default = kind(each) == Js::switch_default;
    if (!is_default && kind(each) != Js::switch_case) continue;
    clauses.push_back(each);
    cases.push_back({each.span(), is_default, true});
  }
  const auto test = [&](size_t i) {
    const SyntaxNode constant = child(clauses[i], F::value);
    return constant ? b_.binary("==", value, expression(constant), constant.span()) : kNoReg;
  };
  const auto body = [&](size_t i) {
    for (const SyntaxNode each : clauses[i].children()) {
      if (is_in(each, F::body) && each.is_named()) statement(each);
    }
  };
  b_.cases(cases, test, body, b_.new_label(), end_of(node));
}

}  // namespace payaudit
