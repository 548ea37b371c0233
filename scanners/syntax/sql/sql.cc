#include "scanners/syntax/sql/sql.h"

#include <algorithm>
#include <array>

#include "scanners/syntax/sql/reading.h"
#include "scanners/units/encoding.h"

namespace payaudit {
namespace {

using namespace sql;

class Reader {
 public:
  explicit Reader(const Source& source) : out_{source, tree_} {}

  Tree run() {
    const auto size = static_cast<uint32_t>(out_.source.bytes().size());
    Node node;
    node.kind = NodeKind::map;
    node.span = {0, size};
    root_ = tree_.add_root(node);
    read_part({byte_order_mark(out_.source.bytes()), size}, false);
    return std::move(tree_);
  }

 private:
  void read_part(Span part, bool is_body) {
    Statements statements(out_.source, part, tree_);
    std::vector<Token> tokens;
    while (statements.next(tokens)) {
      const std::vector<uint32_t> close = match_parentheses(tokens);
      read_statement(Cursor(tokens, close, 0, tokens.size()), is_body);
    }
    if (statements.is_cut()) tree_.append_unknown(root_, {part.end, part.end});
  }

  NodeId open(std::string_view key, const Name& name = {}) {
    Node node;
    node.kind = NodeKind::map;
    node.is_block = true;
    node.key = key;
    node.span = whole_.span();
    node.labels = tree_.keep(std::span<const std::string_view>(name.parts));
    const NodeId statement = tree_.append(root_, node);
    out_.name(statement, name);
    return statement;
  }

  void read_statement(Cursor cursor, bool is_body) {
    whole_ = cursor;
    const Token& word = cursor.peek();
    if (cursor.accept("create"))
      read_create(cursor);
    else if (cursor.accept("alter"))
      read_alter(cursor);
    else if (cursor.accept("drop"))
      read_drop(cursor);
    else if (cursor.accept({"rename", "table"}))
      read_rename_table(cursor);
    else if (cursor.accept({"comment", "on"}))
      read_comment(cursor);
    else if (cursor.accept("grant"))
      read_grant("grant", cursor);
    else if (cursor.accept("revoke"))
      read_grant("revoke", cursor);
    else if (cursor.accept({"insert", "overwrite"}) || cursor.is_any({"insert", "replace"}))
      read_insert(cursor);
    else if (cursor.is("update"))
      read_update(cursor);
    else if (cursor.accept({"delete", "from"}))
      read_named("delete", cursor);
    else if (cursor.accept("copy"))
      read_named("copy", cursor);
    else if (cursor.accept("set"))
      read_set(open("set"), cursor);
    else if (cursor.accept("do") && !is_body)
      read_do(cursor);
    else
      read_rest(word, cursor);
  }

  void read_rest(const Token& word, Cursor cursor) {
    struct Row {
      std::string_view word;
      std::string_view key;
    };
    static constexpr Row kRows[] = {{"select", "select"},
                                    {"with", "select"},
                                    {"(", "select"},
                                    {"values", "select"},
                                    {"delete", "delete"},
                                    {"merge", "merge"},
                                    {"call", "call"},
                                    {"exec", "call"},
                                    {"execute", "call"},
                                    {"do", "call"},
                                    {"begin", "transaction"},
                                    {"start", "transaction"},
                                    {"commit", "transaction"},
                                    {"rollback", "transaction"},
                                    {"savepoint", "transaction"},
                                    {"end", "transaction"},
                                    {"lock", "lock"},
                                    {"unlock", "lock"},
                                    {"use", "use"},
                                    {"truncate", "truncate"},
                                    {"analyze", "maintenance"},
                                    {"vacuum", "maintenance"},
                                    {"reindex", "maintenance"},
                                    {"optimize", "maintenance"},
                                    {"refresh", "maintenance"},
                                    {"pragma", "pragma"},
                                    {"load", "load"},
                                    {"declare", "block"},
                                    {"if", "block"},
                                    {"while", "block"},
                                    {"print", "print"},
                                    {"show", "show"},
                                    {"explain", "select"},
                                    {"describe", "show"},
                                    {"reset", "set"},
                                    {"revoke", "revoke"}};
    std::string_view key = "other";
    for (const Row& row : kRows) {
      if (word.is(row.word) || (row.word == "(" && word.is_symbol('('))) key = row.key;
    }
    if (key == "transaction" && word.is("begin") && cursor.end() - cursor.index() > 3) key = "block";
    read_calls(out_, open(key), whole_);
  }

