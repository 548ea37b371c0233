// HCL's expressions: evaluated as far as they are literals, and kept as references and calls otherwise.
#include <string>

#include "scanners/syntax/hcl/lowering.h"

namespace payaudit::hcl {

namespace {

size_t closing(std::span<const SyntaxNode> terms) {
  size_t i = 0;
  while (i < terms.size() && (terms[i].is_named() || terms[i].text() != ")")) ++i;
  return i;
}

}  // namespace

// An expression's terms: one term with its suffixes, or a conditional or operation. `head` has the key.
void Lowering::expression(NodeId parent, const Node& head, SyntaxNode node) {
  std::vector<SyntaxNode> terms;
  for (const SyntaxNode child : node.children()) terms.push_back(child);
  term(parent, head, terms, node.span());
}

void Lowering::term(NodeId parent, const Node& head, std::span<const SyntaxNode> terms, Span span) {
  for (const SyntaxNode part : terms) {
    if (part.is_error() || part.is_missing()) return opaque(parent, head, span);
  }
  if (terms.empty()) return opaque(parent, head, span);
  if (terms.size() >= 3 && !terms[0].is_named() && terms[0].text() == "(") {
    const size_t close = closing(terms);
    if (close < terms.size() && terms[1].kind() == k_expression) {
      if (close + 1 == terms.size()) return expression(parent, head, terms[1]);
      return suffixed(parent, head, terms.subspan(0, close + 1), terms.subspan(close + 1), span);
    }
  }
  if (terms.size() == 1) return single(parent, head, terms[0], span);
  if (terms[0].kind() == k_variable_expr) {
    if (reference(parent, head, terms, span)) return;
  }
  suffixed(parent, head, terms.subspan(0, 1), terms.subspan(1), span);
}

void Lowering::single(NodeId parent, Node head, SyntaxNode node, Span span) {
  head.span = span;
  switch (node.kind()) {
    case k_literal_value: return literal(parent, head, node);
    case k_string_lit: {
      head.kind = NodeKind::string;
      head.text = string_text(node);
      tree_.append(parent, head);
      return;
    }
    case k_template_expr: return template_expression(parent, head, node.first_named());
    case k_collection_value: return collection(parent, head, node.first_named());
    case k_variable_expr:
      head.kind = NodeKind::reference;
      head.text = node.text();
      tree_.append(parent, head);
      return;
    case k_function_call: return function(parent, head, node);
    case k_for_expr: return for_expression(parent, head, node.first_named());
    case k_conditional: return conditional(parent, head, node);
    case k_operation: return operation(parent, head, node.first_named());
    case k_expression: return expression(parent, head, node);
    default: return opaque(parent, head, span);
  }
}

void Lowering::opaque(NodeId parent, Node head, Span span) {
  head.kind = NodeKind::opaque;
  head.span = span;
  head.text = source_.text(span);
  tree_.append(parent, head);
}

void Lowering::literal(NodeId parent, Node head, SyntaxNode node) {
  const SyntaxNode value = node.first_named();
  switch (value.kind()) {
    case k_numeric_lit: head.kind = NodeKind::number; break;
    case k_bool_lit: head.kind = NodeKind::boolean; break;
    case k_null_lit: head.kind = NodeKind::null; break;
    case k_string_lit:
      head.kind = NodeKind::string;
      head.text = string_text(value);
      tree_.append(parent, head);
      return;
    default: return opaque(parent, head, node.span());
  }
  head.text = value.text();
  tree_.append(parent, head);
}

// `a.b[0].c`; false where a part is none of name, index and splat.
bool Lowering::reference(NodeId parent, Node head, std::span<const SyntaxNode> terms, Span span) {
  std::string path(terms[0].text());
  std::vector<SyntaxNode> indices;
  for (const SyntaxNode part : terms.subspan(1)) {
    if (!path_part(part, path, indices)) return false;
  }
  head.kind = NodeKind::reference;
  head.span = span;
  const std::string_view written = source_.text(span);
  head.text = written == path ? written : tree_.keep(path);
  const NodeId id = tree_.append(parent, head);
  for (const SyntaxNode index : indices) index_value(id, index);
  return true;
}

bool Lowering::path_part(SyntaxNode part, std::string& path, std::vector<SyntaxNode>& indices) {
  switch (part.kind()) {
    case k_get_attr: {
      path += '.';
      path += part.first_named().text();
      return true;
    }
    case k_index: {
      path += "[]";
      indices.push_back(part.first_named());
      return true;
    }
    case k_splat: {
      const SyntaxNode splat = part.first_named();
      path += "[*]";
      for (const SyntaxNode inner : splat.children()) {
        if (inner.is_named() && !path_part(inner, path, indices)) return false;
      }
      return true;
    }
    default: return false;
  }
}

void Lowering::index_value(NodeId parent, SyntaxNode index) {
  if (index.kind() == k_new_index) {
    if (const SyntaxNode value = index.first_named(); value.kind() == k_expression) {
      return expression(parent, {}, value);
    }
  } else if (index.kind() == k_legacy_index) {
    Node number;
    number.kind = NodeKind::number;
    number.span = index.span();
    number.text = index.text().substr(1);
    tree_.append(parent, number);
    return;
  }
  opaque(parent, {}, index.span());
}

// A value that is no reference, followed by names and indices: nested `[]` and `.*` calls, outermost last
// suffix.
void Lowering::suffixed(NodeId parent, Node head, std::span<const SyntaxNode> value,
                        std::span<const SyntaxNode> suffixes, Span span) {
  if (suffixes.empty()) return term(parent, head, value, span);
  const SyntaxNode last = suffixes.back();
  head.kind = NodeKind::call;
  head.span = span;
  if (last.kind() != k_get_attr && last.kind() != k_index) return opaque(parent, head, span);
  head.text = "[]";
  const NodeId id = tree_.append(parent, head);
  const Span inner = {value.front().span().begin, suffixes.size() > 1
                                                      ? suffixes[suffixes.size() - 2].span().end
                                                      : value.back().span().end};
  suffixed(id, {}, value, suffixes.first(suffixes.size() - 1), inner);
  if (last.kind() == k_index) return index_value(id, last.first_named());
  Node name;
  name.kind = NodeKind::string;
  name.span = last.span();
  name.text = last.first_named().text();
  tree_.append(id, name);
}

void Lowering::function(NodeId parent, Node head, SyntaxNode node) {
  head.kind = NodeKind::call;
  head.text = node.first_named().text();
  const NodeId id = tree_.append(parent, head);
  for (const SyntaxNode child : node.children()) {
    if (child.kind() != k_function_arguments) continue;
    std::vector<SyntaxNode> arguments;
    bool is_expanded = false;
    for (const SyntaxNode argument : child.children()) {
      if (argument.kind() == k_expression) arguments.push_back(argument);
      if (argument.kind() == k_ellipsis) is_expanded = true;
    }
    for (size_t i = 0; i < arguments.size(); ++i) {
      if (!is_expanded || i + 1 < arguments.size()) {
        expression(id, {}, arguments[i]);
        continue;
      }
      Node rest;
      rest.kind = NodeKind::call;
      rest.text = "...";
      rest.span = arguments[i].span();
      expression(tree_.append(id, rest), {}, arguments[i]);
    }
  }
}

void Lowering::conditional(NodeId parent, Node head, SyntaxNode node) {
  head.kind = NodeKind::call;
  head.text = "?:";
  const NodeId id = tree_.append(parent, head);
  for (const SyntaxNode child : node.children()) {
    if (child.kind() == k_expression) expression(id, {}, child);
  }
}

void Lowering::operation(NodeId parent, Node head, SyntaxNode node) {
  std::vector<SyntaxNode> left;
  std::vector<SyntaxNode> right;
  std::string_view op;
  int depth = 0;
  for (const SyntaxNode child : node.children()) {
    const std::string_view token = child.is_named() ? std::string_view() : child.text();
    if (token == "(") ++depth;
    if (token == ")") --depth;
    if (!token.empty() && depth == 0 && token != ")" && op.empty()) {
      op = token;
    } else {
      (op.empty() ? left : right).push_back(child);
    }
  }
  if (op.empty() || right.empty()) return opaque(parent, head, node.span());
  const auto span_of = [](std::span<const SyntaxNode> terms) {
    return Span{terms.front().span().begin, terms.back().span().end};
  };
  if (left.empty() && op == "-" && right.size() == 1 && right[0].first_named().kind() == k_numeric_lit) {
    head.kind = NodeKind::number;
    head.text = source_.text(node.span());
    tree_.append(parent, head);
    return;
  }
  head.kind = NodeKind::call;
  head.text = op;
  const NodeId id = tree_.append(parent, head);
  if (!left.empty()) term(id, {}, left, span_of(left));
  term(id, {}, right, span_of(right));
}

// The list comes first, then the key of a map, the value, and the condition where there is one.
void Lowering::for_expression(NodeId parent, Node head, SyntaxNode node) {
  std::vector<std::string_view> names;
  std::vector<SyntaxNode> parts;
  bool is_grouped = false;
  for (const SyntaxNode child : node.children()) {
    if (child.is_error() || child.is_missing()) return opaque(parent, head, node.span());
    if (child.kind() == k_ellipsis) is_grouped = true;
    if (child.kind() == k_expression) parts.push_back(child);
    if (child.kind() != k_for_intro && child.kind() != k_for_cond) continue;
    for (const SyntaxNode inner : child.children()) {
      if (inner.is_error() || inner.is_missing()) return opaque(parent, head, node.span());
      if (inner.kind() == k_identifier) names.push_back(inner.text());
      if (inner.kind() == k_expression) parts.push_back(inner);
    }
  }
  const bool is_map = node.kind() == k_for_object_expr;
  if (names.empty() || parts.size() < (is_map ? 3 : 2)) return opaque(parent, head, node.span());
  head.kind = NodeKind::call;
  head.text = !is_map ? "for[]" : is_grouped ? "for{}..." : "for{}";
  head.labels = tree_.keep(names);
  const NodeId id = tree_.append(parent, head);
  for (const SyntaxNode part : parts) expression(id, {}, part);
}

void Lowering::collection(NodeId parent, Node head, SyntaxNode node) {
  if (node.kind() == k_tuple) {
    head.kind = NodeKind::list;
    const NodeId id = tree_.append(parent, head);
    for (const SyntaxNode child : node.children()) {
      if (child.kind() == k_expression) expression(id, {}, child);
      if (child.is_error()) unreadable(id, child.span());
    }
  } else if (node.kind() == k_object) {
    head.kind = NodeKind::map;
    const NodeId id = tree_.append(parent, head);
    for (const SyntaxNode child : node.children()) object_entry(id, child);
  } else {
    opaque(parent, head, head.span);
  }
}

void Lowering::object_entry(NodeId map, SyntaxNode element) {
  if (element.is_error()) return unreadable(map, element.span());
  if (element.kind() != k_object_elem) return;
  const SyntaxNode key = element.child(f_key);
  const SyntaxNode value = element.child(f_val);
  if (!key || !value) return unreadable(map, element.span());
  Node head;
  head.key_span = key.span();
  head.key = object_key(key);
  if (head.key.empty()) return unreadable(map, element.span());
  expression(map, head, value);
}

// Empty where the key is an expression.
std::string_view Lowering::object_key(SyntaxNode key) {
  SyntaxNode only;
  for (const SyntaxNode child : key.children()) {
    if (only) return {};
    only = child;
  }
  if (only.kind() == k_variable_expr) return only.text();
  if (only.kind() != k_literal_value) return {};
  const SyntaxNode literal = only.first_named();
  return literal.kind() == k_string_lit ? string_text(literal) : literal.text();
}

}  // namespace payaudit::hcl
