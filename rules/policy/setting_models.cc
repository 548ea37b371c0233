#include "rules/policy/setting_models.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "rules/policy/fields.h"
#include "scanners/meaning/classify/words.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr std::array<std::string_view, 6> kCredentialTypes = {"password", "api-key",           "private-key",
                                                              "token",    "connection-string", "key"};
constexpr std::array<std::string_view, 4> kSettingKeys = {"is", "name", "files", "needs"};

std::vector<std::string> canonical(std::vector<std::string> keys) {
  for (std::string& key : keys) key = canonical_key(key);
  return keys;
}

SettingAttribute read_attribute(Attr attr, YamlNode node, Problems& problems) {
  const Fields fields(node, "an attribute", {"const", "from", "map", "unit", "present", "default", "since"},
                      problems);
  SettingAttribute attribute;
  attribute.attr = attr;
  if (!fields.is_map()) return attribute;
  attribute.keys = canonical(fields.texts("from"));
  attribute.constant = fields.text("const");
  if (attribute.keys.empty() == attribute.constant.empty())
    problems.add(node, "an attribute has either 'const' or 'from'");
  attribute.is_presence = fields.flag("present").value_or(false);
  attribute.fallback = fields.text("default");
  attribute.fallback_note = fields.text("since");
  if (attribute.fallback.empty() != attribute.fallback_note.empty())
    problems.add(node, "'default' and 'since', which says whose default it is, go together");
  static constexpr std::array kUnits = {SettingUnit::milliseconds, SettingUnit::seconds, SettingUnit::minutes,
                                        SettingUnit::hours, SettingUnit::days};
  if (const auto unit = fields.word("unit", {"milliseconds", "seconds", "minutes", "hours", "days"})) {
    attribute.unit = kUnits[*unit];
    if (row(attr).type != AttrType::integer)
      problems.add(node, fmt::format("'{}' is no duration", row(attr).name));
  }
  if (const auto map = fields.find("map")) {
    const Fields values(*map, "'map'", {}, problems);
    for (size_t i = 0; values.is_map() && i < map->size(); ++i)
      attribute.map.emplace_back(map->key(i).text(), read_text(map->value(i), problems));
  }
  return attribute;
}

void read_model(YamlNode id, YamlNode node, SettingModels& models, Problems& problems) {
  const Fields fields(node, "a model of settings", {}, problems);
  if (!fields.is_map()) return;
  SettingModel model;
  model.id = id.text();
  model.name = fields.require_text("name");
  model.files = fields.texts("files");
  model.needs = canonical(fields.texts("needs"));
  const std::string is = fields.require_text("is");
  const auto kind = find_kind(is);
  if (!kind) {
    std::vector<std::string_view> names;
    for (const KindRow& row : kind_rows()) names.push_back(row.name);
    problems.add(*fields.find("is"), fmt::format("unknown fact kind '{}'", is), did_you_mean(is, names));
    return;
  }
  model.kind = *kind;
  for (size_t i = 0; i < node.size(); ++i) {
    const YamlNode key = node.key(i);
    if (std::find(kSettingKeys.begin(), kSettingKeys.end(), key.text()) != kSettingKeys.end()) continue;
    const auto attr = find_attr(key.text());
    if (!attr || !has_attr(*kind, *attr)) {
      std::vector<std::string_view> names(kSettingKeys.begin(), kSettingKeys.end());
      for (const Attr candidate : row(*kind).attributes) names.push_back(row(candidate).name);
      problems.add(key, fmt::format("'{}' has no attribute '{}'", row(*kind).name, key.text()),
                   did_you_mean(key.text(), names));
      continue;
    }
    model.attributes.push_back(read_attribute(*attr, node.value(i), problems));
  }
  for (const SettingAttribute& attribute : model.attributes) {
    const auto is_any = [](const std::string& key) { return key.starts_with('*'); };
    const auto any = std::count_if(attribute.keys.begin(), attribute.keys.end(), is_any);
    model.is_each = model.is_each || any > 0;
    if (any > 0 && static_cast<size_t>(any) < attribute.keys.size())
      problems.add(node, "keys that begin with '*.' and others do not go together");
  }
  if (model.is_each && !model.needs.empty())
    problems.add(node, "keys that begin with '*.' need no others: leave out 'needs'");
  if (model.attributes.empty()) problems.add(node, fmt::format("'{}' says nothing: no attribute", model.id));
  std::erase_if(models.models, [&](const SettingModel& other) { return other.id == model.id; });
  models.models.push_back(std::move(model));
}

