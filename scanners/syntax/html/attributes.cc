#include "scanners/syntax/html/attributes.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "scanners/source/characters.h"

namespace payaudit::html_reader {

namespace {

// Each mark that is not closed costs a look this far.
constexpr size_t kMaxExpression = 4096;

struct Marks {
  std::string_view open;
  std::string_view close;
};
constexpr std::array<Marks, 6> kMarks = {
    {{"{{", "}}"}, {"{%", "%}"}, {"<%", "%>"}, {"<?", "?>"}, {"${", "}"}, {"{#", "#}"}}};

const Marks* marks_at(std::string_view bytes, size_t at) {
  const char c = bytes[at];
  if (c != '{' && c != '<' && c != '$') return nullptr;
  const auto starts_here = [&](const Marks& marks) { return bytes.substr(at, 2) == marks.open; };
  const auto* found = std::find_if(kMarks.begin(), kMarks.end(), starts_here);
  return found == kMarks.end() ? nullptr : found;
}

// Appends what `&name;` stands for; false where it is not known.
bool append_reference(std::string& to, std::string_view name) {
  constexpr std::array<std::pair<std::string_view, char>, 5> kNamed = {
      {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}};
  for (const auto& [known, character] : kNamed) {
    if (name != known) continue;
    to.push_back(character);
    return true;
  }
  if (name.size() < 2 || name[0] != '#') return false;
  const bool is_hex = name[1] == 'x' || name[1] == 'X';
  const std::string_view digits = name.substr(is_hex ? 2 : 1);
  uint32_t code = 0;
  if (digits.empty() || digits.size() > 7) return false;
  for (const char c : digits) {
    const int digit = hex_digit(c);
    if (digit < 0 || (digit > 9 && !is_hex)) return false;
    code = code * (is_hex ? 16 : 10) + static_cast<uint32_t>(digit);
  }
  if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return false;
  append_utf8(to, code);
  return true;
}

}  // namespace

std::optional<size_t> template_end(std::string_view bytes, size_t at) {
  const Marks* marks = marks_at(bytes, at);
  if (marks == nullptr) return std::nullopt;
  const std::string_view window = bytes.substr(at, kMaxExpression);
  const size_t close = window.find(marks->close, marks->open.size());
  if (close == std::string_view::npos) return std::nullopt;
  return at + close + marks->close.size();
}

bool is_output(std::string_view action) {
  if (action.starts_with("{%") || action.starts_with("{#")) return false;
  if (action.starts_with("<%")) return action.starts_with("<%=") || action.starts_with("<%-");
  if (action.starts_with("<?"))
    return action.starts_with("<?=") || action.find("echo") != std::string_view::npos;
  if (!action.starts_with("{{")) return true;
  std::string_view inside = action.substr(2);
  inside.remove_prefix(std::min(inside.size(), inside.find_first_not_of("-~ \t\r\n")));
  constexpr std::array<std::string_view, 12> kDeciding = {
      "#", "/", "^", "!", "if ", "else", "end", "with ", "range ", "block ", "define ", "$"};
  return std::none_of(kDeciding.begin(), kDeciding.end(),
                      [&](std::string_view word) { return inside.starts_with(word); });
}

bool is_end(std::string_view action) {
  std::string_view inside = action.substr(2);
  inside.remove_prefix(std::min(inside.size(), inside.find_first_not_of("-~ \t\r\n")));
  if (inside.starts_with("php")) inside.remove_prefix(3);
  inside.remove_prefix(std::min(inside.size(), inside.find_first_not_of(" \t\r\n")));
  const bool reopens =
      inside.find("else") != std::string_view::npos || inside.find('{') != std::string_view::npos;
  return (inside.starts_with("end") || inside.starts_with('/') || inside.starts_with('}')) && !reopens;
}

std::string resolve_references(std::string_view text) {
  std::string result;
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '&') {
      const size_t end = text.substr(at, 12).find(';');
      if (end != std::string_view::npos && append_reference(result, text.substr(at + 1, end - 1))) {
        at += end;
        continue;
      }
    }
    result.push_back(text[at]);
  }
  return result;
}

NodeId append_value(Tree& tree, const Source& source, NodeId parent, Node node, Span content) {
  const std::string_view bytes = source.bytes().substr(0, content.end);
  node.text = source.text(content);
  std::vector<Span> expressions;
  for (size_t at = content.begin; at < content.end; ++at) {
    std::optional<size_t> end = template_end(bytes, at);
    // One that is longer than is looked at is all that follows: nobody knows the value.
    if (!end && marks_at(bytes, at) != nullptr && content.end - at > kMaxExpression) end = content.end;
    if (!end) continue;
    expressions.push_back({static_cast<uint32_t>(at), static_cast<uint32_t>(*end)});
    at = *end - 1;
  }
  if (expressions.empty()) {
    node.kind = NodeKind::string;
    if (node.text.find('&') != std::string_view::npos) {
      const std::string resolved = resolve_references(node.text);
      if (resolved != node.text) node.text = tree.keep(resolved);
    }
    return tree.append(parent, node);
  }
  node.kind = expressions[0] == content ? NodeKind::opaque : NodeKind::template_;
  const NodeId whole = tree.append(parent, node);
  if (node.kind == NodeKind::opaque) return whole;
  const auto add_part = [&](NodeKind kind, uint32_t begin, uint32_t end) {
    if (begin >= end) return;
    Node part;
    part.kind = kind;
    part.span = {begin, end};
    part.text = source.text(part.span);
    tree.append(whole, part);
  };
  uint32_t at = content.begin;
  for (const Span expression : expressions) {
    add_part(NodeKind::string, at, expression.begin);
    add_part(NodeKind::opaque, expression.begin, expression.end);
    at = expression.end;
  }
  add_part(NodeKind::string, at, content.end);
  return whole;
}

}  // namespace payaudit::html_reader
