// Which domains state facts, and in which order they see each other's. One call a domain.
#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "checker/audit/audit.h"
#include "checker/audit/parallel.h"
#include "scanners/facts/gaps.h"
#include "scanners/meaning/calls/calls.h"
#include "scanners/meaning/classes/card_kinds.h"
#include "scanners/meaning/classes/classes.h"
#include "scanners/meaning/classes/writes.h"
#include "scanners/meaning/cloudformation/cloudformation.h"
#include "scanners/meaning/compose/compose.h"
#include "scanners/meaning/flow/contexts.h"
#include "scanners/meaning/flow/flow.h"
#include "scanners/meaning/flow/member_writes.h"
#include "scanners/meaning/flow/own_masks.h"
#include "scanners/meaning/flow/resolution.h"
#include "scanners/meaning/flow/type_index.h"
#include "scanners/meaning/image/image.h"
#include "scanners/meaning/join/columns.h"
#include "scanners/meaning/join/join.h"
#include "scanners/meaning/kubernetes/kubernetes.h"
#include "scanners/meaning/messages/messages.h"
#include "scanners/meaning/nginx/nginx.h"
#include "scanners/meaning/openapi/openapi.h"
#include "scanners/meaning/pages/pages.h"
#include "scanners/meaning/places/places.h"
#include "scanners/meaning/settings/hcl_listeners.h"
#include "scanners/meaning/settings/settings.h"
#include "scanners/meaning/shapes/shapes.h"
#include "scanners/meaning/stages/code_secrets.h"
#include "scanners/meaning/stages/stages.h"
#include "scanners/meaning/tables/tables.h"
#include "scanners/meaning/terraform/terraform.h"
#include "scanners/meaning/text/text_facts.h"

