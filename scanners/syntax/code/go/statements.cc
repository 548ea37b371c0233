// Go's statements.
#include "scanners/syntax/code/go/lowering.h"

namespace payaudit {

using F = NodeField;

bool GoLowering::known_statement(SyntaxNode node) {
  const Span span = node.span();
  switch (kind(node)) {
    case Go::block:
      b_.open_scope();
      statements(node);
      b_.close_scope();
      return true;
    case Go::statement_list: statements(node); return true;
    case Go::expression_statement:
    case Go::go_statement:
    case Go::defer_statement: statement(node.first_named()); return true;
    case Go::empty_statement:
    case Go::fallthrough_statement:
    case Go::label_name: return true;
    case Go::function_declaration:
    case Go::method_declaration: function(node); return true;
    case Go::import_declaration: imports(node); return true;
    case Go::type_declaration: types(node); return true;
    case Go::const_declaration:
    case Go::var_declaration: specs(node); return true;
    case Go::short_var_declaration: short_declaration(node); return true;
    case Go::assignment_statement: assignment(node); return true;
    case Go::inc_statement:
    case Go::dec_statement: {
      const SyntaxNode target = node.first_named();
      store(target, stepped(target, kind(node) == Go::inc_statement ? "+" : "-", span), span);
      return true;
    }
    case Go::send_statement: {
      const SyntaxNode value = child(node, F::value);
      const Reg channel = expression(child(node, F::channel));
      b_.call(channel, "<-", {{expression(value), {}, value.span()}}, span, {});
      return true;
    }
    case Go::if_statement:
      b_.open_scope();
      if (const SyntaxNode initializer = child(node, F::initializer)) statement(initializer);
      if_statement(node);
      b_.close_scope();
      return true;
    case Go::for_statement: for_statement(node, {}); return true;
    case Go::expression_switch_statement: switch_statement(node); return true;
    case Go::type_switch_statement: type_switch(node); return true;
    case Go::select_statement: select(node); return true;
    case Go::labeled_statement: labeled(node); return true;
    case Go::return_statement: returns(node); return true;
    case Go::break_statement: b_.break_out(node.first_named().text(), span); return true;
    case Go::continue_statement: b_.continue_loop(node.first_named().text(), span); return true;
    case Go::goto_statement: b_.jump(named_label(node.first_named().text()).number, span); return true;
    default: return false;
  }
}

void GoLowering::specs(SyntaxNode declaration) {
  for (const SyntaxNode each : declaration.children()) {
    if (kind(each) == Go::var_spec || kind(each) == Go::const_spec) spec(each);
    if (kind(each) == Go::var_spec_list) specs(each);
  }
}

void GoLowering::spec(SyntaxNode node) {
  std::vector<SyntaxNode> names;
  for (const SyntaxNode each : node.children()) {
    if (is_in(each, F::name) && each.is_named()) names.push_back(each);
  }
  const SyntaxNode list = child(node, F::value);
  const std::vector<Reg> initial = list ? values(list, names) : std::vector<Reg>();
  const std::string_view type = written(child(node, F::type));
  for (size_t i = 0; i < names.size(); ++i) {
    const Reg variable = b_.declare(names[i].text(), type, names[i].span());
    if (i < initial.size()) b_.copy(variable, initial[i], node.span(), names[i].span());
  }
}

void GoLowering::short_declaration(SyntaxNode node) {
  const std::vector<SyntaxNode> targets = named_children(child(node, F::left));
  const std::vector<Reg> given = values(child(node, F::right), targets);
  for (size_t i = 0; i < targets.size() && i < given.size(); ++i) declare(targets[i], given[i], node.span());
}

// One value a target: as many expressions, or the parts of the single one.
std::vector<Reg> GoLowering::values(SyntaxNode list, const std::vector<SyntaxNode>& targets) {
  const std::vector<SyntaxNode> given =
      kind(list) == Go::expression_list ? named_children(list) : std::vector<SyntaxNode>{list};
  std::vector<Reg> out;
  if (given.size() != 1 || targets.size() < 2) {
    for (size_t i = 0; i < given.size(); ++i) {
      const bool has_name = i < targets.size() && kind(targets[i]) == Go::identifier;
      out.push_back(has_name ? named(given[i], targets[i].text()) : expression(given[i]));
    }
    return out;
  }
  const SyntaxNode single = given[0];
  const Reg value = expression(single);
  const bool tells_ok = kind(single) == Go::index_expression ||
                        kind(single) == Go::type_assertion_expression || kind(single) == Go::unary_expression;
  for (size_t i = 0; i < targets.size(); ++i) {
    if (tells_ok) {
      out.push_back(i == 0 ? value : b_.unary("ok", value, single.span()));
    } else {
      const Reg position = b_.literal(LiteralKind::number, b_.keep(std::to_string(i)), targets[i].span());
      out.push_back(b_.index(value, position, single.span()));
    }
  }
  return out;
}

// `:=` declares a name unless it is one of this scope already.
void GoLowering::declare(SyntaxNode name, Reg value, Span span) {
  if (kind(name) != Go::identifier) return store(name, value, span);
  if (name.text() == "_") return;
  if (!b_.is_declared_in_scope(name.text())) b_.declare(name.text(), {}, name.span());
  b_.write(name.text(), value, span, name.span());
}

void GoLowering::assignment(SyntaxNode node) {
  const std::vector<SyntaxNode> targets = named_children(child(node, F::left));
  const SyntaxNode right = child(node, F::right);
  const std::string_view op = child(node, F::operator_).text();
  if (op == "=" || targets.size() != 1) {
    const std::vector<Reg> given = values(right, targets);
    for (size_t i = 0; i < targets.size() && i < given.size(); ++i) store(targets[i], given[i], node.span());
    return;
  }
  const SyntaxNode operand = kind(right) == Go::expression_list ? right.first_named() : right;
  store(targets[0], augmented(targets[0], op, operand, node.span()), node.span());
}

void GoLowering::store(SyntaxNode target, Reg value, Span span) {
  switch (kind(target)) {
    case Go::blank_identifier: return;
    case Go::identifier:
      if (target.text() != "_") b_.write(target.text(), value, span, target.span());
      return;
    case Go::selector_expression: {
      const SyntaxNode name = child(target, F::field);
      return b_.set_field(expression(child(target, F::operand)), name.text(), value, span, name.span());
    }
    case Go::index_expression: {
      const Reg object = expression(child(target, F::operand));
      return b_.set_index(object, expression(child(target, F::index)), value, span);
    }
    case Go::unary_expression:
    case Go::parenthesized_expression: return store(target.first_named(), value, span);
    default: unknown(target);
  }
}

void GoLowering::for_statement(SyntaxNode node, std::string_view label) {
  const SyntaxNode body = child(node, F::body);
  SyntaxNode head = node.first_named();
  if (head == body) head = {};
  if (kind(head) == Go::range_clause) return range(node, head, label);
  b_.open_scope();
  const bool has_clause = kind(head) == Go::for_clause;
  if (const SyntaxNode initializer = child(head, F::initializer)) statement(initializer);
  const SyntaxNode condition = has_clause ? child(head, F::condition) : head;
  const SyntaxNode update = child(head, F::update);
  b_.loop(
      label, [&] { return condition ? expression(condition) : kNoReg; }, [&] { statement(body); },
      [&] {
        if (has_clause && update) statement(update);
      },
      node.span());
  b_.close_scope();
}

void GoLowering::range(SyntaxNode node, SyntaxNode clause, std::string_view label) {
  b_.open_scope();
  const SyntaxNode collection = child(clause, F::right);
  const std::vector<SyntaxNode> targets = named_children(child(clause, F::left));
  const bool declares = has_token(clause, ":=");
  const Reg over = expression(collection);
  b_.for_each(
      label, over, collection.span(),
      [&](Reg element) {
        for (size_t i = 0; i < targets.size(); ++i) {
          const Reg value = i == 0 ? b_.unary("key", over, targets[i].span()) : element;
          if (declares) {
            declare(targets[i], value, targets[i].span());
          } else {
            store(targets[i], value, targets[i].span());
          }
        }
      },
      [&] { statement(child(node, F::body)); }, node.span());
  b_.close_scope();
}

void GoLowering::switch_statement(SyntaxNode node) {
  b_.open_scope();
  if (const SyntaxNode initializer = child(node, F::initializer)) statement(initializer);
  const SyntaxNode subject = child(node, F::value);
  const Reg value = subject ? expression(subject) : kNoReg;
  std::vector<SyntaxNode> clauses;
  std::vector<CodeBuilder::Case> cases;
  for (const SyntaxNode each : node.children()) {
    const bool is_default = kind(each) == Go::default_case;
    if (!is_default && kind(each) != Go::expression_case) continue;
    const SyntaxNode last = last_named(child(each, Go::statement_list));
    clauses.push_back(each);
    cases.push_back({each.span(), is_default, kind(last) == Go::fallthrough_statement});
  }
  const auto test = [&](size_t i) {
    Reg matches = kNoReg;
    for (const SyntaxNode each : child(clauses[i], F::value).children()) {
      if (!each.is_named()) continue;
      Reg met = expression(each);
      if (value != kNoReg) met = b_.binary("==", value, met, each.span());
      matches = b_.joined("||", matches, met, each.span());
    }
    return matches;
  };
  const auto body = [&](size_t i) { statement(child(clauses[i], Go::statement_list)); };
  b_.cases(cases, test, body, b_.new_label(), end_of(node));
  b_.close_scope();
}

// `switch x := v.(type)`: x has the type of a case that names one.
void GoLowering::type_switch(SyntaxNode node) {
  b_.open_scope();
  if (const SyntaxNode initializer = child(node, F::initializer)) statement(initializer);
  const Reg value = expression(child(node, F::value));
  const SyntaxNode alias = child(node, F::alias).first_named();
  std::vector<SyntaxNode> clauses;
  std::vector<CodeBuilder::Case> cases;
  for (const SyntaxNode each : node.children()) {
    const bool is_default = kind(each) == Go::default_case;
    if (!is_default && kind(each) != Go::type_case) continue;
    clauses.push_back(each);
    cases.push_back({each.span(), is_default, false});
  }
  const auto test = [&](size_t i) {
    Reg matches = kNoReg;
    std::string_view type;
    size_t count = 0;
    for (const SyntaxNode each : clauses[i].children()) {
      if (!is_in(each, F::type) || !each.is_named()) continue;
      type = written(each);
      ++count;
      const Reg met = b_.binary("instanceof", value, b_.name(type, each.span()), each.span());
      matches = b_.joined("||", matches, met, each.span());
    }
    if (alias) {
      const Reg variable = b_.declare(alias.text(), count == 1 ? type : std::string_view(), alias.span());
      b_.copy(variable, value, alias.span(), alias.span());
    }
    return matches;
  };
  const auto body = [&](size_t i) {
    if (const SyntaxNode list = child(clauses[i], Go::statement_list)) statement(list);
  };
  b_.cases(cases, test, body, b_.new_label(), end_of(node));
  b_.close_scope();
}

void GoLowering::select(SyntaxNode node) {
  std::vector<SyntaxNode> clauses;
  std::vector<CodeBuilder::Case> cases;
  for (const SyntaxNode each : node.children()) {
    const bool is_default = kind(each) == Go::default_case;
    if (!is_default && kind(each) != Go::communication_case) continue;
    clauses.push_back(each);
    cases.push_back({each.span(), is_default, false});
  }
  // Which channel is ready only a run knows: that is the test, and the case's communication what is done
  // first.
  const auto test = [&](size_t i) {
    const SyntaxNode communication = child(clauses[i], F::communication);
    SyntaxNode channel = child(communication, F::channel);
    if (kind(communication) == Go::receive_statement) channel = child(communication, F::right).first_named();
    return channel ? b_.unary("more", expression(channel), communication.span()) : kNoReg;
  };
  const auto body = [&](size_t i) {
    const SyntaxNode communication = child(clauses[i], F::communication);
    if (kind(communication) == Go::receive_statement) {
      const std::vector<SyntaxNode> targets = named_children(child(communication, F::left));
      const std::vector<Reg> given = values(child(communication, F::right), targets);
      for (size_t t = 0; t < targets.size() && t < given.size(); ++t) {
        if (has_token(communication, ":=")) {
          declare(targets[t], given[t], communication.span());
        } else {
          store(targets[t], given[t], communication.span());
        }
      }
    } else if (communication) {
      statement(communication);
    }
    if (const SyntaxNode list = child(clauses[i], Go::statement_list)) statement(list);
  };
  b_.cases(cases, test, body, b_.new_label(), end_of(node));
}

void GoLowering::labeled(SyntaxNode node) {
  const std::string_view label = child(node, F::label).text();
  Label& target = named_label(label);
  if (!target.is_placed) b_.place(target.number, child(node, F::label).span());
  target.is_placed = true;
  const SyntaxNode body = last_named(node);
  if (kind(body) == Go::for_statement) return for_statement(body, label);
  if (kind(body) == Go::label_name) return;
  labeled_block(body, label);
}

GoLowering::Label& GoLowering::named_label(std::string_view name) {
  const auto [at, is_new] = functions_.back().labels.try_emplace(name);
  if (is_new) at->second.number = b_.new_label();
  return at->second;
}

void GoLowering::returns(SyntaxNode node) {
  std::vector<Argument> values;
  const SyntaxNode list = node.first_named();
  for (const SyntaxNode each : list.children()) {
    if (each.is_named()) values.push_back({expression(each), {}, each.span()});
  }
  if (!list) {
    for (const Reg result : functions_.back().results) values.push_back({result, {}, node.span()});
  }
  b_.ret(values, node.span());
}

}  // namespace payaudit
