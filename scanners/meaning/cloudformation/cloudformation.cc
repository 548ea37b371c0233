#include "scanners/meaning/cloudformation/cloudformation.h"

#include <set>

#include "scanners/facts/gaps.h"
#include "scanners/meaning/cloudformation/credentials.h"
#include "scanners/meaning/cloudformation/joins.h"
#include "scanners/meaning/cloudformation/template.h"
#include "scanners/meaning/resources/apply.h"

namespace payaudit {
namespace {

void add_cut_loops(const Template& one, FileId file, const Tree& tree, Facts& facts) {
  std::set<NodeId> told;
  for (const NodeId loop : one.cut_loops()) {
    if (!told.insert(loop).second) continue;
    add_limit_gap(
        facts, {file, tree[loop].key_span}, tree[loop].key,
        "loops that make more, or are deeper in each other, than is followed: the rest is not judged");
  }
}

}  // namespace

Facts cloudformation_facts(const Units& units, const ResourceModels& models, const SettingTables& tables) {
  Facts facts;
  ConfigPool pool;
  std::deque<Resource> all;
  Credentials credentials(tables, models.words, facts);
  for (const Unit& unit : units.units) {
    const Tree* tree = unit.tree();
    if (tree == nullptr) continue;
    for (const NodeId root : tree->roots()) {
      if (!is_template(*tree, root)) continue;
      Template one((*units.sources)[unit.file], unit.file, *tree, root, pool);
      one.read(all);
      add_cut_loops(one, unit.file, *tree, facts);
      credentials.add_parameters(unit.file, *tree, root);
    }
  }
  ResourceFacts resources(all);
  apply_models(models, resources, pool, facts);
  join_template(models, resources, pool, facts);
  add_coverage(models, resources, facts);
  credentials.add(resources);
  add_holdings_and_places(resources, tables.classifier, facts);
  facts.sort();
  return facts;
}

}  // namespace payaudit
