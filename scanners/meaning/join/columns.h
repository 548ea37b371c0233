// Which statements of a tree are about one column of a table: that of a migration, a dump and a mapper's
// class, and a flow that stores the class's member.
#pragma once

#include <string>
#include <vector>

#include "scanners/facts/facts.h"
#include "scanners/source/source.h"

namespace payaudit {

// Filled by rules/policy from policies/models/classes/columns.yaml; lower case.
struct ColumnModels {
  std::vector<std::string> type_suffixes;  // last words of a class that its table does not have
  std::vector<std::string> inner_folders;  // of a service
};

// Gives `column` of fields and flows one spelling, `card.pan`: words in the singular, without separators.
// What lies in one service's folder is of one table, and so is what lies above it where it is the only
// service that has the column; others have their folder in front of it. Flows are of the column that a class
// of the tree states for the member, and of none where several do.
void join_columns_of_tables(Facts& facts, const SourceMap& sources, const ColumnModels& models);

}  // namespace payaudit
