// The table of settings: which keys of which products mean what. Filled by rules/policy from
// policies/models/settings; read by this folder and by the readers of Kubernetes, Compose and image files,
// whose variables are settings too.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanners/facts/kinds.h"

namespace payaudit {

enum class SettingUnit : uint8_t { none, milliseconds, seconds, minutes, hours, days };

// One attribute of a fact. Keys are compared without case, dots, hyphens and underscores, so
// `server.ssl.enabled`, `server.ssl-enabled` and `SERVER_SSL_ENABLED` are one. `*.verify-ssl` is any key with
// that last part.
struct SettingAttribute {
  Attr attr;
  std::vector<std::string> keys;  // the first that is there wins; empty: a constant
  std::string constant;
  std::vector<std::pair<std::string, std::string>>
      map;                               // value as written (lower case) -> ours; others are Unknown
  SettingUnit unit = SettingUnit::none;  // of a bare number; set for durations only
  bool is_presence = false;              // true if the key is there
  std::string fallback;                  // empty: Unknown
  std::string fallback_note;             // whose default, and since when: "Spring Boot 2.0"
};

// One fact a file (or document of it) in which one of `needs`, or else of the attributes' keys, is set.
struct SettingModel {
  std::string id;  // "spring-session"
  Kind kind;
  std::string name;
  std::vector<std::string> files;  // file name patterns with `*`; empty: every settings file
  std::vector<std::string> needs;
  std::vector<SettingAttribute> attributes;
  bool is_each = false;  // its keys begin with `*.`: one fact for each such key instead
};

// What annotations of Kubernetes objects say to what puts them into effect: ends of their keys.
struct AnnotationWords {
  std::vector<std::string> redirect_all;         // send every plain request to https
  std::vector<std::string> redirect;             // the same, for hosts with a certificate
  std::vector<std::string> certificate;          // of an Ingress, taken from elsewhere than its tls section
  std::vector<std::string> service_certificate;  // the same of a Service
  std::vector<std::string> tls;                  // switch TLS on
  std::vector<std::string> entry_points;
  std::set<std::string, std::less<>> secure_entry_points;  // their usual names where they have TLS
  // … and the values, in lower case, that keep a load balancer in its network.
  std::map<std::string, std::vector<std::string>, std::less<>> internal;
};

// A program that watches the node that it runs on, and what of the node its vendor's documentation has it
// take.
struct NodeAgent {
  std::string name;                 // "Datadog Agent"
  std::vector<std::string> images;  // patterns of names without registry, tag and digest: `datadog/agent`
  std::set<std::string, std::less<>> reads;       // paths that are mounted to be read
  std::set<std::string, std::less<>> writes;      // paths that may be written too, and sockets
  std::set<std::string, std::less<>> namespaces;  // of the host: network, pid, ipc
};

// A controller of a cluster whose own roles read secrets, since these are what it works with.
struct ClusterController {
  std::string name;                           // "ingress-nginx"
  std::set<std::string, std::less<>> labels;  // values of `app.kubernetes.io/name` and of its like
  std::vector<std::string> roles;             // patterns of the names that its roles have
};

// What the text of a value says of itself. All in lower case.
struct ValueForms {
  // Beginning and end, the latter may be empty: what a program or a tool puts the value in the place of, or
  // has encrypted; and hashes of passwords.
  std::vector<std::pair<std::string, std::string>> references;
  std::vector<std::pair<std::string, std::string>> hashes;
  // Parts of what stands in for a value; words that are whole values for the same purpose.
  std::vector<std::pair<std::string, std::string>> descriptions;  // of what a value has to be like
  std::vector<std::string> placeholders;
  std::set<std::string, std::less<>> stand_ins;
  // First and last words of names whose values are ciphertext: `encrypted_secret`, `secret_enc`.
  std::set<std::string, std::less<>> ciphertext_first;
  std::set<std::string, std::less<>> ciphertext_last;
  // Beginnings of values that their issuers mean for everybody: keys for browsers, public halves of keys.
  std::vector<std::string> published;
};

struct SettingModels {
  std::vector<SettingModel> models;
  std::vector<NodeAgent> agents;
  std::vector<ClusterController> controllers;
  ValueForms values;
  // Names of YAML, JSON and INI files that hold settings: `application*.yml`.
  std::vector<std::string> files;
  // Keys at the top of a YAML or JSON file under any other name that say that it holds settings, and those
  // that say that it is something else.
  std::set<std::string, std::less<>> roots;
  std::set<std::string, std::less<>> foreign_roots;
  // Those of what runs builds.
  std::set<std::string, std::less<>> build_roots;
  // Words of keys whose address nothing connects to: it is spoken of, compared or listened at.
  std::set<std::string, std::less<>> mentioned;
  // Last words of keys that stand beside a credential.
  std::set<std::string, std::less<>> beside_credentials;
  // Keys (in the form of canonical_key) whose value is the profile that a document is for; names of profiles,
  // and of those that are for tests.
  std::set<std::string, std::less<>> profile_keys;
  std::set<std::string, std::less<>> profiles;
  std::set<std::string, std::less<>> test_profiles;
  // Vendor user and password pairs, both in lower case.
  std::set<std::pair<std::string, std::string>> default_pairs;
  // A password's key -> the user it belongs to where nothing sets one: POSTGRES_PASSWORD -> postgres.
  std::map<std::string, std::string, std::less<>> default_users;
  // A key that holds a credential though its words do not say so -> its type: PGPASSWORD -> password.
  std::map<std::string, std::string, std::less<>> credentials;
  // Phrases of names in a chart's values that hold the name of a secret, or of a key in one: "existing
  // secret"; and those that do where the value looks like such a name.
  std::vector<std::vector<std::string>> references;
  std::vector<std::vector<std::string>> maybe_references;
  // Phrases of names of maps below which there are such names only.
  std::vector<std::vector<std::string>> reference_groups;
  // Labels of hosts that stand for one that is not known yet.
  std::set<std::string, std::less<>> placeholder_hosts;
  // The same of addresses that count where nothing else is given: a developer's.
  std::set<std::string, std::less<>> developer_hosts;
  // Endings of public host names that no namespace of a cluster is called by.
  std::vector<std::string> public_endings;
  // Last parts of all public host names, in lower case.
  std::set<std::string, std::less<>> top_level;
  // A key -> the provider whose region it names: AWS_REGION -> aws.
  std::map<std::string, std::string, std::less<>> regions;
  AnnotationWords annotations;
};

// `POSTGRES_PASSWORD` and `postgres.password` -> `postgrespassword`. The tables above hold keys in this form.
inline std::string canonical_key(std::string_view key) {
  std::string result;
  for (char c : key) {
    if (c == '.' || c == '-' || c == '_') continue;
    result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return result;
}

// The last part of a key, as models with `*.` have it.
inline std::string last_part_key(std::string_view key) {
  return "*" + canonical_key(key.substr(key.rfind('.') + 1));  // npos + 1 is 0
}

}  // namespace payaudit
