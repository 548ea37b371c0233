// Settings files to facts: credentials, connections and regions by the names of settings, and what the table
// of products' keys says; and exports of Keycloak realms.
//
// One file (or document of it) at a time: profiles, overrides and the environment are not merged.
#pragma once

#include <optional>

#include "scanners/facts/facts.h"
#include "scanners/meaning/settings/variables.h"
#include "scanners/units/unit.h"

namespace payaudit {

// Of all properties, env and INI files, and of the YAML and JSON files that the table names.
Facts settings_facts(const Units& units, const SettingTables& tables);

// Of JSON files with a realm: `auth.policy` and `auth.client`.
Facts keycloak_facts(const Units& units);

// Seconds of `900`, `15m`, `30d`, `PT15M`; `unit` is that of a bare number. nullopt: none.
std::optional<int64_t> duration_seconds(std::string_view text, SettingUnit unit);

}  // namespace payaudit
