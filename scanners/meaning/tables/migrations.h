// Migrations that are not SQL as the statements that SQL would have: Liquibase's change sets in XML, YAML and
// JSON, and calls of migration libraries in code. Runs nothing; what a rollback or a downgrade does is left
// out. SQL inside of a change set is a gap of the tree.
#pragma once

#include <optional>

#include "scanners/meaning/tables/models.h"
#include "scanners/units/unit.h"

namespace payaudit {

// A tree of the form that read_sql() makes (`create table`, `alter table`, `drop table`, `rename table`),
// with texts and spans of the unit's source. nullopt: the file changes no table.
std::optional<Tree> liquibase_statements(const Unit& unit);
std::optional<Tree> code_statements(const Source& source, const Code& code, const TableModels& models);

}  // namespace payaudit
