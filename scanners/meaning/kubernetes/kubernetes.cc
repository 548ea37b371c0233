#include "scanners/meaning/kubernetes/kubernetes.h"

#include <fmt/format.h>

#include "scanners/meaning/kubernetes/readers.h"
#include "scanners/meaning/settings/chart_values.h"

namespace payaudit {
namespace {

// Objects of one kind and name in two namespaces are two things. A namespace that a kustomization sets is
// none of its own: setting another makes no other thing.
void put_in_space(Facts& facts, size_t first, const kubernetes::Object& object) {
  if (object.own_space.empty()) return;
  for (size_t i = first; i < facts.size(); ++i) {
    Fact& fact = facts.all()[i];
    if (fact.kind != Kind::gap) fact.symbol = facts.keep(fmt::format("{}/{}", object.own_space, fact.symbol));
  }
}

}  // namespace

Facts kubernetes_facts(const Units& units, const SettingTables& tables) {
  Facts facts;
  const kubernetes::Objects objects = kubernetes::find_objects(units, facts);
  for (const kubernetes::Object& object : objects.all) {
    const size_t first = facts.size();
    kubernetes::add_workload(facts, object, objects, tables);
    kubernetes::add_kubelet(facts, object);
    kubernetes::add_access(facts, object, objects, tables.models.controllers);
    kubernetes::add_network(facts, object, objects, tables.models.annotations);
    kubernetes::add_configuration(facts, object, objects, tables);
    put_in_space(facts, first, object);
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