AnnotationWords read_annotations(YamlNode node, Problems& problems) {
  const Fields fields(node, "'annotations'",
                      {"redirect_all", "redirect", "certificate", "service_certificate", "tls",
                       "entry_points", "secure_entry_points", "internal"},
                      problems);
  AnnotationWords words;
  if (!fields.is_map()) return words;
  words.redirect_all = fields.texts("redirect_all");
  words.redirect = fields.texts("redirect");
  words.certificate = fields.texts("certificate");
  words.service_certificate = fields.texts("service_certificate");
  words.tls = fields.texts("tls");
  words.entry_points = fields.texts("entry_points");
  for (std::string& name : fields.texts("secure_entry_points"))
    words.secure_entry_points.insert(std::move(name));
  if (const auto internal = fields.find("internal")) {
    const Fields ends(*internal, "'internal'", {}, problems);
    for (size_t i = 0; ends.is_map() && i < internal->size(); ++i)
      words.internal[std::string(internal->key(i).text())] = read_texts(internal->value(i), problems);
  }
  return words;
}

// `env(*)`: a beginning and an end around one `*`.
std::vector<std::pair<std::string, std::string>> read_forms(const Fields& fields, std::string_view key,
                                                            Problems& problems) {
  std::vector<std::pair<std::string, std::string>> forms;
  for (const std::string& text : fields.texts(key)) {
    const size_t star = text.find('*');
    if (star == 0 || star == std::string::npos || text.find('*', star + 1) != std::string::npos) {
      problems.add(*fields.find(key), fmt::format("'{}' is no form of a value: a beginning, one `*`, and an "
                                                  "end or none",
                                                  text));
      continue;
    }
    forms.emplace_back(lower(text.substr(0, star)), lower(text.substr(star + 1)));
  }
  return forms;
}

void read_value_forms(YamlNode node, ValueForms& forms, Problems& problems) {
  const Fields fields(node, "'values'",
                      {"references", "hashes", "descriptions", "placeholders", "stand_ins", "published",
                       "ciphertext_first", "ciphertext_last"},
                      problems);
  if (!fields.is_map()) return;
  for (auto& form : read_forms(fields, "references", problems)) forms.references.push_back(std::move(form));
  for (auto& form : read_forms(fields, "descriptions", problems))
    forms.descriptions.push_back(std::move(form));
  for (auto& form : read_forms(fields, "hashes", problems)) forms.hashes.push_back(std::move(form));
  for (const std::string& text : fields.texts("placeholders")) forms.placeholders.push_back(lower(text));
  for (const std::string& text : fields.texts("stand_ins")) forms.stand_ins.insert(lower(text));
  for (std::string& word : fields.texts("ciphertext_first")) forms.ciphertext_first.insert(std::move(word));
  for (std::string& word : fields.texts("ciphertext_last")) forms.ciphertext_last.insert(std::move(word));
  for (const std::string& text : fields.texts("published")) forms.published.push_back(lower(text));
}

// Calls `visit(key, value)` for the entries of a map below `key`.
template <typename F>
void each_entry(const Fields& fields, std::string_view key, Problems& problems, F visit) {
  const auto map = fields.find(key);
  if (!map) return;
  const std::string what = fmt::format("'{}'", key);  // `entries` keeps a view of it
  const Fields entries(*map, what, {}, problems);
  for (size_t i = 0; entries.is_map() && i < map->size(); ++i) visit(map->key(i), map->value(i));
}

void read_agent(YamlNode node, SettingModels& models, Problems& problems) {
  const Fields fields(node, "an agent", {"name", "images", "reads", "writes", "namespaces", "source"},
                      problems);
  if (!fields.is_map()) return;
  NodeAgent agent;
  agent.name = fields.require_text("name");
  fields.require_text("source");
  fields.require("images");
  agent.images = fields.texts("images");
  for (std::string& path : fields.texts("reads")) agent.reads.insert(std::move(path));
  for (std::string& path : fields.texts("writes")) agent.writes.insert(std::move(path));
  for (std::string& name : fields.texts("namespaces")) {
    if (name != "network" && name != "pid" && name != "ipc")
      problems.add(node, fmt::format("'{}' is no namespace of a host: network, pid or ipc", name));
    agent.namespaces.insert(std::move(name));
  }
  models.agents.push_back(std::move(agent));
}

void read_controller(YamlNode node, SettingModels& models, Problems& problems) {
  const Fields fields(node, "a controller", {"name", "labels", "roles", "source"}, problems);
  if (!fields.is_map()) return;
  ClusterController controller;
  controller.name = fields.require_text("name");
  fields.require_text("source");
  fields.require("labels");
  for (std::string& label : fields.texts("labels")) controller.labels.insert(std::move(label));
  controller.roles = fields.texts("roles");
  models.controllers.push_back(std::move(controller));
}

}  // namespace

