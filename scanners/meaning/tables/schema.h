// Tables as they are after all migrations, in the order of the files' names.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/meaning/tables/models.h"
#include "scanners/units/unit.h"

namespace payaudit {

// Texts point into the units.
struct TableColumn {
  std::string_view name;
  Place place;
  std::string type;  // a type or domain of the schema's own is replaced by what it stands for
  Place type_place;
  uint32_t width = 0;  // as written in the type; 0: not written
  std::string_view comment;
  bool is_encrypted = false;  // the database encrypts the column: Always Encrypted, Oracle's ENCRYPT
};

struct TableModel {
  std::string_view name;
  std::string folder;
  std::vector<TableColumn> columns;  // in the order of their making
  bool is_open = false;              // it has, or may have, columns and constraints that nobody knows
  bool cascades = false;             // a foreign key deletes its rows with the parent's
  bool is_dropped = false;
};

// A migration that undoes another (`down.sql`, Flyway's `U1__`) counts for nothing. Tables of one name in
// unrelated folders are different tables; a change applies to the table in its own folder, or else in one
// above or below it.
struct JoinedTables {
  std::deque<TableModel> tables;
  std::map<const Unit*, Tree> made;  // what migrations that are not SQL say; tables point into it
};
JoinedTables join_tables(const Units& units, const TableModels& models);

// Order of names in which numbers count as numbers: `V2` before `V10`.
bool comes_before(std::string_view a, std::string_view b);

}  // namespace payaudit