  void read_named(std::string_view key, Cursor cursor) {
    cursor.accept("only");
    const Name name = read_name(cursor);
    read_calls(out_, open(key, name), cursor);
  }

  void read_create(Cursor cursor) {
    cursor.accept({"or", "replace"}) || cursor.accept({"or", "alter"});
    while (cursor.is_any({"global",       "local",        "temporary",   "temp",           "unlogged",
                          "external",     "foreign",      "virtual",     "unique",         "clustered",
                          "nonclustered", "materialized", "editionable", "noneditionable", "recursive",
                          "public",       "private",      "bitmap",      "fulltext",       "constraint",
                          "algorithm",    "definer",      "sql",         "security",       "aggregate",
                          "transient",    "immutable",    "fulltext",    "spatial",        "event"})) {
      // CREATE EVENT, CREATE SERVER and the like begin with words that may also precede another.
      if (cursor.is("event") && !cursor.peek(1).is("trigger")) break;
      if (cursor.is_any({"public", "private"}) && !cursor.peek(1).is("synonym")) break;
      const bool has_value = cursor.peek(1).is_symbol('=');
      cursor.take();
      if (!has_value) continue;
      cursor.take();  // ALGORITHM = MERGE, DEFINER = `a`@`b`
      cursor.take();
      if (cursor.peek().text == "@") {
        cursor.take();
        cursor.take();
      }
    }
    struct Row {
      std::string_view word;
      std::string_view key;
    };
    static constexpr Row kRows[] = {
        {"index", "create index"},         {"view", "create view"},         {"function", "create function"},
        {"procedure", "create procedure"}, {"proc", "create procedure"},    {"trigger", "create trigger"},
        {"package", "create package"},     {"policy", "create policy"},     {"extension", "create extension"},
        {"schema", "create schema"},       {"sequence", "create sequence"}, {"database", "create database"},
        {"event", "create event"}};
    if (cursor.accept("table")) return read_table(cursor);
    if (cursor.is_any({"user", "role", "login"}) && !cursor.peek(1).is("mapping"))
      return read_user(false, cursor);
    if (cursor.accept({"user", "mapping"}) || cursor.accept("server")) return read_server(cursor);
    if (cursor.accept("type")) return read_type(cursor);
    if (cursor.accept("domain")) return read_domain(cursor);
    for (const Row& row : kRows) {
      if (!cursor.accept(row.word)) continue;
      cursor.accept("concurrently");
      cursor.accept("body");
      cursor.accept({"if", "not", "exists"});
      return read_routine(row.key, cursor);
    }
    read_routine("create", cursor);
  }

  void read_routine(std::string_view key, Cursor cursor) {
    const Name name = key == "create" ? Name{} : read_name(cursor);
    const NodeId statement = open(key, name);
    Cursor body = cursor;
    while (!body.is_done() && !body.peek().is_body) body.take();
    if (!body.is_done()) out_.scalar(statement, "body", NodeKind::string, body.peek().text, body.peek().span);
    // What stands in parentheses first are parameters or columns, not arguments.
    if (key == "create function" || key == "create procedure") cursor.skip();
    read_calls(out_, statement, cursor);
  }

  void read_table(Cursor cursor) {
    cursor.accept({"if", "not", "exists"});
    const Name name = read_name(cursor);
    read_create_table(out_, open(name.parts.empty() ? "other" : "create table", name), cursor);
  }