void read_setting_models(const Document& document, SettingModels& models, Problems& problems) {
  const Fields fields(document.root(), "a file of settings",
                      {"files",
                       "roots",
                       "foreign_roots",
                       "build_roots",
                       "beside_credentials",
                       "profile_keys",
                       "profiles",
                       "test_profiles",
                       "default_pairs",
                       "default_users",
                       "credentials",
                       "references",
                       "maybe_references",
                       "public_endings",
                       "top_level",
                       "reference_groups",
                       "placeholder_hosts",
                       "developer_hosts",
                       "values",
                       "mentioned",
                       "regions",
                       "annotations",
                       "agents",
                       "controllers",
                       "models"},
                      problems);
  if (!fields.is_map()) return;
  for (std::string& pattern : fields.texts("files")) models.files.push_back(std::move(pattern));
  const auto add = [&](std::string_view key, std::set<std::string, std::less<>>& to) {
    for (std::string& text : fields.texts(key)) to.insert(std::move(text));
  };
  add("roots", models.roots);
  add("foreign_roots", models.foreign_roots);
  add("build_roots", models.build_roots);
  add("beside_credentials", models.beside_credentials);
  for (const std::string& key : fields.texts("profile_keys")) models.profile_keys.insert(canonical_key(key));
  add("profiles", models.profiles);
  add("test_profiles", models.test_profiles);
  const auto pairs = fields.find("default_pairs");
  for (size_t i = 0; pairs && pairs->is_sequence() && i < pairs->size(); ++i) {
    const std::vector<std::string> pair = read_texts(pairs->item(i), problems);
    if (pair.size() == 2) {
      models.default_pairs.emplace(pair[0], pair[1]);
    } else {
      problems.add(pairs->item(i), "a pair of a user and a password is expected here");
    }
  }
  each_entry(fields, "default_users", problems, [&](YamlNode key, YamlNode user) {
    models.default_users[canonical_key(key.text())] = read_text(user, problems);
  });
  each_entry(fields, "credentials", problems, [&](YamlNode type, YamlNode keys) {
    if (std::find(kCredentialTypes.begin(), kCredentialTypes.end(), type.text()) == kCredentialTypes.end())
      problems.add(type, fmt::format("unknown type of credential '{}'", type.text()),
                   did_you_mean(type.text(), kCredentialTypes));
    for (const std::string& key : read_texts(keys, problems))
      models.credentials[canonical_key(key)] = type.text();
  });
  for (const std::string& phrase : fields.texts("references"))
    models.references.push_back(split_words(phrase));
  for (const std::string& phrase : fields.texts("maybe_references"))
    models.maybe_references.push_back(split_words(phrase));
  for (const std::string& phrase : fields.texts("reference_groups"))
    models.reference_groups.push_back(split_words(phrase));
  add("placeholder_hosts", models.placeholder_hosts);
  add("developer_hosts", models.developer_hosts);
  if (const auto node = fields.find("values")) read_value_forms(*node, models.values, problems);
  for (std::string& ending : fields.texts("public_endings"))
    models.public_endings.push_back(std::move(ending));
  add("top_level", models.top_level);
  for (std::string& word : fields.texts("mentioned")) models.mentioned.insert(std::move(word));
  each_entry(fields, "regions", problems, [&](YamlNode provider, YamlNode keys) {
    for (const std::string& key : read_texts(keys, problems))
      models.regions[canonical_key(key)] = provider.text();
  });
  if (const auto node = fields.find("annotations")) models.annotations = read_annotations(*node, problems);
  const auto agents = fields.find("agents");
  for (size_t i = 0; agents && agents->is_sequence() && i < agents->size(); ++i)
    read_agent(agents->item(i), models, problems);
  const auto controllers = fields.find("controllers");
  for (size_t i = 0; controllers && controllers->is_sequence() && i < controllers->size(); ++i)
    read_controller(controllers->item(i), models, problems);
  each_entry(fields, "models", problems,
             [&](YamlNode id, YamlNode model) { read_model(id, model, models, problems); });
}

void read_page_models(const Document& document, PageModels& models, Problems& problems) {
  const Fields fields(document.root(), "a file of page models", {"providers", "inputs", "bindings"},
                      problems);
  if (fields.find("inputs")) models.inputs = fields.texts("inputs");
  if (fields.find("bindings")) models.bindings = fields.texts("bindings");
  const auto providers = fields.find("inputs") ? fields.find("providers") : fields.require("providers");
  for (size_t i = 0; providers && providers->is_sequence() && i < providers->size(); ++i) {
    const Fields provider(providers->item(i), "a provider", {"vendor", "hosts"}, problems);
    if (!provider.is_map()) continue;
    provider.require("hosts");
    models.providers.push_back({provider.require_text("vendor"), provider.texts("hosts")});
  }
}

}  // namespace payaudit
