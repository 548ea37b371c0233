// What the parts of this folder give each other.
#pragma once

#include "scanners/facts/facts.h"
#include "scanners/meaning/settings/variables.h"
#include "scanners/meaning/tables/models.h"
#include "scanners/meaning/tables/schema.h"

namespace payaudit {

// `field` facts of the classified columns.
void add_columns(Facts& facts, const TableModel& table, const Classifier& classifier);
// Everything that is no column: cryptography, grants, users, audit settings, foreign servers.
void add_statements(Facts& facts, const Unit& unit, const SettingTables& tables, const TableModels& models);

}  // namespace payaudit
