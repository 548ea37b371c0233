// CREATE TABLE and ALTER TABLE: columns, their types and constraints.
#include <algorithm>
#include <string>

#include "scanners/syntax/sql/reading.h"

namespace payaudit::sql {
namespace {

// Words that follow a column's type.
bool ends_type(const Cursor& cursor) {
  if (cursor.is("with"))
    return !(cursor.peek(1).is("time") || cursor.peek(1).is("timezone") || cursor.peek(1).is("local"));
  if (cursor.is_any({"character", "char"})) return cursor.peek(1).is("set");
  return cursor.is_any(
      {"not",           "null",       "default",    "primary",    "unique",    "references",
       "check",         "constraint", "collate",    "comment",    "generated", "auto_increment",
       "autoincrement", "identity",   "encrypted",  "encrypt",    "masked",    "on",
       "key",           "charset",    "as",         "stored",     "virtual",   "persisted",
       "invisible",     "visible",    "first",      "after",      "using",     "storage",
       "compression",   "sparse",     "rowguidcol", "codec",      "encode",    "distkey",
       "sortkey",       "enable",     "disable",    "deferrable", "options",   "foreign"});
}

// Words that end the expression of a DEFAULT.
bool ends_default(const Cursor& cursor) {
  return ends_type(cursor) && !cursor.is_any({"null", "as"});
}

void read_type(Output& out, NodeId column, Cursor& cursor) {
  const size_t begin = cursor.index();
  bool is_verbatim = true;
  Cursor arguments = cursor.slice(begin, begin);
  while (!cursor.is_done() && !(cursor.peek().kind == TokenKind::word && ends_type(cursor))) {
    const Token& token = cursor.peek();
    if (token.kind == TokenKind::name) is_verbatim = false;
    if (token.is_symbol('=') || token.is_symbol(';')) break;
    if (token.is_symbol('(') && arguments.is_done()) {
      arguments = cursor.parenthesized();
    } else {
      cursor.skip();
    }
  }
  const Cursor range = cursor.slice(begin, cursor.index());
  if (range.is_done()) return;
  const Span span = range.span();
  std::string_view text = out.source.text(span);
  if (!is_verbatim) {
    std::string joined;
    for (Cursor part = range; !part.is_done();) {
      const Token& token = part.take();
      if (token.is_name() && !joined.empty() && joined.back() != '(' && joined.back() != '.') joined += ' ';
      joined += token.text;
    }
    text = out.tree.keep(joined);
  }
  out.scalar(column, "type", NodeKind::string, text, span);
  const std::vector<Cursor> numbers = arguments.split();
  if (!numbers.empty() && numbers[0].peek().kind == TokenKind::number)
    out.scalar(column, "width", NodeKind::number, numbers[0].peek().text, numbers[0].peek().span);
  if (numbers.size() > 1 && numbers[1].peek().kind == TokenKind::number)
    out.scalar(column, "scale", NodeKind::number, numbers[1].peek().text, numbers[1].peek().span);
}

// REFERENCES table (columns), behind the word.
void read_references(Output& out, NodeId parent, Cursor& cursor, Span keyword) {
  const Name table = read_name(cursor);
  const NodeId block =
      out.block(parent, "references", keyword, cover(keyword, cursor.previous().span), table.parts);
  if (cursor.peek().is_symbol('(')) {
    const Cursor columns = cursor.parenthesized();
    out.tree.edit(block).span = cover(keyword, cursor.previous().span);
    out.names(block, "columns", columns);
  }
}

// ON DELETE CASCADE, ON UPDATE SET NULL; behind ON.
void read_on(Output& out, NodeId parent, Cursor& cursor) {
  const bool is_delete = cursor.is("delete");
  if (!is_delete && !cursor.is("update")) return;
  cursor.take();
  const size_t begin = cursor.index();
  if (!cursor.accept({"set", "null"}) && !cursor.accept({"set", "default"}) &&
      !cursor.accept({"no", "action"}))
    cursor.take();
  const Span span = cursor.slice(begin, cursor.index()).span();
  if (is_delete) out.scalar(parent, "on_delete", NodeKind::string, out.source.text(span), span);
}

// What follows the type.
void read_column_options(Output& out, NodeId column, Cursor& cursor) {
  while (!cursor.is_done()) {
    const Token& word = cursor.peek();
    if (cursor.accept({"not", "null"})) {
      out.flag(column, "not_null", true, cover(word.span, cursor.previous().span));
    } else if (cursor.accept({"primary", "key"})) {
      out.flag(column, "primary_key", true, cover(word.span, cursor.previous().span));
    } else if (cursor.accept("unique")) {
      out.flag(column, "unique", true, word.span);
    } else if (cursor.accept("default")) {
      const size_t begin = cursor.index();
      cursor.skip();
      while (!cursor.is_done() && !ends_default(cursor) && !cursor.is("null")) cursor.skip();
      read_value(out, column, "default", {}, cursor.slice(begin, cursor.index()));
    } else if (cursor.accept("references")) {
      read_references(out, column, cursor, word.span);
    } else if (cursor.accept("on")) {
      read_on(out, column, cursor);
    } else if (cursor.accept("collate")) {
      const Name name = read_name(cursor);
      if (!name.parts.empty()) out.scalar(column, "collate", NodeKind::string, name.parts.back(), name.last);
    } else if (cursor.accept("comment")) {
      cursor.accept_symbol('=');
      const Token& text = cursor.peek();
      if (text.kind == TokenKind::string || text.kind == TokenKind::name)
        out.scalar(column, "comment", NodeKind::string, text.text, cursor.take().span);
    } else if (cursor.is_any({"encrypted", "encrypt"})) {
      out.flag(column, "encrypted", true, cursor.take().span);
    } else if (cursor.accept("masked")) {
      out.flag(column, "masked", true, word.span);
    } else if (cursor.is_any({"generated", "as"})) {
      out.flag(column, "generated", true, cursor.take().span);
    } else {
      cursor.skip();
    }
  }
}

void read_column(Output& out, NodeId parent, std::string_view key, Cursor cursor) {
  const Span whole = cursor.span();
  const Name name = read_name(cursor);
  if (name.parts.empty()) return;
  const std::string_view label[] = {name.parts.back()};
  const NodeId column = out.block(parent, key, {}, whole, label);
  out.name(column, name);
  read_type(out, column, cursor);
  read_column_options(out, column, cursor);
}

// `KEY name (columns)` is an index, `key VARCHAR(20)` a column.
bool is_index(Cursor cursor) {
  if (!cursor.is_any({"key", "index", "fulltext", "spatial"})) return false;
  cursor.take();
  if (cursor.is_any({"key", "index"})) return true;
  if (cursor.peek().is_name()) cursor.take();
  if (cursor.accept("using")) cursor.take();
  if (!cursor.peek().is_symbol('(')) return false;
  return cursor.parenthesized().peek().kind != TokenKind::number;
}

bool is_constraint(const Cursor& cursor) {
  if (cursor.is("constraint") || is_index(cursor)) return true;
  if (cursor.is_any({"primary", "foreign"})) return cursor.peek(1).is("key");
  if (cursor.is_any({"check", "exclude"})) return cursor.peek(1).is_symbol('(') || cursor.peek(1).is("using");
  if (cursor.is("unique"))
    return !cursor.peek(1).is_name() || cursor.peek(2).is_symbol('(') || cursor.peek(1).is("key");
  return cursor.is("period") && cursor.peek(1).is("for");
}

void read_constraint(Output& out, NodeId parent, Cursor cursor) {
  const Span whole = cursor.span();
  if (cursor.accept("constraint") && !cursor.is_any({"primary", "foreign", "unique", "check", "exclude"}))
    read_name(cursor);
  const Token& word = cursor.peek();
  if (cursor.accept({"foreign", "key"})) {
    const Span keyword = cover(word.span, cursor.previous().span);
    while (!cursor.is_done() && !cursor.peek().is_symbol('(')) cursor.take();
    const NodeId block = out.block(parent, "foreign key", keyword, whole);
    out.names(block, "columns", cursor.parenthesized());
    while (!cursor.is_done()) {
      const Token& next = cursor.peek();
      if (cursor.accept("references")) {
        read_references(out, block, cursor, next.span);
      } else if (cursor.accept("on")) {
        read_on(out, block, cursor);
      } else {
        cursor.skip();
      }
    }
    return;
  }
  std::string_view key = "index";
  if (cursor.accept({"primary", "key"}))
    key = "primary key";
  else if (cursor.accept("unique"))
    key = "unique";
  else if (cursor.accept("check"))
    key = "check";
  const NodeId block = out.block(parent, key, {}, whole);
  while (!cursor.is_done() && !cursor.peek().is_symbol('(')) cursor.take();
  if (key != "check" && !cursor.is_done()) out.names(block, "columns", cursor.parenthesized());
}

void read_element(Output& out, NodeId parent, Cursor cursor) {
  if (is_constraint(cursor)) {
    read_constraint(out, parent, cursor);
  } else if (cursor.is("like")) {
    out.tree.append_unknown(parent, cursor.span(), out.source.text(cursor.span()));
  } else if (cursor.peek().has_placeholder && cursor.peek(1).kind != TokenKind::word) {
    out.tree.append_unknown(parent, cursor.span(), out.source.text(cursor.span()));
  } else {
    read_column(out, parent, "column", cursor);
  }
}

void read_table_options(Output& out, NodeId table, Cursor cursor) {
  while (!cursor.is_done()) {
    const Token& word = cursor.take();
    if (word.is("as") || word.is("select") || word.is("like") || word.is("inherits") || word.is("using") ||
        word.is("of")) {
      // Its columns are those of something else too.
      out.tree.append_unknown(table, word.span, word.text);
      if (word.is("as") || word.is("select")) return;
      continue;
    }
    for (std::string_view option : {"comment", "engine", "encryption", "page_compression"}) {
      if (!word.is(option)) continue;
      cursor.accept_symbol('=');
      const Token& value = cursor.peek();
      if (value.kind != TokenKind::symbol)
        out.scalar(table, option, NodeKind::string, value.text, cursor.take().span);
    }
  }
}

void add_named(Output& out, NodeId table, std::string_view key, Span keyword, Cursor& cursor) {
  const Name name = read_name(cursor);
  if (name.parts.empty()) return;
  const std::string_view label[] = {name.parts.back()};
  const Span whole = keyword.is_empty() ? name.span : cover(keyword, name.span);
  out.name(out.block(table, key, {}, whole, label), name);
}

// RENAME [COLUMN] a TO b, RENAME TO b; behind RENAME.
void read_rename(Output& out, NodeId table, Span keyword, Cursor cursor) {
  if (cursor.is_any({"index", "key", "constraint"})) return;
  if (cursor.accept("to") || cursor.accept("as")) {
    add_named(out, table, "rename to", keyword, cursor);
    return;
  }
  cursor.accept("column");
  const Name from = read_name(cursor);
  if (from.parts.empty() || !(cursor.accept("to") || cursor.accept("as"))) return;
  const Name to = read_name(cursor);
  if (to.parts.empty()) return;
  const std::string_view labels[] = {from.parts.back(), to.parts.back()};
  out.name(out.block(table, "rename column", {}, cover(keyword, to.span), labels), to);
}

void read_alter_column(Output& out, NodeId table, Span keyword, Cursor cursor) {
  const Name name = read_name(cursor);
  if (name.parts.empty()) return;
  const Span whole = cover(keyword, cover(name.span, cursor.span()));
  const bool is_same_type =
      (cursor.is("set") && !cursor.peek(1).is("data")) || cursor.is_any({"drop", "add", "reset", "restart"});
  const std::string_view label[] = {name.parts.back()};
  const NodeId column = out.block(table, "alter column", {}, whole, label);
  out.name(column, name);
  if (is_same_type) return;
  cursor.accept({"set", "data"});
  cursor.accept("type");
  read_type(out, column, cursor);
  read_column_options(out, column, cursor);
}

// One action. `is_adding`: the one before was an ADD, which SQL Server does not repeat.
void read_action(Output& out, NodeId table, Cursor cursor, bool& is_adding) {
  const Token& word = cursor.peek();
  const bool goes_on = is_adding;
  is_adding = false;
  if (cursor.is("with") && (cursor.peek(1).is("check") || cursor.peek(1).is("nocheck"))) {
    cursor.take();
    cursor.take();
  }
  if (cursor.accept("add")) {
    is_adding = true;
    cursor.accept("column");
    cursor.accept({"if", "not", "exists"});
    if (cursor.peek().is_symbol('(')) {
      for (const Cursor& element : cursor.parenthesized().split()) {
        if (is_constraint(element))
          read_constraint(out, table, element);
        else
          read_column(out, table, "add column", element);
      }
    } else if (is_constraint(cursor)) {
      read_constraint(out, table, cursor);
    } else if (!cursor.is_any({"partition", "value", "supplemental", "check"})) {
      read_column(out, table, "add column", cursor);
    }
  } else if (cursor.accept("drop")) {
    if (cursor.is_any({"constraint", "primary", "foreign", "index", "key", "partition", "check", "period"}))
      return;
    cursor.accept("column");
    cursor.accept({"if", "exists"});
    if (cursor.peek().is_symbol('(')) {  // Oracle: DROP (a, b)
      for (Cursor item : cursor.parenthesized().split()) add_named(out, table, "drop column", {}, item);
      return;
    }
    add_named(out, table, "drop column", {}, cursor);
  } else if (cursor.accept("rename")) {
    read_rename(out, table, word.span, cursor);
  } else if (cursor.accept("alter")) {
    if (cursor.is_any({"index", "constraint"})) return;
    cursor.accept("column");
    read_alter_column(out, table, word.span, cursor);
  } else if (cursor.accept("modify")) {
    cursor.accept("column");
    if (cursor.peek().is_symbol('(')) {
      for (const Cursor& element : cursor.parenthesized().split())
        read_alter_column(out, table, element.span(), element);
    } else {
      read_alter_column(out, table, word.span, cursor);
    }
  } else if (cursor.accept("change")) {
    cursor.accept("column");
    const Name from = read_name(cursor);
    const Name to = read_name(cursor);
    if (from.parts.empty() || to.parts.empty()) return;
    const std::string_view labels[] = {from.parts.back(), to.parts.back()};
    const NodeId column =
        out.block(table, "change column", {}, cover(word.span, cover(to.span, cursor.span())), labels);
    out.name(column, to);
    read_type(out, column, cursor);
    read_column_options(out, column, cursor);
  } else if (goes_on && cursor.peek(1).is_name()) {
    is_adding = true;
    if (is_constraint(cursor))
      read_constraint(out, table, cursor);
    else
      read_column(out, table, "add column", cursor);
  } else if (cursor.is_any({"comment", "engine", "encryption"})) {
    read_table_options(out, table, cursor);
  }
}

}  // namespace

void read_create_table(Output& out, NodeId statement, Cursor cursor) {
  if (cursor.peek().is_symbol('(') && !cursor.peek(1).is("select") && !cursor.peek(1).is("with")) {
    for (const Cursor& element : cursor.parenthesized().split()) read_element(out, statement, element);
  } else if (!cursor.peek().is_symbol('(') && cursor.is_done()) {
    out.tree.append_unknown(statement, cursor.span());
  }
  if (cursor.peek().is_symbol('(')) {
    out.tree.append_unknown(statement, cursor.span());
    return;
  }
  read_table_options(out, statement, cursor);
}

void read_alter_table(Output& out, NodeId statement, Cursor cursor) {
  bool is_adding = false;
  for (const Cursor& action : cursor.split()) read_action(out, statement, action, is_adding);
}

}  // namespace payaudit::sql