  void read_type(Cursor cursor) {
    const Name name = read_name(cursor);
    const NodeId statement = open("create type", name);
    if (!cursor.accept("as") && !cursor.accept("from")) return;
    const Token& base = cursor.peek();
    if (base.kind == TokenKind::word) out_.scalar(statement, "type", NodeKind::string, base.text, base.span);
  }

  void read_domain(Cursor cursor) {
    const Name name = read_name(cursor);
    const NodeId statement = open("create domain", name);
    cursor.accept("as");
    const size_t begin = cursor.index();
    while (!cursor.is_done() && !cursor.is_any({"check", "not", "null", "default", "constraint", "collate"}))
      cursor.skip();
    const Span span = cursor.slice(begin, cursor.index()).span();
    if (!span.is_empty()) out_.scalar(statement, "type", NodeKind::string, out_.source.text(span), span);
  }

  // CREATE SERVER and CREATE USER MAPPING: OPTIONS (host 'x', port '5432').
  void read_server(Cursor cursor) {
    const bool is_mapping = cursor.previous().is("mapping");
    cursor.accept({"if", "not", "exists"});
    if (is_mapping) cursor.accept("for");
    const Name name = read_name(cursor);
    const NodeId statement = open(is_mapping ? "create user mapping" : "create server", name);
    while (!cursor.is_done() && !cursor.accept("options")) cursor.skip();
    for (Cursor option : cursor.parenthesized().split()) {
      const Token& key = option.take();
      const Token& value = option.peek();
      if (value.kind == TokenKind::string) add_text(statement, key.text, value);
    }
  }

  void read_user(bool is_alter, Cursor cursor) {
    static constexpr std::array<std::string_view, 6> kKeys = {"create user", "create role", "create login",
                                                              "alter user",  "alter role",  "alter login"};
    const Token& kind = cursor.take();
    const size_t index = (kind.is("user") ? 0 : kind.is("role") ? 1 : 2) + (is_alter ? 3 : 0);
    cursor.accept({"if", "not", "exists"}) || cursor.accept({"if", "exists"});
    const Name name = read_name(cursor);
    const NodeId statement = open(kKeys[index], name);
    for (; !cursor.is_done(); cursor.take()) {
      if (cursor.is("set")) return read_set(statement, cursor.slice(cursor.index() + 1, cursor.end()));
      add_password(statement, cursor);
      if (cursor.is("superuser")) out_.flag(statement, "superuser", true, cursor.peek().span);
    }
  }

  void add_text(NodeId parent, std::string_view key, const Token& token) {
    const bool is_open = token.has_placeholder || token.text.find("${") != std::string_view::npos ||
                         token.text.find("{{") != std::string_view::npos;
    out_.scalar(parent, key, is_open ? NodeKind::opaque : NodeKind::string, token.text, token.span);
  }

  // PASSWORD 'x', PASSWORD = 'x', IDENTIFIED BY x, IDENTIFIED WITH plugin BY 'x'. A hash is none.
  void add_password(NodeId statement, Cursor cursor) {
    const bool is_identified = cursor.accept("identified");
    if (is_identified && cursor.accept("with")) cursor.take();
    if (!(is_identified ? cursor.accept("by") : cursor.accept("password"))) return;
    if (cursor.is("password")) return;  // MySQL's IDENTIFIED BY PASSWORD '*…'
    cursor.accept_symbol('=');
    const Token& value = cursor.peek();
    const bool is_hash =
        value.text.starts_with("md5") || value.text.starts_with("SCRAM-") || cursor.peek(1).is("hashed");
    const bool is_text = value.kind == TokenKind::string || value.has_placeholder ||
                         (is_identified && value.is_name() && !value.is("values"));
    if (is_text && !is_hash) add_text(statement, "password", value);
  }

