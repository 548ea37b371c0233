#include "scanners/meaning/kubernetes/kubernetes.h"

#include "scanners/meaning/kubernetes/readers.h"

namespace payaudit {

Facts kubernetes_facts(const Units& units, const SettingTables& tables) {
  Facts facts;
  const kubernetes::Objects objects = kubernetes::find_objects(units, facts);
  for (const kubernetes::Object& object : objects.all) {
    kubernetes::add_workload(facts, object, objects, tables);
    kubernetes::add_kubelet(facts, object);
    kubernetes::add_access(facts, object, objects);
    kubernetes::add_network(facts, object);
    kubernetes::add_configuration(facts, object, objects, tables);
  }
  return facts;
}

}  // namespace payaudit
