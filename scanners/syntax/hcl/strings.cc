// HCL's strings: quoted ones, heredocs, and the templates in both.
#include <algorithm>
#include <string>

#include "scanners/source/characters.h"
#include "scanners/syntax/hcl/lowering.h"

namespace payaudit::hcl {

namespace {

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

SyntaxNode inside(SyntaxNode interpolation) {
  if (interpolation.kind() != k_template_interpolation) return {};
  for (const SyntaxNode child : interpolation.children()) {
    if (child.kind() == k_expression) return child;
  }
  return {};
}

}  // namespace

// The text between the quotes: the grammar's own text nodes leave out blanks at their edges.
std::string_view Lowering::string_text(SyntaxNode string) {
  const std::string_view written = string.text();
  if (written.size() < 2) return {};
  return unescape(written.substr(1, written.size() - 2), true);
}

// From after the opening quote, or after the line of `<<EOF`, to the closing quote or the line of `EOF`.
Span Lowering::content(SyntaxNode node) const {
  const Span whole = node.span();
  if (node.kind() == k_quoted_template) return {whole.begin + 1, std::max(whole.begin + 1, whole.end - 1)};
  const std::string_view text = node.text();
  const size_t first = text.find('\n');
  const size_t last = text.rfind('\n');
  if (first == std::string_view::npos) return {whole.end, whole.end};
  return {whole.begin + static_cast<uint32_t>(first) + 1,
          whole.begin + static_cast<uint32_t>(std::max(first, last)) + 1};
}

void Lowering::template_expression(NodeId parent, Node head, SyntaxNode node) {
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

void Lowering::text_part(NodeId id, Span span, bool is_quoted) {
  if (span.is_empty()) return;
  Node text;
  text.kind = NodeKind::string;
  text.span = span;
  text.text = unescape(source_.text(span), is_quoted);
  tree_.append(id, text);
}

// `\n` and the like in quoted strings; `$${` and `%%{` in all.
std::string_view Lowering::unescape(std::string_view text, bool is_quoted) {
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

}  // namespace payaudit::hcl
