// Cursor, names, values and calls.
#include <algorithm>
#include <utility>

#include "scanners/syntax/sql/reading.h"

namespace payaudit::sql {
namespace {

constexpr int kMaxDepth = 32;

// Words before a `(` that call nothing.
constexpr std::string_view kNoCalls[] = {
    "values",    "value",    "in",        "exists",     "and",     "or",        "not",     "on",
    "as",        "from",     "where",     "select",     "set",     "any",       "all",     "some",
    "over",      "using",    "key",       "references", "table",   "into",      "by",      "returning",
    "check",     "unique",   "primary",   "varchar",    "char",    "numeric",   "decimal", "number",
    "varchar2",  "nvarchar", "nvarchar2", "character",  "varying", "varbinary", "binary",  "float",
    "int",       "integer",  "bigint",    "timestamp",  "is",      "if",        "while",   "when",
    "then",      "else",     "elsif",     "return",     "begin",   "with",      "join",    "union",
    "intersect", "except",   "filter",    "within",     "group",   "like",      "between", "insert",
    "update",    "delete",   "index",     "include",    "case",    "having",    "limit",   "only",
    "lateral",   "array",    "row",       "returns",    "default", "exec",      "execute", "call",
    "for",       "enum",     "partition"};

bool is_call(const Cursor& cursor) {
  const Token& token = cursor.peek();
  if (!token.is_name() || !cursor.peek(1).is_symbol('(')) return false;
  if (token.kind == TokenKind::name) return true;
  return std::none_of(std::begin(kNoCalls), std::end(kNoCalls),
                      [&](std::string_view word) { return token.is(word); });
}

Node entry(Output& out, std::string_view key, std::span<const std::string_view> labels, NodeKind kind,
           Span span) {
  Node node;
  node.key = key;
  node.kind = kind;
  node.span = span;
  node.labels = out.tree.keep(labels);
  return node;
}

}  // namespace

const Token Cursor::kNone{};

bool Cursor::is_any(std::initializer_list<std::string_view> words) const {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return is(word); });
}

bool Cursor::accept(std::initializer_list<std::string_view> words) {
  size_t ahead = 0;
  for (std::string_view word : words) {
    if (!peek(ahead++).is(word)) return false;
  }
  at_ += words.size();
  return true;
}

bool Cursor::accept_symbol(char c) {
  if (!peek().is_symbol(c)) return false;
  ++at_;
  return true;
}

void Cursor::skip() {
  if (is_done()) return;
  at_ = peek().is_symbol('(') ? std::min<size_t>(close_[at_], end_ - 1) + 1 : at_ + 1;
}

Cursor Cursor::parenthesized() {
  if (!peek().is_symbol('(')) return slice(at_, at_);
  const size_t begin = at_ + 1;
  const size_t close = std::min<size_t>(close_[at_], end_);
  at_ = std::min(close + 1, end_);
  return slice(begin, std::max(begin, close));
}

std::vector<Cursor> Cursor::split() const {
  std::vector<Cursor> parts;
  Cursor cursor = *this;
  size_t begin = at_;
  while (!cursor.is_done()) {
    if (cursor.peek().is_symbol(',')) {
      if (cursor.index() > begin) parts.push_back(slice(begin, cursor.index()));
      begin = cursor.index() + 1;
    }
    cursor.skip();
  }
  if (end_ > begin) parts.push_back(slice(begin, end_));
  return parts;
}

Span Cursor::span() const {
  if (is_done()) return {previous().span.end, previous().span.end};
  return cover(tokens_[at_].span, tokens_[end_ - 1].span);
}

std::vector<uint32_t> match_parentheses(std::span<const Token> tokens) {
  std::vector<uint32_t> close(tokens.size(), static_cast<uint32_t>(tokens.size()));
  std::vector<uint32_t> open;
  for (uint32_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].is_symbol('(')) open.push_back(i);
    if (!tokens[i].is_symbol(')') || open.empty()) continue;
    close[open.back()] = i;
    open.pop_back();
  }
  return close;
}

Name read_name(Cursor& cursor) {
  Name name;
  while (cursor.peek().is_name() || (name.parts.empty() && cursor.peek().kind == TokenKind::string)) {
    const Token& token = cursor.take();
    name.span = name.parts.empty() ? token.span : cover(name.span, token.span);
    name.last = token.span;
    name.parts.push_back(token.text);
    if (!cursor.peek().is_symbol('.')) break;
    cursor.take();
    if (cursor.peek().is_symbol('.')) cursor.take();  // SQL Server's `database..table`
  }
  return name;
}

NodeId Output::block(NodeId parent, std::string_view key, Span key_span, Span span,
                     std::span<const std::string_view> labels) {
  Node node = entry(*this, key, labels, NodeKind::map, span);
  node.is_block = true;
  node.key_span = key_span;
  return tree.append(parent, node);
}

