#include "scanners/meaning/cloudformation/cloudformation.h"

#include "scanners/meaning/cloudformation/credentials.h"
#include "scanners/meaning/cloudformation/joins.h"
#include "scanners/meaning/cloudformation/template.h"
#include "scanners/meaning/resources/apply.h"

namespace payaudit {

Facts cloudformation_facts(const Units& units, const ResourceModels& models, const SettingTables& tables) {
  Facts facts;
  ConfigPool pool;
  std::deque<Resource> all;
  Credentials credentials(tables, facts);
  for (const Unit& unit : units.units) {
    const Tree* tree = unit.tree();
    if (tree == nullptr) continue;
    for (const NodeId root : tree->roots()) {
      if (!is_template(*tree, root)) continue;
      Template((*units.sources)[unit.file], unit.file, *tree, root, pool).read(all);
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
