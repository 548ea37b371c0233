#include "rules/policy/stage_models.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "rules/policy/fields.h"
#include "scanners/meaning/settings/models.h"

namespace payaudit {
namespace {

constexpr std::string_view kStages[] = {"production", "staging",   "development",
                                        "test",       "load-test", "sample"};

// Calls `read` with each stage of the map below `key` and its texts.
void each_stage(const Fields& fields, std::string_view key, Problems& problems,
                const std::function<void(std::string, std::vector<std::string>)>& read) {
  const auto node = fields.find(key);
  if (!node) return;
  const Fields stages(*node, fmt::format("'{}'", key),
                      {"production", "staging", "development", "test", "load-test", "sample"}, problems);
  if (!stages.is_map()) return;
  for (const std::string_view stage : kStages) {
    if (stages.find(stage)) read(std::string(stage), stages.texts(stage));
  }
}

}  // namespace

void read_stages(const Document& document, StageModels& models, Problems& problems) {
  const Fields fields(document.root(), "the stages of places",
                      {"words",           "files",          "keys",
                       "variables",       "build_services", "switches",
                       "made_up",         "signing",        "browser_keys",
                       "browser_words",   "key_ids",        "machines",
                       "user_words",      "whole_words",    "own_names",
                       "headers",         "header_denials", "developer_commands",
                       "developer_words", "emulators",      "developer_hosts",
                       "profiles",        "base_settings",  "reached_by",
                       "started_by",      "deployed",       "infrastructure",
                       "uncalled"},
                      problems);
  if (!fields.is_map()) return;
  fields.require("words");
  each_stage(fields, "words", problems, [&](std::string stage, std::vector<std::string> words) {
    models.words.push_back({std::move(stage), {words.begin(), words.end()}});
  });
  each_stage(fields, "files", problems, [&](std::string stage, std::vector<std::string> patterns) {
    for (std::string& pattern : patterns) models.files.emplace_back(std::move(pattern), stage);
  });
  each_stage(fields, "keys", problems, [&](std::string stage, std::vector<std::string> patterns) {
    for (std::string& pattern : patterns) models.keys.emplace_back(std::move(pattern), stage);
  });
  each_stage(fields, "headers", problems, [&](std::string stage, std::vector<std::string> phrases) {
    for (std::string& phrase : phrases) models.headers.emplace_back(std::move(phrase), stage);
  });
  if (const auto commands = fields.find("developer_commands")) {
    const Fields words(*commands, "'developer_commands'", {}, problems);
    for (size_t i = 0; words.is_map() && i < commands->size(); ++i)
      models.developer_commands.emplace_back(commands->key(i).text(),
                                             read_text(commands->value(i), problems));
  }
  models.developer_words = fields.texts("developer_words");
  models.emulators = fields.texts("emulators");
  models.developer_hosts = fields.texts("developer_hosts");
  models.profiles = fields.texts("profiles");
  models.base_settings = fields.texts("base_settings");
  for (std::string& word : fields.texts("reached_by")) models.reached_by.insert(std::move(word));
  if (const auto node = fields.find("started_by")) {
    const Fields by(*node, "'started_by'", {"files", "documents", "targets", "pipelines", "deploy_words"},
                    problems);
    models.command_files = by.texts("files");
    models.documents = by.texts("documents");
    models.target_files = by.texts("targets");
    models.pipelines = by.texts("pipelines");
    for (std::string& word : by.texts("deploy_words")) models.deploy_words.insert(std::move(word));
  }
  if (const auto node = fields.find("deployed")) {
    const Fields by(*node, "'deployed'", {"files", "commands", "resources"}, problems);
    models.deployed_by = by.texts("files");
    models.deployed_with = by.texts("commands");
    for (const std::string& type : by.texts("resources"))
      models.deployed_resources.push_back('"' + type + '"');
  }
  if (const auto node = fields.find("uncalled")) {
    const Fields by(*node, "'uncalled'", {"called_by_name", "idle_annotations", "program_files"}, problems);
    models.called_by_name = by.texts("called_by_name");
    models.idle_annotations = by.texts("idle_annotations");
    models.program_files = by.texts("program_files");
  }
  models.infrastructure = fields.texts("infrastructure");
  models.header_denials = fields.texts("header_denials");
  for (const std::string& key : fields.texts("variables")) models.variables.insert(canonical_key(key));
  for (const std::string& key : fields.texts("switches")) models.switches.insert(canonical_key(key));
  for (std::string& word : fields.texts("made_up")) models.made_up.insert(std::move(word));
  for (std::string& name : fields.texts("browser_keys")) models.browser_keys.insert(std::move(name));
  for (std::string& name : fields.texts("key_ids")) models.key_ids.insert(std::move(name));
  for (std::string& word : fields.texts("signing")) models.signing.insert(std::move(word));
  for (std::string& word : fields.texts("machines")) models.machines.insert(std::move(word));
  for (std::string& word : fields.texts("user_words")) models.user_words.insert(std::move(word));
  for (std::string& word : fields.texts("whole_words")) models.whole_words.insert(std::move(word));
  models.browser_words = fields.texts("browser_words");
  models.build_services = fields.texts("build_services");
  for (std::string& name : fields.texts("own_names")) models.own_names.insert(std::move(name));
}

}  // namespace payaudit
