// Which domains state facts, and in which order they see each other's. One call a domain.
#include <functional>
#include <vector>

#include "checker/audit/audit.h"
#include "checker/audit/parallel.h"
#include "scanners/meaning/compose/compose.h"
#include "scanners/meaning/image/image.h"
#include "scanners/meaning/kubernetes/kubernetes.h"
#include "scanners/meaning/nginx/nginx.h"
#include "scanners/meaning/places/places.h"
#include "scanners/meaning/terraform/terraform.h"
#include "scanners/meaning/text/text_facts.h"

namespace payaudit {

Facts make_facts(const Units& units, const Tables& tables, const Settings& settings, unsigned threads) {
  const Policies& policies = tables.policies;
  const SettingModels models;
  const SettingTables variables{models, tables.classifier};
  // Domains that need nothing but units run side by side; the order of the list is the order of their facts.
  const std::vector<std::function<Facts()>> domains = {
      [&] { return terraform_facts(units, policies.resources, tables.classifier); },
      [&] { return kubernetes_facts(units, variables); },
      [&] { return compose_facts(units, variables); },
      [&] { return image_facts(units, variables); },
      [&] { return nginx_facts(units); },
      [&] { return text_facts(units); },
  };
  std::vector<Facts> stated(domains.size());
  for_each_index(domains.size(), threads, [&](size_t i) { stated[i] = domains[i](); });
  Facts facts;
  for (Facts& batch : stated) facts.absorb(std::move(batch));

  facts.absorb(place_facts(units, facts, policies.places));
  resolve_places(facts, policies.places, {settings.jurisdictions});
  facts.sort();
  return facts;
}

}  // namespace payaudit
