// Variables and settings by name and value: credentials, connections, regions and retention periods, whoever
// holds them (a container's environment, a properties file, an image).
//
// It does not know products' keys (settings.h does), and prints no credential.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/facts/facts.h"
#include "scanners/meaning/classify/classifier.h"
#include "scanners/meaning/settings/models.h"
#include "scanners/units/tree.h"

namespace payaudit {

// One name and its value. Texts are borrowed while add_variables runs.
struct NamedValue {
  std::string_view name;
  std::string_view value;        // as far as it is known
  std::string_view why_unknown;  // not empty: the value, or a part of it, is not known
  bool is_reference = false;     // it is taken from a secret store, another object or a file
  Place name_place;
  Place value_place;
  std::string_view written;  // how the source names it; empty: `name`
  bool is_default = false;   // `${NAME:-value}`: it counts where nothing else is given
};

// What variables mean is told by these tables; both outlive the facts' making.
struct SettingTables {
  const SettingModels& models;
  const Classifier& classifier;
};

// The network that variables' addresses are looked up in.
struct Neighbourhood {
  std::vector<std::string> peers;   // host names in the same private network of one machine
  bool is_cluster = false;          // of Kubernetes: `ledger.core` may be a service and its namespace
  std::vector<std::string> spaces;  // namespaces of the cluster that are known
};

// Adds `secret`, `connection`, `place` and `retention` facts. `owner` begins their symbols
// ("Deployment/payment"); the variables are those of one owner: a password's user is looked for among them.
void add_variables(Facts& facts, const SettingTables& tables, std::string_view owner,
                   const std::vector<NamedValue>& variables, const Neighbourhood& around = {});

// The text of a scalar whose key stands twice in its map, so that nobody knows which one counts: written it
// is all the same. nullopt: the node is something else.
std::optional<std::string_view> repeated_text(const Tree& tree, NodeId id);
// What `${NAME:default}` or `${NAME:-default}` comes to without the variable; nullopt: the text is no such
// placeholder, or its default is empty or another variable.
std::optional<std::string_view> placeholder_default(std::string_view text);
// The type of credential that a name speaks of (password, token, key, api-key, private-key,
// connection-string); empty: none.
std::string_view credential_type(const Classifier& classifier, std::string_view name);
// The same with the keys that programs are known to log in with.
std::string_view credential_type(const SettingTables& tables, std::string_view name);
// Adds one `secret` fact for the password of a user.
void add_password(Facts& facts, const SettingTables& tables, std::string_view owner,
                  const NamedValue& password, std::string_view user);
// Adds one `secret` fact for a value that is known to be a credential.
Fact& add_secret(Facts& facts, const SettingTables& tables, std::string_view owner,
                 const NamedValue& variable, std::string_view type);

}  // namespace payaudit
