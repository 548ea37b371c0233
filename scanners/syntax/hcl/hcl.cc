#include "scanners/syntax/hcl/hcl.h"

#include <algorithm>
#include <string>
#include <vector>

#include "scanners/source/characters.h"
#include "scanners/syntax/grammars/grammars.h"
#include "scanners/syntax/grammars/parse.h"

namespace payaudit {
namespace {

// clang-format off
#define PAYAUDIT_HCL_KINDS(X) \
  X(body) X(attribute) X(block) X(identifier) X(string_lit) X(block_start) X(expression) \
  X(literal_value) X(numeric_lit) X(bool_lit) X(null_lit) X(template_expr) X(quoted_template) \
  X(heredoc_template) X(template_interpolation) X(template_directive) X(collection_value) X(tuple) \
  X(object) X(object_elem) X(variable_expr) X(get_attr) X(index) X(new_index) X(legacy_index) X(splat) \
  X(attr_splat) X(full_splat) X(function_call) X(function_arguments) X(ellipsis) X(for_expr) \
  X(conditional) X(operation) X(unary_operation) X(binary_operation)
// clang-format on

// Numbers start at 1; 0 is any other node.
enum HclKind : uint16_t {
  k_other,
#define PAYAUDIT_X(name) k_##name,
  PAYAUDIT_HCL_KINDS(PAYAUDIT_X)
#undef PAYAUDIT_X
};

constexpr std::string_view kKindNames[] = {
#define PAYAUDIT_X(name) #name,
    PAYAUDIT_HCL_KINDS(PAYAUDIT_X)
#undef PAYAUDIT_X
};

enum HclField : uint8_t { f_none, f_key, f_val };
constexpr std::string_view kFieldNames[] = {"key", "val"};

const Grammar& hcl_grammar() {
  static const Grammar grammar(tree_sitter_hcl(), kKindNames, kFieldNames);
  return grammar;
}

// The digits of `\uXXXX` and `\UXXXXXXXX`; -1 where they are not hexadecimal.
int64_t hex(std::string_view digits, size_t wanted) {
  if (digits.size() < wanted) return -1;
  int64_t value = 0;
  for (size_t i = 0; i < wanted; ++i) {
    const int digit = hex_digit(digits[i]);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

class Lowering {
 public:
  Lowering(const Source& source, Tree& tree) : source_(source), tree_(tree) {}

  void file(SyntaxNode root) {
    Node map;
    map.kind = NodeKind::map;
    map.span = {0, static_cast<uint32_t>(source_.bytes().size())};
    const NodeId id = tree_.add_root(map);
    for (const SyntaxNode child : root.children()) {
      if (child.kind() == k_object) {
        for (const SyntaxNode element : child.children()) object_entry(id, element);
      } else {
        entry(id, child);
      }
    }
  }

 private:
  // One child of a file, body or block.
  void entry(NodeId map, SyntaxNode node) {
    if (node.is_error()) {
      unreadable(map, node.span());
      for (const SyntaxNode child : node.children()) entry(map, child);
      return;
    }
    switch (node.kind()) {
      case k_body:
        for (const SyntaxNode child : node.children()) entry(map, child);
        break;
      case k_attribute: attribute(map, node); break;
      case k_block: block(map, node); break;
      default: break;
    }
  }

  void attribute(NodeId map, SyntaxNode node) {
    Node head;
    SyntaxNode value;
    bool is_broken = false;
    for (const SyntaxNode child : node.children()) {
      if (child.kind() == k_identifier && head.key.empty()) {
        head.key = child.text();
        head.key_span = child.span();
      } else if (child.kind() == k_expression) {
        value = child;
      } else if (child.is_error()) {
        is_broken = true;
        unreadable(map, child.span());
      }
    }
    if (value && !is_broken) {
      expression(map, head, value);
    } else {
      head.kind = NodeKind::opaque;
      head.span = node.span();
      tree_.append(map, head);
    }
  }

  void block(NodeId map, SyntaxNode node) {
    Node head;
    head.kind = NodeKind::map;
    head.is_block = true;
    head.span = node.span();
    std::vector<std::string_view> labels;
    for (const SyntaxNode child : node.children()) {
      if (child.kind() == k_block_start) break;
      if (child.kind() == k_identifier && head.key_span.is_empty()) {
        head.key = child.text();
        head.key_span = child.span();
      } else if (child.kind() == k_identifier) {
        labels.push_back(child.text());
      } else if (child.kind() == k_string_lit) {
        labels.push_back(string_text(child));
      }
    }
    head.labels = tree_.keep(std::span<const std::string_view>(labels));
    const NodeId id = tree_.append(map, head);
    for (const SyntaxNode child : node.children()) entry(id, child);
  }

  void unreadable(NodeId map, Span span) {
    Node node;
    node.kind = NodeKind::opaque;
    node.span = span;
    node.text = source_.text(span);
    tree_.append(map, node);
  }

  // An expression's terms: one term with its suffixes, or a conditional or operation. `head` has the key.
  void expression(NodeId parent, const Node& head, SyntaxNode node) {
    std::vector<SyntaxNode> terms;
    for (const SyntaxNode child : node.children()) terms.push_back(child);
    term(parent, head, terms, node.span());
  }

  void term(NodeId parent, const Node& head, std::span<const SyntaxNode> terms, Span span) {
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

  static size_t closing(std::span<const SyntaxNode> terms) {
    size_t i = 0;
    while (i < terms.size() && (terms[i].is_named() || terms[i].text() != ")")) ++i;
    return i;
  }

  void single(NodeId parent, Node head, SyntaxNode node, Span span) {
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
      case k_conditional: return conditional(parent, head, node);
      case k_operation: return operation(parent, head, node.first_named());
      case k_expression: return expression(parent, head, node);
      default: return opaque(parent, head, span);
    }
  }

  void opaque(NodeId parent, Node head, Span span) {
    head.kind = NodeKind::opaque;
    head.span = span;
    head.text = source_.text(span);
    tree_.append(parent, head);
  }

  void literal(NodeId parent, Node head, SyntaxNode node) {
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
  bool reference(NodeId parent, Node head, std::span<const SyntaxNode> terms, Span span) {
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

  bool path_part(SyntaxNode part, std::string& path, std::vector<SyntaxNode>& indices) {
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

  void index_value(NodeId parent, SyntaxNode index) {
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
  void suffixed(NodeId parent, Node head, std::span<const SyntaxNode> value,
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

  void function(NodeId parent, Node head, SyntaxNode node) {
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

  void conditional(NodeId parent, Node head, SyntaxNode node) {
    head.kind = NodeKind::call;
    head.text = "?:";
    const NodeId id = tree_.append(parent, head);
    for (const SyntaxNode child : node.children()) {
      if (child.kind() == k_expression) expression(id, {}, child);
    }
  }

  void operation(NodeId parent, Node head, SyntaxNode node) {
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

  void collection(NodeId parent, Node head, SyntaxNode node) {
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

  void object_entry(NodeId map, SyntaxNode element) {
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
  std::string_view object_key(SyntaxNode key) {
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

  // The text between the quotes: the grammar's own text nodes leave out blanks at their edges.
  std::string_view string_text(SyntaxNode string) {
    const std::string_view written = string.text();
    if (written.size() < 2) return {};
    return unescape(written.substr(1, written.size() - 2), true);
  }

  // From after the opening quote, or after the line of `<<EOF`, to the closing quote or the line of `EOF`.
  Span content(SyntaxNode node) const {
    const Span whole = node.span();
    if (node.kind() == k_quoted_template) return {whole.begin + 1, std::max(whole.begin + 1, whole.end - 1)};
    const std::string_view text = node.text();
    const size_t first = text.find('\n');
    const size_t last = text.rfind('\n');
    if (first == std::string_view::npos) return {whole.end, whole.end};
    return {whole.begin + static_cast<uint32_t>(first) + 1,
            whole.begin + static_cast<uint32_t>(std::max(first, last)) + 1};
  }

  void template_expression(NodeId parent, Node head, SyntaxNode node) {
    const bool is_quoted = node.kind() == k_quoted_template;
    std::vector<SyntaxNode> parts;
    for (const SyntaxNode child : node.children()) {
      if (child.kind() == k_template_interpolation || child.kind() == k_template_directive ||
          child.is_error()) {
        parts.push_back(child);
      }
    }
    const Span all = content(node);
    if (parts.empty()) {
      head.kind = NodeKind::string;
      head.text = unescape(source_.text(all), is_quoted);
      tree_.append(parent, head);
      return;
    }
    if (is_quoted && parts.size() == 1 && parts[0].span() == all) {
      const SyntaxNode inner = inside(parts[0]);
      if (!inner) return opaque(parent, head, head.span);
      std::vector<SyntaxNode> terms;
      for (const SyntaxNode child : inner.children()) terms.push_back(child);
      return term(parent, head, terms, inner.span());
    }
    head.kind = NodeKind::template_;
    const NodeId id = tree_.append(parent, head);
    uint32_t at = all.begin;
    for (const SyntaxNode part : parts) {
      text_part(id, {at, part.span().begin}, is_quoted);
      at = part.span().end;
      if (const SyntaxNode inner = inside(part)) {
        expression(id, {}, inner);
      } else {
        opaque(id, {}, part.span());
      }
    }
    text_part(id, {at, all.end}, is_quoted);
  }

  void text_part(NodeId id, Span span, bool is_quoted) {
    if (span.is_empty()) return;
    Node text;
    text.kind = NodeKind::string;
    text.span = span;
    text.text = unescape(source_.text(span), is_quoted);
    tree_.append(id, text);
  }

  static SyntaxNode inside(SyntaxNode interpolation) {
    if (interpolation.kind() != k_template_interpolation) return {};
    for (const SyntaxNode child : interpolation.children()) {
      if (child.kind() == k_expression) return child;
    }
    return {};
  }

  // `\n` and the like in quoted strings; `$${` and `%%{` in all.
  std::string_view unescape(std::string_view text, bool is_quoted) {
    if (text.find('\\') == std::string_view::npos && text.find("$${") == std::string_view::npos &&
        text.find("%%{") == std::string_view::npos) {
      return text;
    }
    std::string out;
    for (size_t at = 0; at < text.size(); ++at) {
      const char c = text[at];
      if ((c == '$' || c == '%') && at + 2 < text.size() && text[at + 1] == c && text[at + 2] == '{') {
        out += c;
        ++at;
        continue;
      }
      if (c != '\\' || !is_quoted || at + 1 == text.size()) {
        out += c;
        continue;
      }
      const char escaped = text[++at];
      if (escaped == 'n') {
        out += '\n';
      } else if (escaped == 't') {
        out += '\t';
      } else if (escaped == 'r') {
        out += '\r';
      } else if (escaped == 'u' || escaped == 'U') {
        const size_t digits = escaped == 'u' ? 4 : 8;
        if (const int64_t code = hex(text.substr(at + 1), digits); code >= 0) {
          append_utf8(out, static_cast<uint32_t>(code));
          at += digits;
        }
      } else {
        out += escaped;
      }
    }
    return tree_.keep(out);
  }

  const Source& source_;
  Tree& tree_;
};

}  // namespace

Tree read_hcl(const Source& source) {
  Tree tree;
  const SyntaxTree syntax = parse(source, hcl_grammar());
  for (const Gap& gap : syntax.gaps()) tree.add_gap(gap);
  Lowering(source, tree).file(syntax.root());
  return tree;
}

}  // namespace payaudit
