// Settings files to facts: credentials, connections and regions by the names of settings, and what the table
// of products' keys says; and exports of Keycloak realms.
//
// One file (or document of it) at a time: profiles, overrides and the environment are not merged.
#pragma once

#include <optional>

#include "scanners/facts/facts.h"
#include "scanners/meaning/settings/variables.h"
#include "scanners/meaning/settings/view.h"
#include "scanners/units/unit.h"

namespace payaudit {

// Of all properties, env and INI files, and of the YAML and JSON files that the table names; of those under
// other names the credentials and the addresses of databases and brokers (general.h).
Facts settings_facts(const Units& units, const SettingTables& tables);

// Of JSON files with a realm: `auth.policy`, `auth.client` and the credentials in it.
Facts keycloak_facts(const Units& units, const SettingTables& tables);
// Whether a document is a realm, of which all is told by the former.
bool is_keycloak_realm(const View& document);

// Seconds of `900`, `15m`, `30d`, `PT15M`; `unit` is that of a bare number. nullopt: none.
std::optional<int64_t> duration_seconds(std::string_view text, SettingUnit unit);

}  // namespace payaudit
