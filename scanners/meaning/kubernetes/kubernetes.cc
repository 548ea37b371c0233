#include "scanners/meaning/kubernetes/kubernetes.h"

#include "scanners/meaning/kubernetes/readers.h"
#include "scanners/meaning/settings/chart_values.h"

namespace payaudit {

Facts kubernetes_facts(const Units& units, const SettingTables& tables) {
  Facts facts;
  const kubernetes::Objects objects = kubernetes::find_objects(units, facts);
  for (const kubernetes::Object& object : objects.all) {
    kubernetes::add_workload(facts, object, objects, tables);
    kubernetes::add_kubelet(facts, object);
    kubernetes::add_access(facts, object, objects, tables.models.controllers);
    kubernetes::add_network(facts, object, objects, tables.models.annotations);
    kubernetes::add_configuration(facts, object, objects, tables);
  }
  objects.kustomizations().add_generated(facts, tables, objects.around);
  const ChartValues chart_values(units);
  for (const Unit& unit : units.units) {
    if (unit.tree() == nullptr || !chart_values.is_values(unit)) continue;
    const std::string_view path = (*units.sources)[unit.file].path();
    for (NodeId id : unit.tree()->roots()) {
      const View root(*unit.tree(), unit.file, id);
      if (root.at("apiVersion") && root.at("kind")) continue;
      add_chart_values(facts, tables, path.substr(path.rfind('/') + 1), root, objects.around);
    }
  }
  return facts;
}

}  // namespace payaudit
