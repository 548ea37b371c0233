// SQL to facts: classified columns of tables as all migrations leave them, cryptography over classified
// columns, grants, passwords of users, audit settings, foreign servers.
//
// Runs nothing: what a procedure or a condition would do is not known. Card numbers and secrets in rows are
// the text scanner's.
#pragma once

#include "scanners/facts/facts.h"
#include "scanners/meaning/settings/variables.h"
#include "scanners/units/unit.h"

namespace payaudit {

Facts table_facts(const Units& units, const SettingTables& tables);

}  // namespace payaudit