namespace payaudit {
namespace {

struct Stated {
  Facts facts;
  std::vector<MemberWrite> writes;
};

// One file of source code, and what is known of it while flows are followed through the tree.
struct CodeFile {
  const Source* source = nullptr;
  FileId file = 0;
  const Code* code = nullptr;
  std::unique_ptr<Resolution> resolution;
  std::unique_ptr<FlowTables> tables;
  std::unique_ptr<FlowAnalysis> flow;
};

// What the source code of one file says. `classifier`: of this tree.
Stated code_facts(const CodeFile& of, const Tables& tables, const Classifier& classifier,
                  const ConverterIndex& converters, const EntityIndex& entities) {
  Facts facts = of.flow->facts(of.file);
  const CallContext calls{of.file, *of.source, *of.resolution, *of.flow, classifier};
  doubt_developer_flows(facts, calls);
  facts.absorb(call_facts(calls));
  facts.absorb(class_facts(of.file, *of.code, {classifier, converters, tables.policies.mappers, entities}));
  return {std::move(facts), member_writes(*of.flow, *of.resolution, *of.tables, of.file)};
}

// What code reads by `getProperty`: keys that the tree's property files outside of tests give one value.
SettingConstants setting_constants(const Units& units, const FileConventions& files,
                                   const Settings& declared) {
  SettingConstants constants;
  std::unordered_set<std::string> several;
  for (const Unit& unit : units.units) {
    const Source& source = (*units.sources)[unit.file];
    const Tree* tree = unit.tree();
    if (tree == nullptr || unit.format != "properties" ||
        files.is_test_or_example(declared.own_path(source.path())))
      continue;
    for (const NodeId root : tree->roots()) {
      for (const NodeId id : tree->children(root)) {
        const std::string key((*tree)[id].key);
        if (several.contains(key)) continue;
        // A placeholder's value is given elsewhere.
        const bool is_written = tree->is(id, NodeKind::string) || tree->is(id, NodeKind::number);
        const auto [place, is_new] = constants.try_emplace(
            key, SettingConstant{std::string(tree->text(id)), {unit.file, (*tree)[id].span}});
        if (is_written && (is_new || place->second.value == tree->text(id))) continue;
        constants.erase(place);
        several.insert(key);
      }
    }
  }
  return constants;
}

// The classifier, told what kind of cards the tree's types have.
Classifier classifier_of_tree(const Units& units, const Classifier& classifier) {
  CardKinds kinds(classifier);
  for (const Unit& unit : units.units) {
    if (const Code* code = unit.code()) kinds.add_types(*code);
  }
  for (const Unit& unit : units.units) {
    if (const Code* code = unit.code(); code != nullptr && kinds.has_other_cards()) kinds.add_names(*code);
  }
  return classifier.among_cards_of(kinds.only_other_cards());
}

// File by file in parallel; the facts are in the order of the files.
Stated all_code_facts(const Units& units, const Tables& tables, const Settings& declared, unsigned threads,
                      Progress& progress) {
  const Classifier classifier = classifier_of_tree(units, tables.classifier);
  TypeIndex types(&tables.calls);
  ConverterIndex converters;
  EntityIndex entities;
  const MapperModels& mappers = tables.policies.mappers;
  for (const Unit& unit : units.units) {
    const Code* code = unit.code();
    if (code == nullptr) continue;
    types.add(*code, (*units.sources)[unit.file], classifier);
    entities.add(*code, mappers);
    if (ConverterIndex::has_converters(*code, mappers))
      converters.add(Resolution(*code, tables.calls), mappers);
  }
  entities.settle();
  OwnMasks own_masks;
  for (const Unit& unit : units.units) {
    const Code* code = unit.code();
    if (code == nullptr) continue;
    const Source& source = (*units.sources)[unit.file];
    own_masks.add(*code, source.path(), tables.calls);
  }
  const SettingConstants settings = setting_constants(units, tables.policies.files, declared);
  std::vector<ProgramUnit> program_units;
  for (const Unit& unit : units.units)
    program_units.push_back({unit.code(), declared.own_path((*units.sources)[unit.file].path())});
  const Program program(std::move(program_units));
  const CodeModels& models = tables.calls.models();
  const CallGraph graph(program,
                        {models.words_of("event.listening").words, models.words_of("event.emitting").words});
  FlowContexts contexts(graph);
  const auto run = [threads](size_t count, const std::function<void(size_t)>& work) {
    for_each_index(count, threads, work);
  };
  std::vector<CodeFile> files(units.units.size());
  run(files.size(), [&](size_t i) {
    const Unit& unit = units.units[i];
    CodeFile& file = files[i];
    file.code = unit.code();
    if (file.code == nullptr) return;
    file.source = &(*units.sources)[unit.file];
    file.file = unit.file;
    file.resolution = std::make_unique<Resolution>(*file.code, tables.calls, &settings);
    const std::string_view path = declared.own_path(file.source->path());
    file.tables = std::make_unique<FlowTables>(
        FlowTables{classifier, types, tables.policies.files.scripts.covers(path), &own_masks, path, &contexts,
                   static_cast<UnitId>(i), unit.file});
    file.flow = std::make_unique<FlowAnalysis>(*file.source, *file.resolution, *file.tables);
  });
  std::vector<FlowAnalysis*> analyses;
  for (const CodeFile& file : files) analyses.push_back(file.flow.get());
  contexts.solve(analyses, run);
  std::vector<Stated> stated(files.size());
  progress.begin("following data in files:", files.size());
  run(files.size(), [&](size_t i) {
    progress.step();
    if (files[i].code != nullptr) stated[i] = code_facts(files[i], tables, classifier, converters, entities);
  });
  Stated all;
  const auto first =
      std::find_if(files.begin(), files.end(), [](const CodeFile& file) { return file.code != nullptr; });
  if (graph.is_unsettled() && first != files.end()) {
    may_hold(
        all.facts,
        add_limit_gap(all.facts, {first->file, {}}, "values of the program",
                      "which functions calls run could not be followed to the end: functions and objects "
                      "are handed on through more hands than are followed"),
        {Kind::flow});
  }
  for (Stated& one : stated) {
    all.facts.absorb(std::move(one.facts));
    all.writes.insert(all.writes.end(), std::make_move_iterator(one.writes.begin()),
                      std::make_move_iterator(one.writes.end()));
  }
  return all;
}

// Card numbers and secrets are found in any text: that says nothing of a document's kind.
std::vector<bool> files_with_facts(const Facts& facts, size_t files) {
  std::vector<bool> stated(files);
  for (const Fact& fact : facts.all()) {
    if (fact.kind != Kind::card_literal && fact.kind != Kind::secret) stated[fact.place.file] = true;
  }
  return stated;
}

Declared declared_by(const Settings& settings) {
  Declared declared{settings.store_classes, std::nullopt};
  if (settings.scripts) {
    declared.scripts.emplace();
    for (const InventoriedScript& script : *settings.scripts) declared.scripts->push_back(script.source);
  }
  return declared;
}

}  // namespace

Facts make_facts(const Units& units, const Tables& tables, const Settings& settings, unsigned threads,
                 Progress* shown) {
  Progress silent(false);
  Progress& progress = shown != nullptr ? *shown : silent;
  const Policies& policies = tables.policies;
  const SettingTables variables{policies.settings, tables.classifier};
  // Domains that need nothing but units run side by side; the order of the list is the order of their facts.
  const std::vector<std::function<Facts()>> domains = {
      [&] { return terraform_facts(units, policies.resources, variables); },
      [&] { return cloudformation_facts(units, policies.resources, variables); },
      [&] { return kubernetes_facts(units, variables); },
      [&] { return compose_facts(units, variables); },
      [&] { return image_facts(units, variables); },
      [&] { return nginx_facts(units, policies.settings); },
      [&] { return openapi_facts(units, tables.classifier, policies.operations); },
      [&] { return table_facts(units, variables, policies.tables); },
      [&] { return settings_facts(units, variables); },
      [&] { return keycloak_facts(units, variables); },
      [&] { return hcl_listener_facts(units); },
      [&] { return message_facts(units); },
      [&] { return page_facts(units, tables.classifier, policies.pages); },
      [&] { return text_facts(units, policies.text_patterns.keyboard_rows); },
  };
  std::vector<Facts> stated(domains.size());
  progress.begin("domains understood:", domains.size());
  for_each_index(domains.size(), threads, [&](size_t i) {
    stated[i] = domains[i]();
    progress.step();
  });
  Facts facts;
  for (Facts& batch : stated) facts.absorb(std::move(batch));

  facts.absorb(shape_facts(units, policies.shapes, files_with_facts(facts, units.units.size())));
  Stated code = all_code_facts(units, tables, settings, threads, progress);
  facts.absorb(std::move(code.facts));
  facts.absorb(place_facts(units, facts, policies.places));
  join(facts, declared_by(settings));
  join_columns_of_tables(facts, *units.sources, policies.columns);
  doubt_what_is_given_masked(facts, *units.sources, code.writes);
  resolve_places(facts, policies.places, {settings.jurisdictions, settings.on});
  const auto own = [&](std::string_view path) { return settings.own_path(path); };
  const auto is_test = [&](std::string_view path) { return policies.files.is_test_or_example(path); };
  set_forms_in_code(facts, units, policies.settings.values);
  set_stages(facts, units, policies.stages, {own, is_test});
  facts.sort();
  return facts;
}

}  // namespace payaudit
