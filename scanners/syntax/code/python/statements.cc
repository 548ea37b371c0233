// Python's statements.
#include "scanners/syntax/code/python/lowering.h"

namespace payaudit {

using F = NodeField;

bool PythonLowering::known_statement(SyntaxNode node) {
  const Span span = node.span();
  switch (kind(node)) {
    case Python::block:
    case Python::else_clause:
    case Python::finally_clause: statements(node); return true;
    case Python::expression_statement:
      for (const SyntaxNode each : node.children()) {
        if (each.is_named() && !is_text(each)) expression(each);  // a string alone is a comment
      }
      return true;
    case Python::import_statement:
    case Python::future_import_statement: import(node); return true;
    case Python::import_from_statement: import_from(node); return true;
    case Python::decorated_definition: decorated(node); return true;
    case Python::class_definition: type(node, {}); return true;
    case Python::function_definition: function(node, {}, b_.function().name == "<fields>"); return true;
    case Python::type_alias_statement:
    case Python::pass_statement: return true;
    case Python::global_statement:
    case Python::nonlocal_statement:
      for (const SyntaxNode each : node.children()) {
        if (each.is_named()) outer_names_.back().insert(each.text());
      }
      return true;
    case Python::if_statement: if_statement(node); return true;
    case Python::for_statement: for_statement(node); return true;
    case Python::while_statement:
      b_.loop(
          {}, [&] { return expression(child(node, F::condition)); }, [&] { statement(child(node, F::body)); },
          [] {}, span);
      statements(child(node, F::alternative));
      return true;
    case Python::try_statement: try_statement(node); return true;
    case Python::with_statement: with_statement(node); return true;
    case Python::match_statement: match_statement(node); return true;
    case Python::return_statement: return_statement(node); return true;
    case Python::raise_statement: {
      const SyntaxNode value = node.first_named();
      const Reg thrown = value ? expression(value) : kNoReg;
      if (const SyntaxNode cause = child(node, F::cause); cause && cause != value) expression(cause);
      b_.throw_value(thrown, span);
      return true;
    }
    case Python::break_statement: b_.break_out({}, span); return true;
    case Python::continue_statement: b_.continue_loop({}, span); return true;
    case Python::print_statement: b_.call(kNoReg, "print", arguments(node), span, {}); return true;
    case Python::exec_statement: b_.call(kNoReg, "exec", arguments(node), span, {}); return true;
    case Python::assert_statement:
    case Python::delete_statement: statements(node); return true;
    default: return false;
  }
}

void PythonLowering::if_statement(SyntaxNode node) {
  const uint32_t end = b_.new_label();
  uint32_t next = b_.new_label();
  b_.branch(expression(child(node, F::condition)), next, child(node, F::condition).span());
  statement(child(node, F::consequence));
  for (const SyntaxNode each : node.children()) {
    if (!is_in(each, F::alternative)) continue;
    b_.jump(end, each.span());
    b_.place(next, each.span());
    next = b_.new_label();
    if (kind(each) == Python::elif_clause) {
      b_.branch(expression(child(each, F::condition)), next, child(each, F::condition).span());
      statement(child(each, F::consequence));
    } else {
      statements(each);
    }
  }
  b_.place(next, end_of(node));
  b_.place(end, end_of(node));
}

void PythonLowering::for_statement(SyntaxNode node) {
  const SyntaxNode collection = child(node, F::right);
  const SyntaxNode target = child(node, F::left);
  const Reg over = expression(collection);
  b_.for_each(
      {}, over, collection.span(), [&](Reg element) { store(target, element, target.span()); },
      [&] { statement(child(node, F::body)); }, node.span());
  statements(child(node, F::alternative));
}

void PythonLowering::try_statement(SyntaxNode node) {
  const SyntaxNode body = child(node, F::body);
  const SyntaxNode finally = child(node, Python::finally_clause);
  const auto handle = [&](uint32_t done) {
    for (const SyntaxNode each : node.children()) {
      if (kind(each) == Python::except_clause) except_clause(each, done);
    }
    // What no clause catches goes on to the caller.
    if (child(node, Python::except_clause) && !finally) b_.throw_value(kNoReg, end_of(node));
  };
  b_.protect([&] { statement(body); }, [&] { statements(child(node, Python::else_clause)); }, handle,
             node.span(), body.span());
  statements(finally);
}

void PythonLowering::except_clause(SyntaxNode node, uint32_t done) {
  const uint32_t next = b_.new_label();
  SyntaxNode type = child(node, F::value);
  SyntaxNode name = child(node, F::alias);
  if (kind(type) == Python::as_pattern) {
    name = child(type, F::alias);
    type = type.first_named();
  }
  if (kind(name) == Python::as_pattern_target) name = name.first_named();
  const Reg caught = b_.declare_in_function(name.text(), written(type), name ? name.span() : node.span());
  if (type) {
    const Reg expected = expression(type);
    b_.branch(b_.binary("instanceof", caught, expected, type.span()), next, type.span());
  }
  statement(child(node, Python::block));
  b_.jump(done, node.span());
  b_.place(next, end_of(node));
}

void PythonLowering::with_statement(SyntaxNode node) {
  for (const SyntaxNode item : child(node, Python::with_clause).children()) {
    if (kind(item) != Python::with_item) continue;
    SyntaxNode value = child(item, F::value);
    SyntaxNode target;
    if (kind(value) == Python::as_pattern) {
      target = child(value, F::alias).first_named();
      value = value.first_named();
    }
    const Reg opened = expression(value);
    if (target) store(target, opened, item.span());
  }
  statement(child(node, F::body));
}

void PythonLowering::match_statement(SyntaxNode node) {
  std::vector<Argument> subjects;
  for (const SyntaxNode each : node.children()) {
    if (is_in(each, F::subject)) add_argument(subjects, each);
  }
  if (subjects.empty()) return;
  const Reg value = subjects.size() == 1 ? subjects[0].value : b_.make("tuple", subjects, subjects[0].span);
  const uint32_t end = b_.new_label();
  for (const SyntaxNode clause : child(node, F::body).children()) {
    if (kind(clause) != Python::case_clause) continue;
    const uint32_t next = b_.new_label();
    Reg matches = kNoReg;
    for (const SyntaxNode each : clause.children()) {
      if (kind(each) != Python::case_pattern) continue;
      matches = b_.joined("&&", matches, match(each, value), each.span());
    }
    if (const SyntaxNode guard = child(clause, F::guard)) {
      matches = b_.joined("&&", matches, expression(guard.first_named()), guard.span());
    }
    if (matches != kNoReg) b_.branch(matches, next, clause.span());
    statement(child(clause, F::consequence));
    b_.jump(end, end_of(clause));
    b_.place(next, end_of(clause));
  }
  b_.place(end, end_of(node));
}

// Tests `value` against a pattern and binds its names; kNoReg for one that always matches. Tests of parts of
// a value are left out: only its class or constant is tested.
Reg PythonLowering::match(SyntaxNode pattern, Reg value) {
  const Span span = pattern.span();
  switch (kind(pattern)) {
    case Python::case_pattern: {
      const SyntaxNode inner = pattern.first_named();
      return inner ? match(inner, value) : kNoReg;  // `_`
    }
    case Python::dotted_name: {
      if (pattern.text().find('.') == std::string_view::npos) {
        store_name(pattern.first_named(), value, span);
        return kNoReg;
      }
      Reg constant = kNoReg;
      for (const SyntaxNode each : pattern.children()) {
        if (!each.is_named()) continue;
        constant = constant == kNoReg ? b_.read(each.text(), each.span())
                                      : b_.field(constant, each.text(), span, each.span());
      }
      return b_.binary("==", value, constant, span);
    }
    case Python::as_pattern: {
      const Reg test = match(pattern.first_named(), value);
      if (const SyntaxNode name = child(pattern, F::alias))
        store(name.first_named() ? name.first_named() : name, value, span);
      return test;
    }
    case Python::union_pattern: {
      Reg matches = kNoReg;
      for (const SyntaxNode each : pattern.children()) {
        if (each.is_named()) matches = b_.joined("||", matches, match(each, value), span);
      }
      return matches;
    }
    case Python::class_pattern: {
      const SyntaxNode type = pattern.first_named();
      const Reg test = b_.binary("instanceof", value, b_.name(written(type), type.span()), span);
      for (const SyntaxNode each : pattern.children()) {
        if (each.is_named() && each != type) match(each, b_.element(value, each.span()));
      }
      return test;
    }
    case Python::keyword_pattern: {
      for (const SyntaxNode each : pattern.children()) {
        if (each.is_named() && each != pattern.first_named()) match(each, value);
      }
      return kNoReg;
    }
    case Python::dict_pattern: {
      std::string_view key;
      for (const SyntaxNode each : pattern.children()) {
        if (is_in(each, F::key)) key = is_text(each) ? string_text(each, {}) : written(each);
        if (!is_in(each, F::value)) continue;
        match(each, b_.index(value, b_.literal(LiteralKind::string, key, each.span()), each.span()));
      }
      return b_.binary("instanceof", value, b_.name("dict", span), span);
    }
    case Python::list_pattern:
    case Python::tuple_pattern:
      for (const SyntaxNode each : pattern.children()) {
        if (each.is_named()) match(each, b_.element(value, each.span()));
      }
      return kNoReg;
    case Python::splat_pattern:
      if (const SyntaxNode name = pattern.first_named()) store_name(name, value, span);
      return kNoReg;
    default: return b_.binary("==", value, expression(pattern), span);
  }
}

Reg PythonLowering::assignment(SyntaxNode node) {
  const SyntaxNode target = child(node, F::left);
  const SyntaxNode right = child(node, F::right);
  const SyntaxNode type = child(node, F::type);
  if (!right) return b_.literal(LiteralKind::null, "None", node.span());  // only declares
  Reg value = kind(target) == Python::identifier ? named(right, target.text()) : expression(right);
  if (type && kind(target) == Python::identifier && b_.find(target.text()) == kNoReg &&
      outer_names_.back().count(target.text()) == 0) {
    b_.copy(b_.declare_in_function(target.text(), written(type), target.span()), value, node.span(),
            target.span());
    return value;
  }
  if (type) value = b_.cast(written(type), value, node.span());
  store(target, value, node.span());
  return value;
}

Reg PythonLowering::augmented_assignment(SyntaxNode node) {
  const SyntaxNode target = child(node, F::left);
  const Reg value = augmented(target, child(node, F::operator_).text(), child(node, F::right), node.span());
  store(target, value, node.span());
  return value;
}

void PythonLowering::store(SyntaxNode target, Reg value, Span span) {
  switch (kind(target)) {
    case Python::identifier: return store_name(target, value, span);
    case Python::attribute: {
      const SyntaxNode name = child(target, F::attribute);
      return b_.set_field(expression(child(target, F::object)), name.text(), value, span, name.span());
    }
    case Python::subscript: {
      const Reg object = expression(child(target, F::value));
      return b_.set_index(object, key(target), value, span);
    }
    case Python::pattern_list:
    case Python::tuple_pattern:
    case Python::list_pattern:
    case Python::expression_list:
    case Python::tuple:
    case Python::list: return store_parts(target, value, span);
    case Python::as_pattern_target:
    case Python::parenthesized_expression:
    case Python::list_splat_pattern:
    case Python::list_splat: return store(target.first_named(), value, span);
    default: unknown(target);
  }
}

void PythonLowering::store_parts(SyntaxNode targets, Reg value, Span span) {
  uint32_t position = 0;
  bool is_after_rest = false;
  for (const SyntaxNode each : targets.children()) {
    if (!each.is_named()) continue;
    const bool is_rest = kind(each) == Python::list_splat_pattern || kind(each) == Python::list_splat;
    is_after_rest = is_after_rest || is_rest;
    const Reg part =
        is_rest ? value
        : is_after_rest
            ? b_.element(value, span)
            : b_.index(value, b_.literal(LiteralKind::number, b_.keep(std::to_string(position)), each.span()),
                       span);
    store(each, part, span);
    ++position;
  }
}

void PythonLowering::store_name(SyntaxNode name, Reg value, Span span) {
  if (b_.find(name.text()) == kNoReg && outer_names_.back().count(name.text()) == 0) {
    b_.declare_in_function(name.text(), {}, name.span());
  }
  b_.write(name.text(), value, span, name.span());
}

}  // namespace payaudit
