// Liquibase: in XML a change is an element, its columns are elements in it; in YAML and JSON lists of maps
// with one key each. Both are read alike: a list of maps with one key counts as those keys.
#include <utility>
#include <vector>

#include "scanners/meaning/tables/building.h"
#include "scanners/meaning/tables/migrations.h"

namespace payaudit {
namespace {

using Name = StatementBuilder::Name;

class ChangeLog {
 public:
  explicit ChangeLog(const Tree& tree) : tree_(tree) {}

  std::optional<Tree> run() {
    for (NodeId root : tree_.roots()) {
      for (const auto& [key, log] : entries(root)) {
        if (key == "databaseChangeLog") read_log(log);
      }
    }
    if (built_.is_empty()) return std::nullopt;
    return built_.take();
  }

 private:
  using Entries = std::vector<std::pair<std::string_view, NodeId>>;

  Entries entries(NodeId id) const {
    Entries found;
    for (NodeId child : tree_.children(id)) {
      if (tree_.is(id, NodeKind::map)) found.emplace_back(tree_[child].key, child);
      if (!tree_.is(id, NodeKind::list) || !tree_.is(child, NodeKind::map)) continue;
      for (NodeId entry : tree_.children(child)) found.emplace_back(tree_[entry].key, entry);
    }
    return found;
  }

  void read_log(NodeId log) {
    for (const auto& [key, set] : entries(log)) {
      if (key != "changeSet") continue;
      read_changes(set);
      for (const auto& [inner, changes] : entries(set)) {
        if (inner == "changes") read_changes(changes);
      }
    }
  }

  Name name(NodeId of, std::string_view key) const {
    const NodeId id = tree_.find(of, key);
    if (id == kNoNode) return {};
    return {tree_.text(id), tree_[id].span};
  }

  void read_changes(NodeId changes) {
    for (const auto& [key, change] : entries(changes)) {
      const Name table = name(change, "tableName");
      if (key == "createTable" && !table.text.empty()) {
        add_columns(built_.statement("create table", table), "column", change);
      } else if (key == "addColumn" && !table.text.empty()) {
        add_columns(built_.statement("alter table", table), "add column", change);
      } else if (key == "modifyDataType" && !table.text.empty()) {
        const Name column = name(change, "columnName");
        if (column.text.empty()) continue;
        const NodeId statement = built_.statement("alter table", table);
        set_type(built_.column(statement, "alter column", column), name(change, "newDataType"));
      } else if (key == "dropColumn" && !table.text.empty()) {
        drop_columns(built_.statement("alter table", table), change);
      } else if (key == "renameColumn" && !table.text.empty()) {
        const Name from = name(change, "oldColumnName");
        const Name to = name(change, "newColumnName");
        if (!from.text.empty() && !to.text.empty())
          built_.rename_column(built_.statement("alter table", table), from, to);
      } else if (key == "dropTable" && !table.text.empty()) {
        built_.drop_table(table);
      } else if (key == "sql" || key == "createProcedure") {
        built_.add_gap(tree_[change].span, "SQL inside of a change set");
      } else if (key == "renameTable") {
        const Name from = name(change, "oldTableName");
        const Name to = name(change, "newTableName");
        if (!from.text.empty() && !to.text.empty()) built_.rename_table(from, to);
      }
    }
  }

  // `column` elements, or `columns: [{column: {…}}]`.
  Entries columns_of(NodeId change) const {
    Entries columns;
    for (const auto& [key, entry] : entries(change)) {
      if (key == "column") columns.emplace_back(key, entry);
      if (key != "columns") continue;
      for (const auto& [inner, column] : entries(entry)) {
        if (inner == "column") columns.emplace_back(inner, column);
      }
    }
    return columns;
  }

  void add_columns(NodeId statement, std::string_view key, NodeId change) {
    for (const auto& [unused, column] : columns_of(change)) {
      const Name written = name(column, "name");
      if (written.text.empty()) continue;
      const NodeId added = built_.column(statement, key, written);
      set_type(added, name(column, "type"));
      const Name remarks = name(column, "remarks");
      if (!remarks.text.empty()) built_.comment(added, remarks);
    }
  }

  void drop_columns(NodeId statement, NodeId change) {
    const Name single = name(change, "columnName");
    if (!single.text.empty()) built_.column(statement, "drop column", single);
    for (const auto& [unused, column] : columns_of(change)) {
      const Name written = name(column, "name");
      if (!written.text.empty()) built_.column(statement, "drop column", written);
    }
  }

  void set_type(NodeId column, const Name& type) {
    if (type.text.empty()) return;
    const size_t open = type.text.find('(');
    std::string_view width;
    if (open != std::string_view::npos) {
      const size_t end = type.text.find_first_not_of("0123456789", open + 1);
      width = type.text.substr(open + 1, end == std::string_view::npos ? 0 : end - open - 1);
    }
    built_.type(column, type.text, width, type.span);
  }

  const Tree& tree_;
  StatementBuilder built_;
};

}  // namespace

std::optional<Tree> liquibase_statements(const Unit& unit) {
  const bool can_be = unit.format == "xml" || unit.format == "yaml" || unit.format == "json";
  if (!can_be || unit.tree() == nullptr) return std::nullopt;
  return ChangeLog(*unit.tree()).run();
}

}  // namespace payaudit