  void read_alter(Cursor cursor) {
    if (cursor.accept("table") || cursor.accept({"foreign", "table"})) {
      cursor.accept({"if", "exists"});
      cursor.accept("only");
      const Name name = read_name(cursor);
      read_alter_table(out_, open("alter table", name), cursor);
    } else if (cursor.is_any({"user", "role", "login"}) && !cursor.peek(1).is("mapping")) {
      read_user(true, cursor);
    } else if (cursor.accept("system") || cursor.accept("database")) {
      const bool is_system = cursor.previous().is("system");
      const Name name = is_system ? Name{} : read_name(cursor);
      const NodeId statement = open(is_system ? "alter system" : "alter database", name);
      if (cursor.accept("set")) read_set(statement, cursor);
    } else {
      read_calls(out_, open("alter"), cursor);
    }
  }

  // An entry `value` and, for a setting of a user, database or system, its name as `setting`.
  void read_set(NodeId statement, Cursor cursor) {
    while (cursor.is_any({"session", "local", "global"}) && !cursor.peek(1).is_symbol('=')) cursor.take();
    const Name name = read_name(cursor);
    if (name.parts.empty()) return;
    if (tree_[statement].labels.empty())
      tree_.edit(statement).labels = tree_.keep(std::span<const std::string_view>(name.parts));
    out_.scalar(statement, "setting", NodeKind::string, out_.source.text(name.span), name.span);
    if (cursor.accept_symbol('=') || cursor.accept("to")) read_value(out_, statement, "value", {}, cursor);
  }

  void read_drop(Cursor cursor) {
    if (!cursor.accept("table") && !cursor.accept({"foreign", "table"})) {
      open("drop");
      return;
    }
    cursor.accept({"if", "exists"});
    const NodeId statement = open("drop table");
    for (Cursor item : cursor.split()) {
      const Name name = read_name(item);
      if (!name.parts.empty()) out_.block(statement, "table", {}, name.span, name.parts);
    }
  }

  void read_rename_table(Cursor cursor) {
    const NodeId statement = open("rename table");
    for (Cursor item : cursor.split()) {
      const Name from = read_name(item);
      if (!item.accept("to")) continue;
      const Name to = read_name(item);
      if (from.parts.empty() || to.parts.empty()) continue;
      const std::string_view labels[] = {from.parts.back(), to.parts.back()};
      out_.block(statement, "rename", {}, cover(from.span, to.span), labels);
    }
  }

  void read_comment(Cursor cursor) {
    const Token& object = cursor.take();
    const Name name = read_name(cursor);
    const NodeId statement = open("comment on", name);
    out_.scalar(statement, "object", NodeKind::string, object.text, object.span);
    if (cursor.accept("is") && cursor.peek().kind == TokenKind::string)
      out_.scalar(statement, "comment", NodeKind::string, cursor.peek().text, cursor.peek().span);
  }

  // GRANT privileges ON [kind] object TO grantees; GRANT role TO grantee.
  void read_grant(std::string_view key, Cursor cursor) {
    const size_t begin = cursor.index();
    while (!cursor.is_done() && !cursor.is_any({"on", "to", "from"})) cursor.skip();
    const Cursor privileges = cursor.slice(begin, cursor.index());
    Name object;
    size_t object_begin = cursor.index();
    if (cursor.accept("on")) {
      object_begin = cursor.index();
      while (!cursor.is_done() && !cursor.is_any({"to", "from"})) cursor.skip();
    }
    const Cursor on = cursor.slice(object_begin, cursor.index());
    if (!on.is_done()) object.parts.push_back(out_.source.text(on.span()));
    const NodeId statement = open(key);
    if (!on.is_done()) {
      tree_.edit(statement).labels = tree_.keep(std::span<const std::string_view>(object.parts));
      out_.scalar(statement, "on", NodeKind::string, object.parts[0], on.span());
    }
    add_texts(statement, "privileges", privileges);
    cursor.take();
    const size_t to = cursor.index();
    while (!cursor.is_done() && !cursor.is_any({"with", "identified", "require", "granted", "cascade"}))
      cursor.skip();
    add_texts(statement, "to", cursor.slice(to, cursor.index()));
    for (; !cursor.is_done(); cursor.take()) add_password(statement, cursor);
  }

