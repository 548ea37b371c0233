// Everything in policies/, read and checked: the tables of all stages, from documents whatever made them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/judge/examples.h"
#include "rules/judge/rule.h"
#include "rules/policy/applicability.h"
#include "rules/policy/catalog.h"
#include "rules/policy/document.h"
#include "scanners/meaning/classes/models.h"
#include "scanners/meaning/classify/data_classes.h"
#include "scanners/meaning/flow/models.h"
#include "scanners/meaning/join/columns.h"
#include "scanners/meaning/openapi/operation_words.h"
#include "scanners/meaning/pages/models.h"
#include "scanners/meaning/places/places.h"
#include "scanners/meaning/resources/models.h"
#include "scanners/meaning/settings/models.h"
#include "scanners/meaning/shapes/models.h"
#include "scanners/meaning/stages/models.h"
#include "scanners/meaning/tables/models.h"
#include "scanners/source/file_conventions.h"
#include "scanners/source/result.h"
#include "scanners/syntax/text/patterns.h"

namespace payaudit {

struct Policies {
  RulePack rules;
  std::vector<Framework> catalog;
  ApplicabilityTable applicability;
  DataClassTable classes;
  CodeModels code_models;
  Places places;
  ResourceModels resources;
  SettingModels settings;
  PageModels pages;
  TableModels tables;
  MapperModels mappers;
  ColumnModels columns;
  TextPatterns text_patterns;
  FileConventions files;
  ShapeModels shapes;
  StageModels stages;
  OperationWords operations;
  // What is odd but stops nothing: a requirement names a rule that does not exist, a rule that no requirement
  // names.
  std::vector<std::string> warnings;
  // The documents of the rules, in the order of `rules`: their examples are read when asked for.
  std::vector<Document> rule_documents;
};

// The error holds every problem found, each with its place. Documents are told apart by the folder of their
// name: rules/, catalog/, data/, models/, places/. A document of a higher layer replaces the rule, framework
// or class of the same id, or the file of the same name; two of one layer with the same id are a problem. The
// order of documents of one layer does not matter.
Result<Policies> load_policies(std::vector<Document> documents);

// A rule's example and its name, "container-privileged: a container with all rights is flagged".
struct RuleExample {
  const Rule* rule = nullptr;  // in `policies`
  Example example;
  std::string name;
};
// Of one rule, or of all when the id is empty, as far as they come from that layer or a higher one. They were
// checked when the rules were loaded or packed.
std::vector<RuleExample> examples_of(const Policies& policies, std::string_view rule_id = {},
                                     int from_layer = 0);

}  // namespace payaudit
