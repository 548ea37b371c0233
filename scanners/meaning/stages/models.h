// How a tree says what a place in it is for, filled by rules/policy from policies/models/stages.yaml.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace payaudit {

// A stage and the words that speak of it, in lower case.
struct StageWords {
  std::string stage;  // "development"
  std::set<std::string, std::less<>> words;
};

struct StageModels {
  // Of one name with words of several, the first in this order is meant.
  std::vector<StageWords> words;
  // Patterns of names of files that stand for a stage by a program's convention: the pattern, the stage.
  std::vector<std::pair<std::string, std::string>> files;
  // The same of keys.
  std::vector<std::pair<std::string, std::string>> keys;
  // Variables and settings whose value names the stage, without dots, hyphens and underscores, in lower case.
  std::set<std::string, std::less<>> variables;
  // Keys from the top, parted by dots, `*` for any: what a build starts for a job and throws away with it.
  std::vector<std::string> build_services;
  // Keys that switch off what stands beside them, without dots, hyphens and underscores, in lower case.
  std::set<std::string, std::less<>> switches;
  // Words of names that speak of accounts made for tests.
  std::set<std::string, std::less<>> made_up;
  // Keys by the names of their forms that programs in browsers and on telephones carry, and what stands near
  // them there.
  std::set<std::string, std::less<>> browser_keys;
  std::vector<std::string> browser_words;
  // Words of names of keys that sign or encrypt with what they are given, whatever it is.
  std::set<std::string, std::less<>> signing;
  // Forms that only name a secret, which stands beside them where it is in the tree.
  std::set<std::string, std::less<>> key_ids;
  // Last words of keys whose value is the name of a machine.
  std::set<std::string, std::less<>> machines;
  // Last words of keys whose value is the name of an account.
  std::set<std::string, std::less<>> user_words;
  // Labels of hosts that end like one of the words and are none of them.
  std::set<std::string, std::less<>> whole_words;
  // Phrases of a comment at the top of a Compose file that say what it is for: the phrase in lower case, the
  // stage.
  std::vector<std::pair<std::string, std::string>> headers;
  // Words before such a phrase in its line that take it back: "not for development".
  std::vector<std::string> header_denials;
  // Commands by which a program is started for developers, after its image: patterns of images, the word.
  std::vector<std::pair<std::string, std::string>> developer_commands;
  // Words of commands and of variables by which any program is started for developers: `--reload`.
  std::vector<std::string> developer_words;
  // Images of what takes the place of a service on a developer's machine, and is of no use elsewhere.
  std::vector<std::string> emulators;
  // Last words of variables whose address is that under which others reach the program.
  std::set<std::string, std::less<>> reached_by;
  // Names that a container has for the machine that a developer sits at.
  std::vector<std::string> developer_hosts;
  // Patterns of names of files with settings of one profile or one environment.
  std::vector<std::string> profiles;
  // Patterns of names of files with settings that are read in every profile.
  std::vector<std::string> base_settings;
  // Who starts Compose files: patterns of names of files with commands; of those, documents, and files whose
  // commands stand below a name; patterns of paths of pipelines; words of those who deploy.
  std::vector<std::string> command_files;
  std::vector<std::string> documents;
  std::vector<std::string> target_files;
  std::vector<std::string> pipelines;
  std::set<std::string, std::less<>> deploy_words;
  // How a tree is deployed without Compose: patterns of names of files, parts of commands in pipelines, types
  // of resources of Terraform in quotes.
  std::vector<std::string> deployed_by;
  std::vector<std::string> deployed_with;
  std::vector<std::string> deployed_resources;
  // Images of what is not made by who uses it: databases, brokers, emulators, tools to look into them.
  std::vector<std::string> infrastructure;
  // Names of a machine for itself: a certificate for nothing else is of no use elsewhere.
  std::set<std::string, std::less<>> own_names;
  // Patterns of names of functions that something other than a call in the tree calls; of annotations that
  // let nobody call what has them; of names of files that only a program's tree has.
  std::vector<std::string> called_by_name;
  std::vector<std::string> idle_annotations;
  std::vector<std::string> program_files;
};

}  // namespace payaudit