  void add_texts(NodeId statement, std::string_view key, const Cursor& cursor) {
    Node list;
    list.key = key;
    list.kind = NodeKind::list;
    list.span = cursor.span();
    const NodeId id = tree_.append(statement, list);
    for (const Cursor& item : cursor.split())
      out_.scalar(id, {}, NodeKind::string, out_.source.text(item.span()), item.span());
  }

  void read_insert(Cursor cursor) {
    const Token& word = cursor.take();
    while (cursor.is_any({"into", "ignore", "or", "replace", "low_priority", "delayed", "all"}))
      cursor.take();
    const Name name = read_name(cursor);
    const NodeId statement = open(word.is("replace") && name.parts.empty() ? "other" : "insert", name);
    std::vector<std::string_view> columns;
    if (cursor.peek().is_symbol('(') && !cursor.peek(1).is("select")) {
      for (Cursor item : cursor.parenthesized().split()) {
        const Name column = read_name(item);
        columns.push_back(column.parts.empty() ? std::string_view{} : column.parts.back());
      }
    }
    while (!cursor.is_done() && !cursor.is_any({"values", "value", "select", "with"})) cursor.take();
    if (!cursor.accept("values") && !cursor.accept("value")) return read_calls(out_, statement, cursor);
    while (cursor.peek().is_symbol('(')) {
      const std::vector<Cursor> row = cursor.parenthesized().split();
      for (size_t i = 0; i < row.size(); ++i) {
        if (row[i].end() - row[i].index() < 3) continue;
        const std::span<const std::string_view> label =
            i < columns.size() ? std::span<const std::string_view>(&columns[i], 1)
                               : std::span<const std::string_view>();
        read_value(out_, statement, "assign", label, row[i]);
      }
      cursor.accept_symbol(',');
    }
    read_calls(out_, statement, cursor);
  }

  void read_update(Cursor cursor) {
    cursor.take();
    cursor.accept("only");
    const Name name = read_name(cursor);
    const NodeId statement = open("update", name);
    while (!cursor.is_done() && !cursor.accept("set")) cursor.skip();
    const size_t begin = cursor.index();
    while (!cursor.is_done() && !cursor.is_any({"where", "from", "returning", "output", "order", "limit"}))
      cursor.skip();
    for (Cursor item : cursor.slice(begin, cursor.index()).split()) {
      const Name column = read_name(item);
      if (column.parts.empty() || !item.accept_symbol('=')) continue;
      const std::string_view label[] = {column.parts.back()};
      read_value(out_, statement, "assign", label, item);
    }
    read_calls(out_, statement, cursor);
  }

  // DO $$ … $$: its statements change the schema like any others.
  void read_do(Cursor cursor) {
    open("block");
    while (!cursor.is_done() && !cursor.peek().is_body) cursor.take();
    if (cursor.is_done()) return;
    const Token& body = cursor.peek();
    const auto begin =
        body.span.begin + static_cast<uint32_t>(body.text.data() - out_.source.text(body.span).data());
    read_part({begin, begin + static_cast<uint32_t>(body.text.size())}, true);
  }

  Tree tree_;
  Output out_;
  NodeId root_ = kNoNode;
  Cursor whole_{{}, {}, 0, 0};
};

}  // namespace

Tree read_sql(const Source& source) {
  if (std::optional<Gap> gap = encoding_gap(source.bytes())) {
    Tree tree;
    tree.add_gap(std::move(*gap));
    return tree;
  }
  return Reader(source).run();
}

}  // namespace payaudit
