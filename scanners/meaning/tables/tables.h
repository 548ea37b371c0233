// SQL and migrations in other forms to facts: classified columns of tables as all migrations leave them,
// cryptography over classified columns, decrypted values that are written elsewhere, grants, passwords of
// users, audit settings, foreign servers.
//
// Runs nothing: what a procedure or a condition would do is not known. Card numbers and secrets in rows are
// the text scanner's.
#pragma once

#include "scanners/facts/facts.h"
#include "scanners/meaning/settings/variables.h"
#include "scanners/meaning/tables/models.h"
#include "scanners/units/unit.h"

namespace payaudit {

Facts table_facts(const Units& units, const SettingTables& tables, const TableModels& models);

}  // namespace payaudit
