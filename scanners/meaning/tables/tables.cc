#include "scanners/meaning/tables/tables.h"

#include "scanners/meaning/tables/readers.h"
#include "scanners/meaning/tables/schema.h"

namespace payaudit {

Facts table_facts(const Units& units, const SettingTables& tables) {
  Facts facts;
  for (const TableModel& table : join_tables(units)) {
    if (!table.is_dropped) add_columns(facts, table, tables.classifier);
  }
  for (const Unit& unit : units.units) {
    if (unit.format == "sql" && unit.tree() != nullptr) add_statements(facts, unit, tables);
  }
  return facts;
}

}  // namespace payaudit
