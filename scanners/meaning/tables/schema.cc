#include "scanners/meaning/tables/schema.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "scanners/meaning/tables/migrations.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

std::string_view folder_of(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

bool is_undo(std::string_view path) {
  const std::string name = lower(base_name(path));
  return name == "down.sql" || name.find(".down.") != std::string::npos ||
         name.find("_down.") != std::string::npos || name.find("rollback") != std::string::npos ||
         name.find(".undo.") != std::string::npos ||
         (name.size() > 1 && name[0] == 'u' && is_digit(name[1]) && name.find("__") != std::string::npos);
}

// The folder that its migrations share: those named `up.sql` have one each.
std::string schema_folder(std::string_view path) {
  std::string_view folder = folder_of(path);
  const std::string name = lower(base_name(path));
  if (name == "up.sql" || name == "migration.sql") folder = folder_of(folder);
  return std::string(folder);
}

bool is_versioned(std::string_view path) {
  const std::string_view name = base_name(path);
  return std::any_of(name.begin(), name.end(), is_digit) || name == "up.sql" || name == "migration.sql";
}

bool is_within(std::string_view folder, std::string_view ancestor) {
  return ancestor.empty() || folder == ancestor ||
         (folder.starts_with(ancestor) && folder[ancestor.size()] == '/');
}

class Joiner {
 public:
  Joiner(const Units& units, const TableModels& models) : units_(units), models_(models) {}

  JoinedTables run() {
    std::vector<const Unit*> files;
    for (const Unit& unit : units_.units) {
      if (is_undo(path(unit))) continue;
      const Tree* statements = statements_of(unit);
      if (statements != nullptr && !statements->roots().empty()) files.push_back(&unit);
    }
    std::stable_sort(files.begin(), files.end(),
                     [&](const Unit* a, const Unit* b) { return comes_before(path(*a), path(*b)); });
    for (const Unit* unit : files) read_types(*unit);
    for (const Unit* unit : files) read_file(*unit);
    return {std::move(tables_), std::move(made_)};
  }

 private:
  using Columns = std::map<std::string, size_t>;

  const std::string& path(const Unit& unit) const { return (*units_.sources)[unit.file].path(); }

  // The unit's own tree where it is SQL, else what its migrations say. nullptr: it changes no table.
  const Tree* statements_of(const Unit& unit) {
    if (unit.format == "sql") return unit.tree();
    if (const auto known = made_.find(&unit); known != made_.end()) return &known->second;
    std::optional<Tree> made = unit.code() == nullptr
                                   ? liquibase_statements(unit)
                                   : code_statements((*units_.sources)[unit.file], *unit.code(), models_);
    if (!made) return nullptr;
    return &made_.emplace(&unit, *std::move(made)).first->second;
  }

  void read_types(const Unit& unit) {
    const Tree& tree = *statements_of(unit);
    for (NodeId id : tree.children(tree.roots().front())) {
      if (tree[id].key != "create type" && tree[id].key != "create domain") continue;
      const std::string_view type = tree.text(tree.find(id, "type"));
      if (!tree[id].labels.empty() && !type.empty()) types_[lower(tree[id].labels.back())] = type;
    }
  }

  void read_file(const Unit& unit) {
    unit_ = &unit;
    tree_ = statements_of(unit);
    folder_ = schema_folder(path(unit));
    bool changes = is_versioned(path(unit));
    for (NodeId id : tree_->children(tree_->roots().front())) {
      const std::string_view key = (*tree_)[id].key;
      changes |= key == "create table" || key == "alter table";
    }
    for (NodeId id : tree_->children(tree_->roots().front())) {
      const Node& node = (*tree_)[id];
      if (node.key == "create table" && !node.labels.empty()) create(id);
      if (node.key == "alter table" && !node.labels.empty()) alter(id);
      // A script that only drops cleans up; it is no step of the schema's history.
      if (node.key == "drop table" && changes) drop(id);
      if (node.key == "rename table") {
        for (NodeId item : tree_->children(id)) rename((*tree_)[item].labels[0], (*tree_)[item].labels[1]);
      }
      if (node.key == "comment on" && node.labels.size() > 1) comment(id);
    }
    // The rest of a damaged file may add what no one sees.
    if (!tree_->gaps().empty()) {
      for (TableModel* table : created_) table->is_open = true;
    }
    created_.clear();
  }

  TableModel* find(std::string_view name, bool only_own_folder = false) {
    const auto known = by_name_.find(lower(name));
    if (known == by_name_.end()) return nullptr;
    const auto own = known->second.find(folder_);
    if (own != known->second.end()) return own->second;
    if (only_own_folder) return nullptr;
    TableModel* best = nullptr;
    for (const auto& [folder, table] : known->second) {
      const bool is_related = is_within(folder, folder_) || is_within(folder_, folder);
      if (is_related && (best == nullptr || folder.size() > best->folder.size())) best = table;
    }
    return best;
  }

  TableModel& add_table(std::string_view name) {
    TableModel& table = tables_.emplace_back();
    table.name = name;
    table.folder = folder_;
    by_name_[lower(name)][folder_] = &table;
    created_.push_back(&table);
    return table;
  }

  void create(NodeId id) {
    TableModel& table = add_table((*tree_)[id].labels.back());
    table.is_open = tree_->has_unknown_entries(id);
    for (NodeId child : tree_->children(id)) {
      if ((*tree_)[child].key == "column") add_column(table, child);
      if ((*tree_)[child].key == "foreign key") add_cascade(table, child);
    }
  }

  void add_cascade(TableModel& table, NodeId id) {
    table.cascades |= equals_ignoring_case(tree_->text(tree_->find(id, "on_delete")), "cascade");
  }

  Place place(NodeId id) const { return {unit_->file, (*tree_)[id].span}; }

  void set_type(TableColumn& column, NodeId id) {
    const NodeId type = tree_->find(id, "type");
    if (type == kNoNode) return;
    const std::string_view written = tree_->text(type);
    const auto own = types_.find(lower(written.substr(written.rfind('.') + 1)));
    column.type = own == types_.end() ? written : own->second;
    column.type_place = place(type);
    const std::string_view width = tree_->text(tree_->find(id, "width"));
    column.width = 0;
    std::from_chars(width.data(), width.data() + width.size(), column.width);
  }

  void add_column(TableModel& table, NodeId id) {
    const NodeId name = tree_->find(id, "name");
    Columns& known = columns_[&table];
    const auto [entry, is_new] = known.try_emplace(lower(tree_->text(name)), table.columns.size());
    add_cascade(table, id);
    // Scripts that add what is there already are for older installations.
    if (!is_new) return;
    TableColumn& column = table.columns.emplace_back();
    column.name = tree_->text(name);
    column.place = place(name);
    column.type_place = column.place;
    column.comment = tree_->text(tree_->find(id, "comment"));
    column.is_encrypted = tree_->find(id, "encrypted") != kNoNode;
    set_type(column, id);
  }

  TableColumn* column_of(TableModel& table, std::string_view name) {
    const Columns& known = columns_[&table];
    const auto found = known.find(lower(name));
    return found == known.end() ? nullptr : &table.columns[found->second];
  }

  void drop_column(TableModel& table, std::string_view name) {
    if (TableColumn* column = column_of(table, name)) column->name = {};  // keeps the others' indexes
    columns_[&table].erase(lower(name));
  }

  void rename_column(TableModel& table, NodeId id) {
    const auto labels = (*tree_)[id].labels;
    TableColumn* column = column_of(table, labels[0]);
    if (column == nullptr) return;
    Columns& known = columns_[&table];
    known[lower(labels[1])] = known[lower(labels[0])];
    if (lower(labels[0]) != lower(labels[1])) known.erase(lower(labels[0]));
    column->name = labels[1];
    column->place = place(tree_->find(id, "name"));
  }

  void alter(NodeId id) {
    TableModel* table = find((*tree_)[id].labels.back());
    if (table == nullptr) {
      table = &add_table((*tree_)[id].labels.back());
      table->is_open = true;
    }
    for (NodeId child : tree_->children(id)) {
      const Node& action = (*tree_)[child];
      if (action.key == "add column") add_column(*table, child);
      if (action.key == "drop column") drop_column(*table, action.labels[0]);
      if (action.key == "rename column") rename_column(*table, child);
      if (action.key == "foreign key") add_cascade(*table, child);
      if (action.key == "rename to") rename(table->name, action.labels[0]);
      if (action.key == "change column") rename_column(*table, child);
      if (action.key == "change column" || action.key == "alter column") {
        TableColumn* column = column_of(*table, action.labels.back());
        if (column == nullptr) continue;
        set_type(*column, child);
        column->is_encrypted |= tree_->find(child, "encrypted") != kNoNode;
      }
    }
  }

  void rename(std::string_view from, std::string_view to) {
    TableModel* table = find(from);
    if (table == nullptr) return;
    by_name_[lower(from)].erase(table->folder);
    by_name_[lower(to)][table->folder] = table;
    table->name = to;
  }

  void drop(NodeId id) {
    for (NodeId item : tree_->children(id)) {
      const std::string_view name = (*tree_)[item].labels.back();
      // A script that makes its tables anew first drops them: only its own folder's.
      TableModel* table = find(name, creates_itself(name));
      if (table == nullptr) continue;
      table->is_dropped = true;
      by_name_[lower(name)].erase(table->folder);
    }
  }

  bool creates_itself(std::string_view name) {
    if (listed_ != unit_) {
      listed_ = unit_;
      own_names_.clear();
      for (NodeId id : tree_->children(tree_->roots().front())) {
        const Node& node = (*tree_)[id];
        if (node.key == "create table" && !node.labels.empty()) own_names_.insert(lower(node.labels.back()));
      }
    }
    return own_names_.contains(lower(name));
  }

  void comment(NodeId id) {
    const auto labels = (*tree_)[id].labels;
    if (!equals_ignoring_case(tree_->text(tree_->find(id, "object")), "column")) return;
    TableModel* table = find(labels[labels.size() - 2]);
    TableColumn* column = table == nullptr ? nullptr : column_of(*table, labels.back());
    if (column != nullptr) column->comment = tree_->text(tree_->find(id, "comment"));
  }

  const Units& units_;
  const TableModels& models_;
  std::map<const Unit*, Tree> made_;
  const Unit* unit_ = nullptr;
  const Tree* tree_ = nullptr;
  std::string folder_;
  std::deque<TableModel> tables_;
  std::vector<TableModel*> created_;
  std::map<std::string, std::map<std::string, TableModel*>> by_name_;  // name -> folder -> the last one made
  std::map<TableModel*, Columns> columns_;
  std::map<std::string, std::string_view> types_;
  const Unit* listed_ = nullptr;
  std::set<std::string> own_names_;
};

}  // namespace

bool comes_before(std::string_view a, std::string_view b) {
  size_t i = 0;
  size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (!is_digit(a[i]) || !is_digit(b[j])) {
      if (a[i] != b[j]) return a[i] < b[j];
      ++i, ++j;
      continue;
    }
    while (i < a.size() && a[i] == '0') ++i;
    while (j < b.size() && b[j] == '0') ++j;
    const size_t first = i;
    const size_t second = j;
    while (i < a.size() && is_digit(a[i])) ++i;
    while (j < b.size() && is_digit(b[j])) ++j;
    if (i - first != j - second) return i - first < j - second;
    const int order = a.substr(first, i - first).compare(b.substr(second, j - second));
    if (order != 0) return order < 0;
  }
  if (i < a.size() || j < b.size()) return j < b.size();
  return a < b;  // `1` and `01`
}

JoinedTables join_tables(const Units& units, const TableModels& models) {
  return Joiner(units, models).run();
}

}  // namespace payaudit