NodeId Output::scalar(NodeId parent, std::string_view key, NodeKind kind, std::string_view text, Span span) {
  Node node = entry(*this, key, {}, kind, span);
  node.text = text;
  return tree.append(parent, node);
}

void Output::name(NodeId parent, const Name& name) {
  if (!name.parts.empty()) scalar(parent, "name", NodeKind::string, name.parts.back(), name.last);
}

void Output::names(NodeId parent, std::string_view key, Cursor cursor) {
  const NodeId list = tree.append(parent, entry(*this, key, {}, NodeKind::list, cursor.span()));
  for (Cursor item : cursor.split()) {
    const Name name = read_name(item);
    if (!name.parts.empty()) scalar(list, {}, NodeKind::string, name.parts.back(), name.last);
  }
}

NodeId read_value(Output& out, NodeId parent, std::string_view key, std::span<const std::string_view> labels,
                  Cursor cursor, int depth) {
  while (cursor.peek().is_symbol('(')) {  // superfluous parentheses
    Cursor rest = cursor;
    const Cursor inner = rest.parenthesized();
    if (!rest.is_done() || inner.end() >= cursor.end()) break;
    cursor = inner;
  }
  Node node = entry(out, key, labels, NodeKind::opaque, cursor.span());
  node.text = out.source.text(node.span);
  Cursor rest = cursor;
  const Token& first = cursor.peek();
  if (cursor.is_done()) {
    node.kind = NodeKind::null;
    return out.tree.append(parent, node);
  }
  if (cursor.end() - cursor.index() == 1 && !first.has_placeholder) {
    node.text = first.text;
    node.kind = NodeKind::opaque;
    if (first.kind == TokenKind::string) node.kind = NodeKind::string;
    if (first.kind == TokenKind::number) node.kind = NodeKind::number;
    if (first.is_name()) node.kind = NodeKind::reference;
    if (first.is("null")) node.kind = NodeKind::null;
    if (first.is("true") || first.is("false")) {
      node.kind = NodeKind::boolean;
      node.text = first.is("true") ? "true" : "false";
    }
    return out.tree.append(parent, node);
  }
  const Name name = read_name(rest);
  if (name.parts.size() > 1 && rest.is_done()) {
    node.kind = NodeKind::reference;
    return out.tree.append(parent, node);
  }
  if (!name.parts.empty() && rest.peek().is_symbol('(') && depth < kMaxDepth &&
      (name.parts.size() > 1 || is_call(cursor))) {
    const Cursor arguments = rest.parenthesized();
    if (rest.is_done()) {
      node.kind = NodeKind::call;
      node.text = name.parts.back();
      const NodeId call = out.tree.append(parent, node);
      for (const Cursor& argument : arguments.split()) read_value(out, call, {}, {}, argument, depth + 1);
      return call;
    }
  }
  const NodeId opaque = out.tree.append(parent, node);
  if (depth < kMaxDepth) {
    read_calls(out, opaque, cursor, depth + 1);
  } else if (!std::exchange(out.is_cut, true)) {
    out.tree.add_gap({GapReason::limit, node.span, "calls nest deeper than 32"});
  }
  return opaque;
}

void read_calls(Output& out, NodeId parent, Cursor cursor, int depth) {
  const NodeId whole = parent;
  while (!cursor.is_done()) {
    const Token& token = cursor.peek();
    if (depth <= 1 && token.is_symbol(';')) parent = whole;
    // A routine's statement that writes: what is called from here on is called for it.
    if (depth <= 1 && (token.is("insert") || token.is("update"))) {
      Cursor rest = cursor;
      const bool is_insert = rest.take().is("insert");
      if (!is_insert || rest.accept("into") || rest.accept({"ignore", "into"})) {
        const Name name = read_name(rest);
        if (!name.parts.empty() && (is_insert || rest.is("set"))) {
          parent = out.block(whole, is_insert ? "insert" : "update", token.span, name.span, name.parts);
          cursor = rest;
          continue;
        }
      }
    }
    if (token.is_body && depth == 0) {
      // Bodies in bodies are texts that a program puts together.
      const std::string_view written = out.source.text(token.span);
      const auto begin = token.span.begin + static_cast<uint32_t>(token.text.data() - written.data());
      const Span body{begin, begin + static_cast<uint32_t>(token.text.size())};
      Statements statements(out.source, body, out.tree);
      std::vector<Token> tokens;
      while (statements.next(tokens)) {
        const std::vector<uint32_t> close = match_parentheses(tokens);
        read_calls(out, parent, {tokens, close, 0, tokens.size()}, 1);
      }
      cursor.skip();
    } else if (depth < kMaxDepth && is_call(cursor)) {
      Cursor rest = cursor;
      rest.take();
      rest.skip();
      read_value(out, parent, "call", {}, cursor.slice(cursor.index(), rest.index()), depth);
      cursor = rest;
    } else {
      cursor.take();
    }
  }
}

}  // namespace payaudit::sql
