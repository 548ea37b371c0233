// What the readers of statements share: a cursor over a statement's tokens, and the nodes they make.
#pragma once

#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "scanners/syntax/sql/tokens.h"
#include "scanners/units/tree.h"

namespace payaudit::sql {

// A range of a statement's tokens, read from the front. Borrows the tokens and the table of parentheses.
class Cursor {
 public:
  // `close[i]` is the index of the `)` of the `(` at i, or the number of tokens where there is none.
  Cursor(std::span<const Token> tokens, std::span<const uint32_t> close, size_t begin, size_t end)
      : tokens_(tokens), close_(close), at_(begin), end_(end) {}

  bool is_done() const { return at_ >= end_; }
  size_t index() const { return at_; }
  size_t end() const { return end_; }
  const Token& peek(size_t ahead = 0) const { return at_ + ahead < end_ ? tokens_[at_ + ahead] : kNone; }
  const Token& previous() const { return at_ > 0 ? tokens_[at_ - 1] : kNone; }
  const Token& take() { return at_ < end_ ? tokens_[at_++] : kNone; }
  bool is(std::string_view word) const { return peek().is(word); }
  bool is_any(std::initializer_list<std::string_view> words) const;
  // The words in this order; takes all or none.
  bool accept(std::initializer_list<std::string_view> words);
  bool accept(std::string_view word) { return accept({word}); }
  bool accept_symbol(char c);
  // One token, or all from a `(` to its `)`.
  void skip();
  // What is between the `(` here and its `)`; the cursor goes behind it.
  Cursor parenthesized();
  // The ranges between commas outside parentheses, from here to the end. Empty ones are left out.
  std::vector<Cursor> split() const;
  Cursor slice(size_t begin, size_t end) const { return {tokens_, close_, begin, end}; }
  // From here to the range's end; empty at the end.
  Span span() const;

 private:
  static const Token kNone;
  std::span<const Token> tokens_;
  std::span<const uint32_t> close_;
  size_t at_;
  size_t end_;
};

std::vector<uint32_t> match_parentheses(std::span<const Token> tokens);

// `schema.table`, without quotes.
struct Name {
  std::vector<std::string_view> parts;
  Span span;
  Span last;  // of the last part
};
// Empty parts where no name stands here.
Name read_name(Cursor& cursor);

struct Output {
  const Source& source;
  Tree& tree;
  bool is_cut = false;  // calls nest beyond what is followed, which is said once

  NodeId block(NodeId parent, std::string_view key, Span key_span, Span span,
               std::span<const std::string_view> labels = {});
  NodeId scalar(NodeId parent, std::string_view key, NodeKind kind, std::string_view text, Span span);
  void flag(NodeId parent, std::string_view key, bool value, Span span) {
    scalar(parent, key, NodeKind::boolean, value ? "true" : "false", span);
  }
  // The name's last part as entry `name`, so that it has a span.
  void name(NodeId parent, const Name& name);
  // A list of the names in `cursor`, separated by commas.
  void names(NodeId parent, std::string_view key, Cursor cursor);
};

// A value: string, number, boolean, null, a name (reference), a function's call with its arguments, or else
// opaque with the calls in it as children. Calls nest up to 32.
NodeId read_value(Output& out, NodeId parent, std::string_view key, std::span<const std::string_view> labels,
                  Cursor cursor, int depth = 0);
// Appends an entry `call` for each outermost call in the range, also in dollar-quoted bodies.
void read_calls(Output& out, NodeId parent, Cursor cursor, int depth = 0);

// Behind `create … table` and `alter table`.
void read_create_table(Output& out, NodeId statement, Cursor cursor);
void read_alter_table(Output& out, NodeId statement, Cursor cursor);

}  // namespace payaudit::sql
