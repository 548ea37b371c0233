// Makes the nodes that the readers of migrations share, as read_sql() would have made them.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "scanners/units/tree.h"

namespace payaudit {

class StatementBuilder {
 public:
  StatementBuilder() {
    Node root;
    root.kind = NodeKind::map;
    root_ = tree_.add_root(root);
  }

  struct Name {
    std::string_view text;
    Span span;
  };

  // `create table`, `alter table`; its label and entry `name` are the table's.
  NodeId statement(std::string_view key, const Name& table) {
    const NodeId id = block(root_, key, table.text, table.span);
    scalar(id, "name", table.text, table.span);
    return id;
  }
  NodeId drop_table(const Name& table) {
    const NodeId id = block(root_, "drop table", {}, table.span);
    return block(id, "table", table.text, table.span);
  }
  void rename_table(const Name& from, const Name& to) {
    rename(block(root_, "rename table", {}, from.span), "rename", from, to);
  }
  // `column`, `add column`, `alter column`, `drop column`.
  NodeId column(NodeId statement, std::string_view key, const Name& name) {
    const NodeId id = block(statement, key, name.text, name.span);
    scalar(id, "name", name.text, name.span);
    return id;
  }
  void rename_column(NodeId statement, const Name& from, const Name& to) {
    const NodeId id = rename(statement, "rename column", from, to);
    scalar(id, "name", to.text, to.span);
  }
  // As written, with its width where one is known.
  void type(NodeId column, std::string_view text, std::string_view width, Span span) {
    scalar(column, "type", text, span);
    if (!width.empty()) scalar(column, "width", width, span);
  }
  void comment(NodeId column, const Name& comment) { scalar(column, "comment", comment.text, comment.span); }
  void add_unknown(NodeId statement, Span span) { tree_.append_unknown(statement, span); }

  // What stands here changes tables and is not read.
  void add_gap(Span span, std::string detail) {
    tree_.add_gap({GapReason::unsupported, span, std::move(detail)});
  }

  bool is_empty() const { return tree_[root_].child_count == 0 && tree_.gaps().empty(); }
  Tree take() { return std::move(tree_); }

 private:
  NodeId block(NodeId parent, std::string_view key, std::string_view label, Span span) {
    Node node;
    node.kind = NodeKind::map;
    node.is_block = true;
    node.key = key;
    node.span = node.key_span = span;
    if (!label.empty()) {
      const std::string_view kept[] = {label};
      node.labels = tree_.keep(kept);
    }
    return tree_.append(parent, node);
  }
  NodeId rename(NodeId parent, std::string_view key, const Name& from, const Name& to) {
    const NodeId id = block(parent, key, {}, to.span);
    const std::string_view labels[] = {from.text, to.text};
    tree_.edit(id).labels = tree_.keep(labels);
    return id;
  }
  void scalar(NodeId parent, std::string_view key, std::string_view text, Span span) {
    Node node;
    node.kind = NodeKind::string;
    node.key = key;
    node.text = text;
    node.span = span;
    tree_.append(parent, node);
  }

  Tree tree_;
  NodeId root_ = kNoNode;
};

}  // namespace payaudit
