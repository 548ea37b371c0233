// What functions of databases do, and which calls of migration libraries change tables. Filled by
// rules/policy from policies/models/tables.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace payaudit {

// A function of a database; arguments by position.
struct SqlFunction {
  static constexpr size_t kNone = 9;
  std::string name;       // lower case
  std::string operation;  // encrypt, decrypt, hash, hmac, truncate, mask
  std::string algorithm;  // empty: the argument `algorithm_at` names it
  size_t algorithm_at = kNone;
  size_t input_at = 0;
  size_t key_at = kNone;
};

enum class MigrationStep : uint8_t {
  create,       // a table with its columns
  create_more,  // several columns of a table that is there
  add,
  drop,
  alter,  // another type, another name, or both
  drop_table,
  rename_table,
  raw,  // SQL in a text, `table`: not read
};

// A call that changes a table. Arguments are positions ("0") or names, the first that is there counts.
struct MigrationCall {
  std::string language;            // "python", "javascript" (TypeScript too)
  std::string call;                // the last part of the callee's name
  std::string receiver;            // the name of what it is called on; empty: any
  std::vector<std::string> needs;  // a part of a module that the file imports; empty: none
  MigrationStep step = MigrationStep::create;
  std::vector<std::string> table, column, name, type, new_name;
  std::string columns;  // "rest": all arguments that are columns; "builder": calls in a function that is
                        // handed over; else the argument that holds them
  std::string batch;    // a call whose argument is the table where this one has none
};

struct TableModels {
  std::vector<SqlFunction> functions;
  std::vector<MigrationCall> calls;
  std::vector<std::string> column_calls;  // `Column(name, type)`
  std::vector<std::string> builders;      // methods of a builder that make a column
  std::vector<std::string> undo;          // functions that undo a migration
  std::vector<std::string> widths;        // arguments that bound a type's width
};

}  // namespace payaudit
