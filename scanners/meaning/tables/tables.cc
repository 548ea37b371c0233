#include "scanners/meaning/tables/tables.h"

#include "scanners/facts/gaps.h"
#include "scanners/meaning/tables/readers.h"
#include "scanners/meaning/tables/schema.h"

namespace payaudit {

Facts table_facts(const Units& units, const SettingTables& tables, const TableModels& models) {
  Facts facts;
  const JoinedTables joined = join_tables(units, models);
  for (const TableModel& table : joined.tables) {
    if (!table.is_dropped) add_columns(facts, table, tables.classifier);
  }
  for (const auto& [unit, tree] : joined.made) {
    for (const Gap& gap : tree.gaps()) {
      Fact& unread = facts.add(Kind::gap, {unit->file, gap.span}, gap.detail)
                         .set(Attr::reason, facts.text("unsupported"))
                         .set(Attr::detail, facts.text(gap.detail));
      may_hold(facts, unread, {Kind::field, Kind::card_literal, Kind::secret});
    }
  }
  for (const Unit& unit : units.units) {
    if (unit.format == "sql" && unit.tree() != nullptr) add_statements(facts, unit, tables, models);
  }
  return facts;
}

}  // namespace payaudit
